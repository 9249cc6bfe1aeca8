import { boundedMap } from '../../kernel/bounded-map.ts'
import { key, keyParts } from '../../store/key.ts'
import type { Document, Key, Store, Write } from '../../store/store.ts'
import { LIMITS } from './limits.ts'
import { type Dimension, type MetricName, metricId } from './points/records.ts'

/** A metric as listings know it. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  /** When it last had data, give or take `LIMITS.seenEveryMs`. */
  readonly seenAt: number
}

export const METRIC_KIND = 'cloudwatch.metric'

const KIND_PREFIX = key(METRIC_KIND)

export const metricKey = (metric: MetricName): Key => {
  const { account, region, namespace, name } = metric
  return key(METRIC_KIND, account, region, namespace, name, metricId(metric))
}

/** The store's border: written by this file alone. */
export const metricOf = ({ value }: Document): Metric => value as unknown as Metric

export const idOfMetric = (document: Document): string => keyParts(document.key).at(-1) ?? ''

/** Which metrics stand in the listing with their last data, so that not every call writes them again. */
export interface SeenMetrics {
  isDue(id: string, now: number): boolean
  /** Once the write of `metricWrite` is on disk. */
  entered(id: string, now: number): void
}

/** What is deleted from the store, by whomever, has to be written again. */
export function createSeenMetrics(store: Pick<Store, 'subscribe'>): SeenMetrics {
  const times = boundedMap<string, number>(LIMITS.rememberedMetrics)
  store.subscribe(({ type, key: changed }) => {
    if (type !== 'delete' || !changed.startsWith(KIND_PREFIX)) return
    times.delete(keyParts(changed).at(-1) ?? '')
  })
  return {
    isDue: (id, now) => now - (times.get(id) ?? Number.NEGATIVE_INFINITY) >= LIMITS.seenEveryMs,
    entered: (id, now) => times.set(id, now),
  }
}

export function metricWrite(metric: MetricName, now: number): Write {
  const { namespace, name, dimensions } = metric
  const pairs = dimensions.map(({ Name, Value }) => ({ Name, Value }))
  const value = { namespace, name, dimensions: pairs, seenAt: now }
  return { type: 'put', key: metricKey(metric), value }
}
