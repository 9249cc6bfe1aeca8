import { ServiceError } from '../../kernel/errors.ts'
import { LIMITS } from './limits.ts'

let making = 0
const waiting: (() => void)[] = []

/**
 * Making a key pair keeps a thread busy for up to seconds, and these threads also write files: few are made at
 * the same time, in the order of asking.
 * @throws ThrottlingException when too many wait already
 */
export async function turnForPair<T>(make: () => Promise<T>): Promise<T> {
  if (making >= LIMITS.pairsAtOnce) {
    if (waiting.length >= LIMITS.pairsWaiting) {
      throw new ServiceError('ThrottlingException', 'Rate exceeded', { status: 400 })
    }
    await new Promise<void>(resolve => waiting.push(resolve))
  } else {
    making++
  }
  try {
    return await make()
  } finally {
    // The turn is handed on, so that nobody who comes meanwhile takes it.
    const next = waiting.shift()
    if (next) next()
    else making--
  }
}
