/** Time as a dependency: logic takes a `Clock`, so that tests advance it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`, at once when they are not positive; rejects with the signal's reason when aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      // Node complains about negative ones: a time that came while somebody reckoned, or a clock that was put on.
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
        Math.max(ms, 0),
      )
      signal?.addEventListener('abort', abort, { once: true })
    }),
}

export interface FakeClock extends Clock {
  /** Moves time forward and wakes the sleepers whose time has come, in order. */
  advance(ms: number): Promise<void>
  set(now: number): void
}

/** A clock that stands still until told otherwise. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start
  const sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    set: time => {
      now = time
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          const index = sleepers.indexOf(sleeper)
          if (index >= 0) sleepers.splice(index, 1)
          reject(signal.reason)
        })
      }),
    async advance(ms) {
      const target = now + ms
      for (;;) {
        sleepers.sort((a, b) => a.at - b.at)
        const next = sleepers[0]
        if (!next || next.at > target) break
        sleepers.shift()
        now = Math.max(now, next.at)
        next.wake()
        await new Promise(resolve => setImmediate(resolve))
      }
      now = target
    },
  }
}
