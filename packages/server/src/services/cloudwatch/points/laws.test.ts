import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JobHandler } from '../../../jobs/job.ts'
import { fakeClock } from '../../../kernel/clock.ts'
import { memoryStore } from '../../../store/memory.ts'
import { metricWrite } from '../metrics.ts'
import { ageHandler } from './age.ts'
import { distributionOf } from './distribution.ts'
import { readSamples } from './reading.ts'
import { metricId } from './records.ts'
import { settleHandler } from './settle.ts'
import { sampleWrites } from './writing.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const metric = {
  ...{ account: '123456789012', region: 'us-east-1', namespace: 'n', name: 'm' },
  dimensions: [],
}
const ID = metricId(metric)

type Step =
  | {
      readonly kind: 'put'
      readonly backMs: number
      readonly value: number
      readonly fine: boolean
    }
  | { readonly kind: 'settle' | 'age' }
  | { readonly kind: 'wait'; readonly ms: number }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('put' as const),
        backMs: fc.integer({ min: 0, max: 14 * DAY }),
        value: fc.integer({ min: -100, max: 100 }),
        fine: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'age' as const) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        ms: fc.constantFrom(60_000, HOUR, 4 * HOUR, DAY, 20 * DAY, 50 * DAY),
      }),
    },
  ),
  { maxLength: 25 },
)

it('nothing that was measured is lost, doubled or moved to another hour, whatever the jobs do meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const clock = fakeClock()
      const store = memoryStore({ clock })
      const jobs = { settle: settleHandler({ store, clock }), age: ageHandler({ store, clock }) }
      const run = (handler: JobHandler) =>
        handler(
          { kind: '', id: '', runAt: 0, payload: null },
          { signal: new AbortController().signal, fencing: 1 },
        )
      const put: { readonly time: number; readonly value: number }[] = []
      for (const [index, step] of all.entries()) {
        if (step.kind === 'wait') clock.set(clock.now() + step.ms)
        else if (step.kind !== 'put') await run(jobs[step.kind])
        else {
          const { value, fine } = step
          const time = clock.now() - step.backMs
          const resolutionSeconds = fine ? 1 : 60
          const sample = {
            time: time - (time % (resolutionSeconds * 1000)),
            ...{ resolutionSeconds, unit: 'None', count: 1, sum: value, min: value, max: value },
            values: distributionOf([[value, 1]]),
          }
          put.push({ time, value })
          await store.commit([
            metricWrite(metric, clock.now()),
            ...sampleWrites(ID, [sample], `s${index}`),
          ])
        }
      }
      const now = clock.now()
      const from = now - (now % HOUR) - 400 * DAY
      const kept = put.filter(({ time }) => time >= from)
      const span = { from, to: now + HOUR, now }
      const read = await readSamples(ID, span, store)
      expect(sums(read.map(({ time, sum, count }) => ({ time, value: sum, count })))).toEqual(
        sums(kept.map(one => ({ ...one, count: 1 }))),
      )
    }),
    { numRuns: 60 },
  )
})

/** Count and sum of each hour. */
function sums(
  all: readonly { readonly time: number; readonly value: number; readonly count: number }[],
) {
  const hours = new Map<number, readonly [number, number]>()
  for (const { time, value, count } of all) {
    const hour = Math.floor(time / HOUR)
    const [counts, total] = hours.get(hour) ?? [0, 0]
    hours.set(hour, [counts + count, total + value])
  }
  return Object.fromEntries(hours)
}
