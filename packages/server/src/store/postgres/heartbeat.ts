import { LIMITS } from '../limits.ts'

/** When this process last knew that it had seen every commit. */
export interface Heartbeat {
  /** A moment, to be given to `beat` when what was asked then has been answered and applied. */
  moment(): number
  beat(moment: number): void
  ageMs(): number
  /** Whether what is cached of permissions may be used. */
  isFresh(): boolean
}

/**
 * By two clocks, and the older age counts: the monotonic one stands still while the machine sleeps, the other
 * may be set back.
 */
export function createHeartbeat(
  wall: () => number,
  monotonic: () => number = () => performance.now(),
): Heartbeat {
  let last = { wall: Number.NEGATIVE_INFINITY, monotonic: Number.NEGATIVE_INFINITY }
  const ageMs = () => Math.max(monotonic() - last.monotonic, wall() - last.wall, 0)
  return {
    moment: monotonic,
    beat(moment) {
      if (moment <= last.monotonic) return
      last = { monotonic: moment, wall: wall() - (monotonic() - moment) }
    },
    ageMs,
    isFresh: () => ageMs() < LIMITS.freshMs,
  }
}
