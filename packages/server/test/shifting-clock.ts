import { type Clock, systemClock } from '../src/kernel/clock.ts'

/** The system's clock, which a test may move: real clients sign with it when told the same offset. */
export interface ShiftingClock extends Clock {
  /** How far it is from the system's, ms. */
  readonly offsetMs: number
  /** Moves it and wakes the sleepers whose time has come. */
  shift(ms: number): void
}

export function shiftingClock(offsetMs = 0): ShiftingClock {
  let offset = offsetMs
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()
  const now = () => Date.now() + offset
  return {
    get offsetMs() {
      return offset
    },
    now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const woken = new AbortController()
        const sleeper = { at: now() + ms, wake: () => woken.abort('woken') }
        sleepers.add(sleeper)
        const either = signal ? AbortSignal.any([signal, woken.signal]) : woken.signal
        systemClock
          .sleep(ms, either)
          .then(resolve, reason => (woken.signal.aborted ? resolve() : reject(reason)))
          .finally(() => sleepers.delete(sleeper))
      }),
    shift(ms) {
      offset += ms
      for (const sleeper of sleepers) if (sleeper.at <= now()) sleeper.wake()
    },
  }
}
