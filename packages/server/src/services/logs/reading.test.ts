import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { within } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Document } from '../../store/store.ts'
import { type EventReader, eventWrites, type StreamId } from './events.ts'
import { LIMITS } from './limits.ts'
import { type Direction, readEvents, type Window } from './reading.ts'
import { createSequence } from './sequence.ts'
import { timesOf } from './stream-times.ts'

const EVERYTHING: Window = { from: 0, to: Number.MAX_SAFE_INTEGER }
const START = 1_700_000_000_000

interface Put {
  readonly stream: number
  /** Offsets from START, in order. */
  readonly times: readonly number[]
}

async function stored(puts: readonly Put[]) {
  const store = memoryStore()
  const streams: StreamId[] = [0, 1, 2].map(n => ({ groupId: 'g', streamId: `s${n}` }))
  const sequence = createSequence(fakeClock(), seededRandom(1))
  const written: { time: number; message: string; stream: number }[] = []
  for (const [nth, { stream, times }] of puts.entries()) {
    const events = times.map((offset, index) => ({
      timestamp: START + offset,
      message: `${nth}.${index}`,
    }))
    await store.commit([...eventWrites(streams[stream]!, events, { now: 1, seq: sequence() })])
    for (const { timestamp, message } of events) {
      written.push({ time: timestamp, message, stream })
    }
  }
  // Stable: events of one time stay in the order in which they were put.
  return { store, streams, written: written.sort((a, b) => a.time - b.time) }
}

async function all(
  { store, streams }: Awaited<ReturnType<typeof stored>>,
  window: Window,
  direction: Direction = 'forward',
) {
  const events = []
  for await (const bucket of readEvents(streams, window, direction, store)) events.push(...bucket)
  return events
}

const puts = fc.array(
  fc.record({
    stream: fc.integer({ min: 0, max: 2 }),
    times: fc
      .array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 8 })
      .map(times => times.sort((a, b) => a - b)),
  }),
  { maxLength: 12 },
)

describe('reading events', () => {
  it('gives those of all streams in the order of time, then of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(puts, async given => {
        const house = await stored(given)
        const events = await all(house, EVERYTHING)
        expect(events.map(({ message }) => message)).toEqual(house.written.map(e => e.message))
        const backward = await all(house, EVERYTHING, 'backward')
        expect(backward.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse())
      }),
    )
  })

  it('keeps to the window, and goes on exactly after or before an event', async () => {
    const place = fc.integer({ min: 0, max: 60_000 })
    await fc.assert(
      fc.asyncProperty(puts, place, place, async (given, a, b) => {
        const house = await stored(given)
        const whole = await all(house, EVERYTHING)
        const window = { from: START + a, to: START + b }
        const inside = whole.filter(({ time }) => time >= window.from && time < window.to)
        expect(await all(house, window)).toEqual(inside)
        const middle = whole[Math.floor(whole.length / 2)]
        if (!middle) return
        const at = whole.indexOf(middle)
        expect(await all(house, { ...EVERYTHING, after: middle.id })).toEqual(whole.slice(at + 1))
        const before = await all(house, { ...EVERYTHING, before: middle.id }, 'backward')
        expect(before.reverse()).toEqual(whole.slice(0, at))
      }),
    )
  })

  it('reads past the names of buckets that fit into one page', async () => {
    const times = Array.from({ length: 300 }, (_, index) => index * 10_000)
    const house = await stored([{ stream: 0, times }])
    expect(await all(house, EVERYTHING)).toHaveLength(300)
    expect(await all(house, EVERYTHING, 'backward')).toHaveLength(300)
  })
})

describe('the sequence of batches', () => {
  it('grows within a millisecond and when the clock goes back', () => {
    const clock = fakeClock()
    const next = createSequence(clock, seededRandom(1))
    const names = [next(), next()]
    clock.set(clock.now() - 5_000)
    names.push(next())
    clock.set(clock.now() + 10_000)
    names.push(next())
    for (let i = 0; i < 20_000; i++) names.push(next())
    expect(names.every(name => /^\d{26}$/.test(name))).toBe(true)
    expect([...names].sort()).toEqual(names)
    expect(new Set(names).size).toBe(names.length)
  })

  it('asks the store for few streams at once, however many there are', async () => {
    const { store } = await stored([{ stream: 0, times: [0] }])
    let [underway, most] = [0, 0]
    const reader: EventReader = {
      async range(...bounds) {
        most = Math.max(most, ++underway)
        await new Promise(resolve => setImmediate(resolve))
        underway--
        return store.range(...bounds)
      },
    }
    const streams = Array.from({ length: 300 }, (_, n) => ({ groupId: 'g', streamId: `s${n}` }))
    const events = []
    for await (const some of readEvents(streams, EVERYTHING, 'forward', reader)) {
      events.push(...some)
    }
    expect(events).toHaveLength(1)
    expect(most).toBe(LIMITS.streamsAtOnce)
  })

  it('ends where one moment has more events than can be held, and hides no other stream', async () => {
    const one = await stored([{ stream: 0, times: [0] }])
    const [document] = (await one.store.range(...within('logs.events', 'g', 's0'))).documents
    const large: Document = {
      ...document!,
      value: { ingestedAt: 1, events: [[START, 'x'.repeat(1_000_000)]] },
    }
    /** The same chunk for ever. */
    const endless: EventReader = {
      async range(from, to, options = {}) {
        if (options.groupBy !== undefined) return one.store.range(from, to, options)
        const documents = Array.from({ length: options.limit ?? 1_000 }, () => large)
        return { documents, groups: [], next: from }
      },
    }
    const read = readEvents(one.streams.slice(0, 1), EVERYTHING, 'forward', endless)
    await expect(read.next()).rejects.toMatchObject({ code: 'LimitExceededException' })
    const group = { id: 'g', account: '1', region: 'r', name: 'n', createdAt: 0, tags: [] }
    const stream = { id: 's0', name: 's', createdAt: 0 }
    const context = { documents: endless } as unknown as Parameters<typeof timesOf>[3]
    expect(await timesOf(group, stream, 0, context)).toEqual({})
  })
})
