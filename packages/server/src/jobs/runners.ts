import type { JobRunner } from './job.ts'
import { LIMITS } from './limits.ts'
import { createJobRunner, type RunnerOptions } from './runner.ts'

/**
 * The runners of a process. Jobs of the heavy kinds, which take a processor and much memory for long, have places of
 * their own: many of them wait for one another, and what is quick goes on beside them.
 */
export function createJobRunners({
  heavy,
  ...options
}: RunnerOptions & { readonly heavy: ReadonlySet<string> }): Pick<JobRunner, 'start' | 'stop'> {
  const all = [...options.handlers]
  const runnerOf = (isHeavy: boolean, concurrency: number) =>
    createJobRunner({
      ...options,
      concurrency,
      handlers: new Map(all.filter(([kind]) => heavy.has(kind) === isHeavy)),
      elsewhere: new Set(all.map(([kind]) => kind).filter(kind => heavy.has(kind) !== isHeavy)),
    })
  const runners = [
    runnerOf(false, LIMITS.concurrency),
    runnerOf(true, LIMITS.heavyConcurrency),
  ] as const
  return {
    start() {
      for (const runner of runners) runner.start()
    },
    async stop() {
      await Promise.all(runners.map(runner => runner.stop()))
    },
  }
}
