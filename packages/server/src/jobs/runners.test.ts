import { afterEach, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import { seededRandom } from '../kernel/random.ts'
import { memoryStore } from '../store/memory.ts'
import type { JobHandler, JobRunner } from './job.ts'
import { LIMITS } from './limits.ts'
import { scheduleJob } from './runner.ts'
import { controlled, DONE, turn } from './runner-room.testing.ts'
import { createJobRunners } from './runners.ts'

let runners: Pick<JobRunner, 'start' | 'stop'> | undefined
afterEach(() => runners?.stop())

it('lets what is quick go on beside heavy jobs, of which few run at the same time', async () => {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const { runs, handler } = controlled()
  const warned: string[] = []
  const log: Logger = {
    error: note => warned.push(note),
    warn: note => warned.push(note),
    info() {},
  }
  const delivered: string[] = []
  const deliver: JobHandler = async ({ id }) => {
    delivered.push(id)
    return DONE
  }
  const handlers = new Map([
    ['build', handler],
    ['deliver', deliver],
  ])
  const random = seededRandom('runners')
  runners = createJobRunners({ store, clock, random, log, handlers, heavy: new Set(['build']) })
  runners.start()
  const many = LIMITS.concurrency + LIMITS.heavyConcurrency + 1
  const job = (kind: string, n: number) =>
    scheduleJob({ kind, id: `${n}`, runAt: clock.now(), payload: null })
  await store.commit(Array.from({ length: many }, (_, n) => job('build', n)))
  for (let n = 0; n < 20; n++) await turn()
  await store.commit([job('deliver', 1)])
  for (let n = 0; n < 20; n++) await turn()
  expect(runs).toHaveLength(LIMITS.heavyConcurrency)
  expect(delivered).toEqual(['1'])
  runs[0]?.end(DONE)
  for (let n = 0; n < 20; n++) await turn()
  expect(runs).toHaveLength(LIMITS.heavyConcurrency + 1)
  expect(warned).toEqual([])
})
