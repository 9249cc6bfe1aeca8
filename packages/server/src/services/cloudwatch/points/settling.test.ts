import { describe, expect, it } from 'vitest'
import { createJobRunner } from '../../../jobs/runner.ts'
import { fakeClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/log.ts'
import { seededRandom } from '../../../kernel/random.ts'
import { within } from '../../../store/key.ts'
import { memoryStore } from '../../../store/memory.ts'
import { LIMITS } from '../limits.ts'
import { metricWrite } from '../metrics.ts'
import { ageHandler } from './age.ts'
import { readSamples } from './reading.ts'
import { bucketOf, chunkKey, FOLDED, metricId } from './records.ts'
import type { Sample } from './sample.ts'
import { createSettling, SETTLE_JOB, settleHandler } from './settle.ts'
import { sampleWrites } from './writing.ts'

const SPAN = LIMITS.settleEveryMs
const ID = 'metric'

/** A server that takes measurements, and folds them when it is time to. */
function openRoom() {
  const clock = fakeClock(Date.UTC(2026, 0, 20, 12))
  const store = memoryStore({ clock })
  const settling = createSettling()
  const handlers = new Map([[SETTLE_JOB, settleHandler({ store, clock })]])
  const random = seededRandom('settling')
  const runner = createJobRunner({ store, clock, random, log: silentLogger, handlers })
  runner.start()
  let calls = 0
  const count = async (kind: string, ...parts: string[]) =>
    (await store.range(...within(kind, ...parts), { limit: 10_000 })).documents.length
  return {
    clock,
    runner,
    /** The writes of a call that began now, and what it remembers once they are on disk. */
    begin(resolutionSeconds: 1 | 60) {
      const now = clock.now()
      const time = now - (now % (resolutionSeconds * 1000))
      const one = { count: 1, sum: 1, min: 1, max: 1, values: [[1, 1]] as const }
      const sample: Sample = { time, resolutionSeconds, unit: 'Count', ...one }
      const seq = String(calls++).padStart(6, '0')
      const writes = [...sampleWrites(ID, [sample], seq), ...settling.due(now)]
      return async () => {
        await store.commit(writes)
        settling.scheduled(now)
      }
    },
    jobs: () => count('job', SETTLE_JOB),
    unsettled: () => count('cloudwatch.unsettled'),
    read: (from: number) => readSamples(ID, { from, to: clock.now() + 1, now: clock.now() }, store),
  }
}

const HOUR = 3_600_000
const hourOf = (time: number) => bucketOf(time, 'minutes')

/** A second with so many different values. */
const rich = (time: number, values: number): Sample => ({
  ...{ time, resolutionSeconds: 1, unit: 'Count', count: values, sum: values, min: 1, max: values },
  values: Array.from({ length: values }, (_, index) => [index + 1, 1] as const),
})

describe('what many calls wrote', () => {
  it('is little for each, and loses no sum', async () => {
    const start = Date.UTC(2026, 0, 20, 12)
    const samples = Array.from({ length: 1_000 }, (_, second) => rich(start + second * 1000, 150))
    const [chunk] = sampleWrites(ID, samples, 'one')
    const text = JSON.stringify(chunk?.type === 'put' ? chunk.value : [])
    expect(text.split(',').length).toBeLessThanOrEqual(LIMITS.numbersPerChunk)
    const store = memoryStore()
    await store.commit(sampleWrites(ID, samples, 'one'))
    const read = await readSamples(ID, { from: start, to: start + HOUR, now: start }, store)
    expect(read.reduce((sum, one) => sum + one.sum, 0)).toBe(150_000)
  })

  it('is read few at a time, each once, also while it is folded', async () => {
    const now = Date.UTC(2026, 0, 20, 12, 59)
    const clock = fakeClock(now)
    const store = memoryStore({ clock })
    const earlier = now - HOUR
    for (let call = 0; call < 100; call++) {
      const [time, seq] = [call < 95 ? now : earlier, String(call).padStart(4, '0')]
      await store.commit(sampleWrites(ID, [rich(time - (time % 1000), 1)], seq))
    }
    const settle = settleHandler({ store, clock })
    const job = { kind: SETTLE_JOB, id: '', runAt: 0, payload: null }
    const run = { signal: new AbortController().signal, fencing: 1 }
    for (const foldedAfter of [1, 3, 5, 99]) {
      let reads = 0
      let largest = 0
      const reader = {
        range: async (...bounds: Parameters<typeof store.range>) => {
          if (++reads === foldedAfter) await settle(job, run)
          const page = await store.range(...bounds)
          largest = Math.max(largest, page.documents.length)
          return page
        },
      }
      const read = await readSamples(ID, { from: now - 2 * HOUR, to: now + 1, now }, reader)
      expect(read.reduce((sum, one) => sum + one.count, 0)).toBe(100)
      expect(largest).toBeLessThanOrEqual(LIMITS.chunksReadAtOnce)
      if (foldedAfter < 99) {
        // As many again, for the next round.
        await store.commit([{ type: 'delete', key: chunkKey(ID, 'minutes', hourOf(now), FOLDED) }])
        for (let call = 0; call < 95; call++) {
          const seq = `${foldedAfter}-${String(call).padStart(4, '0')}`
          await store.commit(sampleWrites(ID, [rich(now - (now % 1000), 1)], seq))
        }
      }
    }
  })
})

describe('what has become old', () => {
  it('is read once while it is moved to where it is kept coarser', async () => {
    const then = Date.UTC(2026, 0, 20, 12)
    const clock = fakeClock(then)
    const store = memoryStore({ clock })
    const metric = { account: '1', region: 'r', namespace: 'n', name: 'm', dimensions: [] }
    const id = metricId(metric)
    const now = then + 16 * 24 * HOUR
    const seq = 'one'
    await store.commit([
      metricWrite(metric, now),
      ...sampleWrites(id, [rich(then, 1), rich(then + HOUR, 1)], seq),
    ])
    clock.set(now)
    const age = ageHandler({ store, clock })
    let reads = 0
    const reader = {
      range: async (...bounds: Parameters<typeof store.range>) => {
        const page = await store.range(...bounds)
        // After the first look at the minutes, before that at what is kept of five.
        if (++reads === 2) {
          const job = { kind: '', id: '', runAt: 0, payload: null }
          await age(job, { signal: new AbortController().signal, fencing: 1 })
        }
        return page
      },
    }
    const read = await readSamples(id, { from: then - HOUR, to: now, now }, reader)
    expect(read.map(({ count }) => count)).toEqual([1, 1])
    expect(reads).toBeGreaterThan(4)
  })
})

describe('folding what calls wrote', () => {
  it('is one job at a time, however long fine points keep coming', async () => {
    const { clock, runner, begin, jobs, unsettled, read } = openRoom()
    const start = clock.now()
    const counts: number[] = []
    for (let span = 0; span < 24; span++) {
      await begin(1)()
      await clock.advance(SPAN)
      await runner.settled()
      counts.push(await jobs())
    }
    expect(Math.max(...counts)).toBe(1)
    expect((await read(start)).reduce((sum, one) => sum + one.count, 0)).toBe(24)
    await clock.advance(5 * 3_600_000)
    for (let span = 0; span < 3; span++) {
      await runner.settled()
      await clock.advance(SPAN)
    }
    expect([await jobs(), await unsettled()]).toEqual([0, 0])
    await runner.stop()
  })

  it('comes after what a call wrote late in a span, and was slow to write', async () => {
    const { clock, runner, begin, unsettled } = openRoom()
    await begin(60)()
    await clock.advance(SPAN - 1)
    const slow = begin(60)
    await clock.advance(30_000)
    await runner.settled()
    await slow()
    await clock.advance(SPAN)
    await runner.settled()
    expect(await unsettled()).toBe(0)
    await runner.stop()
  })
})
