import { LIMITS } from './limits.ts'

/**
 * Lets requests that arrived in one turn of the event loop go on together, as soon as all of them are read. Each step
 * then runs for one after the other while its code is in the processor's caches: measured, half the processor
 * time a request when many clients call at once, and nothing lost when one does (docs/decisions/gateway-speed.md).
 *
 * What is more than one turn should hold goes on in the next: between two turns the loop looks at the sockets and takes
 * in one new connection, no more. Without an end to a turn nobody new would come in while there is much to do.
 */
export function together(max: number = LIMITS.togetherAtOnce): () => Promise<void> {
  const rounds: Round[] = []
  const go = () => {
    rounds.shift()?.go()
    if (rounds.length > 0) setImmediate(go)
  }
  return () => {
    const last = rounds.at(-1)
    if (last && last.requests < max) {
      last.requests++
      return last.promise
    }
    if (rounds.length === 0) setImmediate(go)
    const { promise, resolve } = Promise.withResolvers<void>()
    rounds.push({ promise, go: resolve, requests: 1 })
    return promise
  }
}

interface Round {
  readonly promise: Promise<void>
  readonly go: () => void
  requests: number
}
