import { setImmediate } from 'node:timers/promises'
import { keyParts } from '../../../store/key.ts'
import type { Document, Key, RangePage, Store } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { createGatherer, type Gatherer } from './gatherer.ts'
import { chunkKey, chunksBetween, chunksOf, FOLDED, samplesOf, type Tier } from './records.ts'
import { coarsened, type Sample } from './sample.ts'

export type PointReader = Pick<Store, 'range'>

export interface Reading {
  readonly from: number
  readonly to: number
  readonly now: number
  /** Whoever wants to know of whole periods from `from` on is told no more: less is held. */
  readonly periodSeconds?: number
  /** Told how many samples are read. @throws Error when they are too many */
  readonly look?: (samples: number) => void
}

/**
 * The samples of a metric with `from <= time < to`, no finer than their age allows, whether the job that makes
 * them coarser has come by or not.
 */
export async function readSamples(
  id: string,
  reading: Reading,
  reader: PointReader,
): Promise<readonly Sample[]> {
  const tiers = tiersOf(reading.from, reading.now)
  for (let attempt = 0; ; attempt++) {
    const before = await oldestOf(id, tiers, reader)
    const gatherer = createGatherer(LIMITS.numbersPerRead)
    const wanted: Gatherer = { ...gatherer, add: samples => gatherer.add(aged(samples, reading)) }
    for (const tier of tiers) await readTier({ id, tier, reader }, reading, wanted)
    // What was moved to a coarser tier meanwhile may have been met in both.
    const isSame = (await oldestOf(id, tiers, reader)) === before
    if (isSame || attempt === LIMITS.readingsAgain) return gatherer.all()
  }
}

function aged(samples: readonly Sample[], reading: Reading): readonly Sample[] {
  const { from, to, now, look } = reading
  look?.(samples.length)
  return samples.flatMap(sample => {
    const allowed = resolutionAt(sample.time, now)
    if (allowed === undefined) return []
    const one = coarsened(sample, allowed)
    return one.time >= from && one.time < to ? inPeriod(one, reading) : []
  })
}

/** The oldest chunks of the tiers that are moved to others: they go first. */
async function oldestOf(id: string, tiers: readonly Tier[], reader: PointReader): Promise<string> {
  const keys: (Key | undefined)[] = []
  for (const tier of tiers.slice(0, -1)) {
    const { documents } = await reader.range(...chunksOf(id, tier), { limit: 1 })
    keys.push(documents[0]?.key)
  }
  return JSON.stringify(keys)
}

function inPeriod(sample: Sample, { from, periodSeconds }: Reading): Sample {
  // What is kept coarser says nothing about the period, but of its unit.
  if (periodSeconds === undefined || sample.resolutionSeconds > Math.max(periodSeconds, 60)) {
    return sample
  }
  const step = periodSeconds * 1000
  const time = from + Math.floor((sample.time - from) / step) * step
  return { ...sample, time, resolutionSeconds: periodSeconds }
}

/** What is younger than a tier's first age has never come there. */
function tiersOf(from: number, now: number): readonly Tier[] {
  if (from > now - LIMITS.minutesMs) return ['minutes']
  return from > now - LIMITS.fiveMinutesMs ? ['minutes', 'fives'] : ['minutes', 'fives', 'hours']
}

interface Source {
  readonly id: string
  readonly tier: Tier
  readonly reader: PointReader
}

/**
 * One page is one look at the store: a chunk is seen in it or in what it was folded into, never in both. So a
 * page is good for the buckets that end in it.
 */
async function readTier(
  { id, tier, reader }: Source,
  { from, to }: Pick<Reading, 'from' | 'to'>,
  gatherer: Gatherer,
): Promise<void> {
  const [first, last] = chunksBetween(id, tier, from, to)
  for (let next: Key | undefined = first; next !== undefined; ) {
    const page: RangePage = await reader.range(next, last, { limit: LIMITS.chunksReadAtOnce })
    const split = page.next === undefined ? undefined : bucketIn(page.next)
    const whole = page.documents.filter(({ key }) => bucketIn(key) !== split)
    next = page.next
    if (split !== undefined) {
      const [start, end] = chunksOf(id, tier, split)
      if (whole.length > 0) next = start
      else {
        gatherer.add(await readBucket({ id, tier, reader }, split))
        next = end
      }
      await setImmediate()
    }
    gatherer.add(whole.flatMap(samplesOf))
  }
}

/** A bucket of more chunks than one page has: read again when its chunks were folded meanwhile. */
async function readBucket({ id, tier, reader }: Source, bucket: number) {
  const [from, to] = chunksOf(id, tier, bucket)
  const folding = async () => {
    const { documents } = await reader.range(from, to, { limit: 1 })
    return documents.find(({ key }) => key === chunkKey(id, tier, bucket, FOLDED))?.revision
  }
  for (let attempt = 0; ; attempt++) {
    const before = await folding()
    const gatherer = createGatherer(LIMITS.numbersPerRead)
    for await (const documents of pagesOf(from, to, reader)) {
      gatherer.add(documents.flatMap(samplesOf))
    }
    if ((await folding()) === before || attempt === LIMITS.readingsAgain) return gatherer.all()
  }
}

async function* pagesOf(
  from: Key,
  to: Key,
  reader: PointReader,
): AsyncGenerator<readonly Document[]> {
  for (let next: Key | undefined = from; next !== undefined; ) {
    const page: RangePage = await reader.range(next, to, { limit: LIMITS.chunksReadAtOnce })
    yield page.documents
    next = page.next
  }
}

const bucketIn = (key: Key): number => Number(keyParts(key)[3])

/** How fine a sample of this time may be now, in seconds; undefined when it is forgotten. */
function resolutionAt(time: number, now: number): number | undefined {
  const age = now - time
  if (age <= LIMITS.fineMs) return 1
  if (age <= LIMITS.minutesMs) return 60
  if (age <= LIMITS.fiveMinutesMs) return 300
  return age <= LIMITS.hoursMs ? 3_600 : undefined
}
