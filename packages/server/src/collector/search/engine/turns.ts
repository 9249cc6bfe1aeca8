import { LIMITS } from '../limits.ts'

/** The time of one query: others have their turn between its slices. */
export interface Turns {
  /** Called between blocks. False when time is up. @throws the reason when the query was cancelled */
  next(): Promise<boolean>
}

export interface TurnOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export function startTurns({ timeoutMs, signal }: TurnOptions): Turns {
  const end = performance.now() + timeoutMs
  let sliceEnd = performance.now() + LIMITS.sliceMs
  return {
    async next() {
      signal.throwIfAborted()
      const now = performance.now()
      if (now >= end) return false
      if (now >= sliceEnd) {
        await new Promise(resolve => setImmediate(resolve))
        signal.throwIfAborted()
        sliceEnd = performance.now() + LIMITS.sliceMs
      }
      return true
    },
  }
}
