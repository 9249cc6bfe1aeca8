import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Job, JobHandler } from '../../../jobs/job.ts'
import { fakeClock } from '../../../kernel/clock.ts'
import { within } from '../../../store/key.ts'
import { memoryStore } from '../../../store/memory.ts'
import { LIMITS } from '../limits.ts'
import { createSeenMetrics, metricWrite } from '../metrics.ts'
import { ageHandler } from './age.ts'
import { distributionOf, percentile } from './distribution.ts'
import { fitting } from './fitting.ts'
import { readSamples } from './reading.ts'
import { metricId } from './records.ts'
import { folded, type Sample } from './sample.ts'
import { settleHandler } from './settle.ts'
import { sampleWrites } from './writing.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const metric = {
  ...{ account: '123456789012', region: 'us-east-1', namespace: 'n', name: 'm' },
  dimensions: [],
}
const ID = metricId(metric)

const sample = (time: number, value: number, resolutionSeconds = 60): Sample => ({
  ...{ time, resolutionSeconds, unit: 'Count', count: 1, sum: value, min: value, max: value },
  values: [[value, 1]],
})

function openRoom() {
  const clock = fakeClock(Date.UTC(2026, 0, 20, 12))
  const store = memoryStore({ clock })
  let calls = 0
  const run = (handler: JobHandler) =>
    handler({ kind: '', id: '', runAt: 0, payload: null } satisfies Job, {
      signal: new AbortController().signal,
      fencing: 1,
    })
  return {
    clock,
    store,
    put: (...samples: Sample[]) =>
      store.commit([
        metricWrite(metric, clock.now()),
        ...sampleWrites(ID, samples, `seq-${String(calls++).padStart(4, '0')}`),
      ]),
    read: (from: number, to: number) => readSamples(ID, { from, to, now: clock.now() }, store),
    settle: () => run(settleHandler({ store, clock })),
    age: () => run(ageHandler({ store, clock })),
    documents: async (kind: string) =>
      (await store.range(...within(kind), { limit: 10_000 })).documents.length,
  }
}

describe('points of a metric', () => {
  it('are read as they were written, folded by time, resolution and unit', async () => {
    const { clock, put, read } = openRoom()
    const now = clock.now()
    await put(sample(now, 1), sample(now, 5))
    await put(sample(now, 3), sample(now - MINUTE, 9))
    const found = await read(now - HOUR, now + HOUR)
    expect(
      found.map(({ time, count, sum, min, max }) => [time - now, count, sum, min, max]),
    ).toEqual([
      [-MINUTE, 1, 9, 9, 9],
      [0, 3, 9, 1, 5],
    ])
    expect(found[1]?.values).toEqual([
      [1, 1],
      [3, 1],
      [5, 1],
    ])
    expect(await read(now + MINUTE, now + HOUR)).toEqual([])
  })

  it('are one document an hour once they are settled, and the same to read', async () => {
    const { clock, put, read, settle, documents } = openRoom()
    const now = clock.now()
    for (let i = 0; i < 120; i++) await put(sample(now - i * MINUTE, i))
    const before = await read(now - 2 * HOUR, now + HOUR)
    expect(await documents('cloudwatch.points')).toBe(120)
    expect(await settle()).toEqual({ kind: 'done' })
    expect(await documents('cloudwatch.points')).toBe(3)
    expect(await documents('cloudwatch.unsettled')).toBe(0)
    expect(await read(now - 2 * HOUR, now + HOUR)).toEqual(before)
    await put(sample(now, 7))
    await settle()
    expect((await read(now, now + 1)).map(({ sum }) => sum)).toEqual([7])
    expect(await documents('cloudwatch.points')).toBe(3)
  })

  it('may be finer than a minute for three hours', async () => {
    const { clock, put, read, settle } = openRoom()
    const start = clock.now()
    for (let second = 0; second < 90; second++) await put(sample(start + second * 1000, 1, 1))
    await settle()
    expect((await read(start, start + HOUR)).length).toBe(90)
    clock.set(start + 3 * HOUR + 10 * MINUTE)
    const coarse = [
      [0, 60],
      [MINUTE, 30],
    ]
    const shown = async () =>
      (await read(start, start + HOUR)).map(({ time, count }) => [time - start, count])
    // Whether the job has come by or not.
    expect(await shown()).toEqual(coarse)
    clock.set(start + 5 * HOUR)
    await settle()
    expect(await shown()).toEqual(coarse)
  })

  it('become coarser with age, and are forgotten after 455 days', async () => {
    const { clock, put, read, settle, age, documents } = openRoom()
    const start = clock.now()
    for (let i = 0; i < 120; i++) await put(sample(start + i * MINUTE, 1))
    await settle()
    const counts = async () =>
      (await read(start - DAY, start + DAY)).map(one => [one.resolutionSeconds, one.count])
    expect((await counts()).length).toBe(120)
    clock.set(start + 16 * DAY)
    expect((await counts()).length).toBe(24)
    await age()
    expect(await counts()).toEqual(Array.from({ length: 24 }, () => [300, 5]))
    clock.set(start + 64 * DAY)
    await age()
    // What was of a later day waits for that day to be old as a whole.
    clock.set(start + 65 * DAY)
    await age()
    expect(await counts()).toEqual(Array.from({ length: 2 }, () => [3_600, 60]))
    clock.set(start + 600 * DAY)
    expect(await counts()).toEqual([])
    await age()
    expect([await documents('cloudwatch.points'), await documents('cloudwatch.metric')]).toEqual([
      0, 0,
    ])
  })

  it('become older without holding up what else there is to do', async () => {
    const { store, clock, age } = openRoom()
    const names = Array.from({ length: 50 }, (_, index) => `m${index}`)
    await store.commit(names.map(name => metricWrite({ ...metric, name }, clock.now())))
    let turns = 0
    const turn = () => {
      turns++
      next = setImmediate(turn)
    }
    let next = setImmediate(turn)
    await age()
    clearImmediate(next)
    expect(turns).toBeGreaterThanOrEqual(names.length)
  })

  it('are never counted twice when two processes settle at once', async () => {
    const { clock, put, read, settle } = openRoom()
    const now = clock.now()
    for (let i = 0; i < 20; i++) await put(sample(now, 1))
    await Promise.all([settle(), settle(), put(sample(now, 1)), settle()])
    await settle()
    expect((await read(now, now + 1)).map(({ count }) => count)).toEqual([21])
  })
})

