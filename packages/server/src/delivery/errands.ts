import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import { LIMITS } from './limits.ts'

/** Small pieces of work that nobody waits for: what fails is logged and tried again until `stop`. */
export interface Errands {
  run(work: () => Promise<void>): void
  /** Resolves once none is under way. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export function createErrands({
  clock,
  log,
}: {
  readonly clock: Clock
  readonly log: Logger
}): Errands {
  const stopped = new AbortController()
  const underway = new Set<Promise<void>>()
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        await work()
        return
      } catch (error) {
        log.error('a delivery could not be scheduled', { error })
      }
      await clock.sleep(LIMITS.soonestRetryMs, stopped.signal).catch(() => 'stopped')
    }
  }
  const settled = async () => {
    while (underway.size > 0) await Promise.all(underway)
  }
  return {
    run(work) {
      // Not before the commit that is being told of has been told to everybody.
      const errand = Promise.resolve()
        .then(() => attempt(work))
        .finally(() => underway.delete(errand))
      underway.add(errand)
    },
    settled,
    async stop() {
      stopped.abort(new Error('the server stops'))
      await settled()
    },
  }
}
