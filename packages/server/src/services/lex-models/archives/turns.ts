import { LimitExceededException } from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'

const waiting = new Map<string, number>()
let last: Promise<unknown> = Promise.resolve()

/**
 * Opens one archive after the other: of a few kilobytes each may become fifty megabytes, and who may import is decided
 * by what it holds. @throws LimitExceededException when the account has too many that wait
 */
export async function inTurn<T>(account: string, open: () => Promise<T>): Promise<T> {
  const before = waiting.get(account) ?? 0
  if (before >= LIMITS.importsWaiting) {
    throw LimitExceededException('Too many imports are being started at the same time.')
  }
  waiting.set(account, before + 1)
  const turn = last.then(open)
  last = turn.catch(() => {})
  try {
    return await turn
  } finally {
    const left = (waiting.get(account) ?? 1) - 1
    if (left > 0) waiting.set(account, left)
    else waiting.delete(account)
  }
}
