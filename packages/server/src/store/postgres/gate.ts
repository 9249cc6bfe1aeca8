import { LIMITS } from '../limits.ts'

/** Keeps a database that is gone from being asked for connections without pause. */
export interface Gate {
  /** @throws at once, without trying, while the wait after the last failure is not over */
  pass<T>(connect: () => Promise<T>): Promise<T>
}

export function createGate(now: () => number = () => performance.now()): Gate {
  let failures = 0
  let openAt = 0
  let reason: unknown
  return {
    async pass(connect) {
      if (now() < openAt) throw reason
      try {
        const made = await connect()
        failures = 0
        return made
      } catch (error) {
        reason = error
        openAt = now() + backOffMs(failures++)
        throw error
      }
    },
  }
}

/** 50 ms, 100 ms, 200 ms … up to two seconds. */
export function backOffMs(failures: number): number {
  return Math.min(LIMITS.firstReconnectMs * 2 ** Math.min(failures, 20), LIMITS.longestReconnectMs)
}
