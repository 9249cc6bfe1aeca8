import { createHash } from 'node:crypto'
import type { Json } from '../../../kernel/json.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type { Scope } from '../context.ts'
import type { Sample } from './sample.ts'

/**
 * Samples as documents. Each call writes chunks of its own, so calls never wait for one another; a job folds the
 * chunks of an hour into one document (`settle.ts`) and moves what is old to coarser tiers (`age.ts`).
 */

export interface Dimension {
  readonly Name: string
  readonly Value: string
}

export interface MetricName extends Scope {
  readonly namespace: string
  readonly name: string
  /** In the order of their names. */
  readonly dimensions: readonly Dimension[]
}

/** The same metric has the same id, in whatever order its dimensions were named. */
export function metricId({ account, region, namespace, name, dimensions }: MetricName): string {
  const pairs = dimensions.map(({ Name, Value }) => [Name, Value])
  const text = JSON.stringify([account, region, namespace, name, pairs])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

export const inOrder = (dimensions: readonly Dimension[] = []): readonly Dimension[] =>
  dimensions
    .map(({ Name, Value }) => ({ Name, Value }))
    .sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0))

/** How coarse what is kept may be, and how long the time that one document tells of. */
export const TIERS = {
  minutes: { resolutionSeconds: 60, bucketMs: 3_600_000 },
  fives: { resolutionSeconds: 300, bucketMs: 24 * 3_600_000 },
  hours: { resolutionSeconds: 3_600, bucketMs: 30 * 24 * 3_600_000 },
} as const

export type Tier = keyof typeof TIERS

export const bucketOf = (time: number, tier: Tier): number => {
  const { bucketMs } = TIERS[tier]
  return Math.floor(time / bucketMs) * bucketMs
}

const POINTS = 'cloudwatch.points'

/** The part of a chunk that was folded: it sorts before those of single calls. */
export const FOLDED = ''

export const chunkKey = (id: string, tier: Tier, bucket: number, seq: string): Key =>
  key(POINTS, id, tier, digits(bucket), seq)

/** All chunks of a tier, or of one bucket of it. */
export const chunksOf = (id: string, tier: Tier, ...bucket: readonly number[]): [Key, Key] =>
  within(POINTS, id, tier, ...bucket.map(digits))

/** All chunks of a metric with samples in `from <= time < to`. */
export function chunksBetween(id: string, tier: Tier, from: number, to: number): [Key, Key] {
  const [first] = chunksOf(id, tier, bucketOf(from, tier))
  const [, last] = chunksOf(id, tier, bucketOf(to, tier))
  return [first, last]
}

export const chunksBefore = (id: string, tier: Tier, before: number): [Key, Key] => {
  const [first] = within(POINTS, id, tier)
  return [first, chunksOf(id, tier, bucketOf(before, tier))[0]]
}

const UNSETTLED = 'cloudwatch.unsettled'

/** Names an hour of a metric that has chunks to fold. */
export const unsettledKey = (id: string, hour: number): Key => key(UNSETTLED, id, digits(hour))

export const allUnsettled = (): [Key, Key] => within(UNSETTLED)

/** The store's border: chunks are written by this service alone. */
export const chunkWrite = (at: Key, samples: readonly Sample[]): Write => ({
  type: 'put',
  key: at,
  value: samples.map(encoded),
})

export const samplesOf = ({ value }: Document): readonly Sample[] =>
  (value as readonly Encoded[]).map(decoded)

type Encoded = readonly [
  time: number,
  resolutionSeconds: number,
  unit: string,
  count: number,
  sum: number,
  min: number,
  max: number,
  values: readonly (readonly [number, number])[] | null,
]

function encoded(sample: Sample): Json {
  const { time, resolutionSeconds, unit, count, sum, min, max, values } = sample
  return [time, resolutionSeconds, unit, count, sum, min, max, values ?? null]
}

function decoded([time, resolutionSeconds, unit, count, sum, min, max, values]: Encoded): Sample {
  return { time, resolutionSeconds, unit, count, sum, min, max, values: values ?? undefined }
}

const digits = (value: number): string => String(value).padStart(14, '0')
