import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { BlobDamaged } from '../blocks.ts'
import { BlobsUnavailable, isPassing } from './failure.ts'
import { LIMITS } from './limits.ts'

export interface PatienceParts {
  readonly clock: Clock
  readonly random: Random
}

/** Counts failures in a row, and waits longer after each. */
export interface Patience {
  /** Returns when it is time to try again. @throws the failure itself when it will not pass, or has come too often */
  after(failure: unknown): Promise<void>
  /** What came before is forgotten. */
  begin(): void
}

export function createPatience(
  { clock, random }: PatienceParts,
  attempts: number = LIMITS.attempts,
): Patience {
  let failures = 0
  let firstAt = 0
  return {
    async after(failure) {
      failures++
      if (failures === 1) firstAt = clock.now()
      const allowed =
        failure instanceof BlobDamaged ? LIMITS.damagedReads : isPassing(failure) ? attempts : 0
      const isLate = clock.now() - firstAt > LIMITS.patienceMs
      if (failures >= allowed || isLate) throw failure
      const pauseMs = Math.min(LIMITS.pauseMs * 2 ** (failures - 1), LIMITS.longestPauseMs)
      const askedMs = failure instanceof BlobsUnavailable ? failure.retryAfterMs : 0
      // Those that failed together must not come again together.
      const ownMs = pauseMs / 2 + random.below(pauseMs / 2 + 1)
      await clock.sleep(Math.max(ownMs, Math.min(askedMs, LIMITS.longestPauseMs)))
    },
    begin() {
      failures = 0
    },
  }
}

/** Does what may be done twice until it is done. @throws the last failure */
export async function persistently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (failure) {
      await patience.after(failure)
    }
  }
}
