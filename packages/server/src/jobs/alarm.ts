import type { Clock } from '../kernel/clock.ts'
import { LIMITS } from './limits.ts'

/** One timer that is moved at will. */
export interface Alarm {
  /** Rings at this time, epoch ms, or never. */
  set(at: number | undefined): void
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let current: { readonly at: number; readonly cancel: AbortController } | undefined
  return {
    set(at) {
      if (current?.at === at) return
      current?.cancel.abort()
      current = undefined
      if (at === undefined) return
      const own = { at, cancel: new AbortController() }
      current = own
      const wake = () => {
        if (current === own) current = undefined
        ring()
      }
      // A far time is waited for in steps: whoever is rung sets the alarm again.
      const sleepMs = Math.min(Math.max(at - clock.now(), 0), LIMITS.longestSleepMs)
      clock.sleep(sleepMs, own.cancel.signal).then(wake, () => 'moved')
    },
  }
}
