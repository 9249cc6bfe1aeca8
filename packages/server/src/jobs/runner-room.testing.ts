import { fakeClock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import { seededRandom } from '../kernel/random.ts'
import { memoryStore } from '../store/memory.ts'
import type { Job, JobHandler, JobOutcome, JobRunner } from './job.ts'
import { jobKey } from './record.ts'
import { createJobRunner, type RunnerOptions, scheduleJob } from './runner.ts'

export const DONE: JobOutcome = { kind: 'done' }

export type RunnerRoom = ReturnType<typeof openRoom>

/** A store, a clock that stands still, and as many runners as a test starts. */
export function openRoom() {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const runners: JobRunner[] = []
  const logged: string[] = []
  const note = (message: string) => logged.push(message)
  const log: Logger = { error: note, warn: note, info: note }
  return {
    clock,
    store,
    logged,
    started(handler: JobHandler, options: Partial<RunnerOptions> = {}) {
      const random = seededRandom(`runner ${runners.length}`)
      const handlers = new Map([['work', handler]])
      const runner = createJobRunner({ store, clock, random, log, handlers, ...options })
      runners.push(runner)
      runner.start()
      return runner
    },
    job: (id: string, delayMs = 0, payload: Job['payload'] = null): Job => ({
      kind: 'work',
      id,
      runAt: clock.now() + delayMs,
      payload,
    }),
    schedule: (...jobs: Job[]) => store.commit(jobs.map(scheduleJob)),
    rowOf: async (id: string) => (await store.get(jobKey('work', id)))?.value,
    close: () => Promise.all(runners.map(runner => runner.stop())),
  }
}

/** A handler that runs until it is told to end, or aborted. */
export function controlled() {
  const runs: { job: Job; signal: AbortSignal; end: (outcome: JobOutcome) => void }[] = []
  const handler: JobHandler = (job, { signal }) =>
    new Promise((resolve, reject) => {
      runs.push({ job, signal, end: resolve })
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  return { runs, handler }
}

export const turn = () => new Promise(setImmediate)