describe('a distribution', () => {
  it('tells percentiles by nearest rank', () => {
    const values = distributionOf(
      Array.from({ length: 100 }, (_, index) => [index + 1, 1] as const),
    )
    const found = [0, 1, 50, 99, 99.9, 100].map(percent => percentile(values, percent))
    expect(found).toEqual([1, 1, 50, 99, 100, 100])
    expect(percentile([], 50)).toBeUndefined()
  })

  it('stays small, keeps its count, and errs by little', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 2_000,
    })
    fc.assert(
      fc.property(values, all => {
        const distribution = distributionOf(all.map(value => [value, 1]))
        expect(distribution.length).toBeLessThanOrEqual(LIMITS.distinctValues)
        expect(distribution.reduce((sum, [, count]) => sum + count, 0)).toBe(all.length)
      }),
      { numRuns: 50 },
    )
    const latencies = distributionOf(Array.from({ length: 5_000 }, (_, i) => [100 + i, 1] as const))
    const median = percentile(latencies, 50) ?? 0
    expect(Math.abs(median - 2_600) / 2_600).toBeLessThan(0.02)
  })

  it('gives way before a document becomes too large, the sums never', () => {
    const values = distributionOf(Array.from({ length: 200 }, (_, i) => [i, 1] as const))
    const samples = Array.from({ length: 3_600 }, (_, second) => ({
      ...sample(second * 1000, 1, 1),
      values,
    }))
    const fit = fitting(folded(samples))
    expect(JSON.stringify(fit.map(one => one.values)).length).toBeLessThan(8_000_000)
    expect(fit.reduce((sum, one) => sum + one.sum, 0)).toBe(3_600)
    const units = samples.flatMap(one =>
      Array.from({ length: 27 }, (_, unit) => ({ ...one, unit: `u${unit}` })),
    )
    const fewer = fitting(units)
    expect(fewer.length).toBe(27 * 60)
    expect(fewer.reduce((sum, one) => sum + one.count, 0)).toBe(27 * 3_600)
  })
})

describe('the memory of metrics that were listed', () => {
  it('lasts a quarter of an hour, and no longer than the metric itself', async () => {
    const clock = fakeClock()
    const store = memoryStore({ clock })
    const seen = createSeenMetrics(store)
    const isDue = () => seen.isDue(ID, clock.now())
    const enter = async () => {
      await store.commit([metricWrite(metric, clock.now())])
      seen.entered(ID, clock.now())
    }
    expect(isDue()).toBe(true)
    await enter()
    expect(isDue()).toBe(false)
    clock.set(clock.now() + LIMITS.seenEveryMs)
    expect(isDue()).toBe(true)
    await enter()
    store.clear()
    expect(isDue()).toBe(true)
  })
})
