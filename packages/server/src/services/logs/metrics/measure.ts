import type { JobHandler } from '../../../jobs/job.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { cloudwatch, type MetricDatum } from '../../../wire/models/cloudwatch.ts'
import { sourceArn } from '../arns.ts'
import { type Arrival, eventsOfArrival, groupOfArrival, nextTry } from '../arrivals/arrival.ts'
import type { ArrivalParts } from '../arrivals/deliver.ts'
import { createBreath } from '../breath.ts'
import type { StoredEvent } from '../events.ts'
import { LIMITS } from '../limits.ts'
import { type MetricFilter, measurementOf, readMetricFilters } from './metric-filters.ts'

/** Makes data points of the events of an arrival, as the metric filters of its group say, and hands them to CloudWatch. */
export function measureHandler(parts: ArrivalParts): JobHandler {
  const { store, clock, log } = parts
  return async ({ payload }, { signal }) => {
    // The store's border: this payload is written by `arrivalWrites` alone.
    const arrival = payload as unknown as Arrival
    const group = await groupOfArrival(arrival, store)
    if (!group) return { kind: 'done' }
    try {
      await measure(arrival, parts, signal)
      return { kind: 'done' }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const isFaulty = /^Invalid|^Missing/.test(error.code)
      const runAt = isFaulty ? undefined : nextTry(arrival, clock.now(), error)
      if (runAt !== undefined) return { kind: 'again', runAt }
      log.warn('data points of metric filters were given up', {
        group: arrival.groupName,
        reason: error.message,
      })
      return { kind: 'done' }
    }
  }
}

async function measure(
  arrival: Arrival,
  { store, clock, calls }: ArrivalParts,
  signal: AbortSignal,
): Promise<void> {
  const filters = await readMetricFilters(arrival.groupId, store)
  if (filters.length === 0) return
  const events = await eventsOfArrival(arrival, { store, calls })
  const breath = createBreath(clock, signal)
  const { account, region, groupName: name } = arrival
  const as = {
    kind: 'service' as const,
    principal: 'logs.amazonaws.com',
    sourceArn: sourceArn({ account, region, name }),
    sourceAccount: account,
  }
  for (const filter of filters) {
    for (const MetricData of batches(await dataOf(filter, events, breath))) {
      const input = { Namespace: filter.namespace, MetricData }
      await calls.call(cloudwatch.PutMetricData, input, as, { account, region })
    }
  }
}

/**
 * The data points of one filter: the values of a minute together, each with how often it occurred. Events of
 * which none fits count as one default value, where there is one.
 */
export async function dataOf(
  filter: MetricFilter,
  events: readonly StoredEvent[],
  breath: () => Promise<void> | undefined,
): Promise<MetricDatum[]> {
  const measurement = measurementOf(filter)
  const series = new Map<string, Series>()
  let fitting = 0
  for (const { message, time } of events) {
    await breath()
    if (!measurement.pattern.fits(message)) continue
    fitting++
    const value = measurement.value(message)
    const dimensions = measurement.dimensions(message)
    if (value === undefined || !Number.isFinite(value) || !dimensions) continue
    add(series, { time, value, dimensions })
  }
  const [first] = events
  if (fitting === 0 && first && filter.defaultValue !== undefined) {
    add(series, { time: first.time, value: filter.defaultValue, dimensions: new Map() })
  }
  return [...series.values()].flatMap(one => pointsOf(filter, one))
}

interface Series {
  readonly time: number
  readonly dimensions: ReadonlyMap<string, string>
  readonly counts: Map<number, number>
}

interface Point {
  readonly time: number
  readonly value: number
  readonly dimensions: ReadonlyMap<string, string>
}

function add(series: Map<string, Series>, { time, value, dimensions }: Point): void {
  const minute = Math.floor(time / 60_000)
  const name = JSON.stringify([minute, ...dimensions])
  const found = series.get(name) ?? { time, dimensions, counts: new Map<number, number>() }
  series.set(name, found)
  found.counts.set(value, (found.counts.get(value) ?? 0) + 1)
}

function pointsOf(
  { metricName, unit }: MetricFilter,
  { time, dimensions, counts }: Series,
): MetricDatum[] {
  const pairs = [...counts]
  return Array.from({ length: Math.ceil(pairs.length / LIMITS.valuesPerDatum) }, (_, index) => {
    const start = index * LIMITS.valuesPerDatum
    const some = pairs.slice(start, start + LIMITS.valuesPerDatum)
    return {
      MetricName: metricName,
      Timestamp: time,
      Values: some.map(([value]) => value),
      Counts: some.map(([, count]) => count),
      ...(dimensions.size > 0 && {
        Dimensions: Array.from(dimensions, ([Name, Value]) => ({ Name, Value })),
      }),
      ...(unit && { Unit: unit }),
    }
  })
}

function batches(data: readonly MetricDatum[]): MetricDatum[][] {
  const size = LIMITS.dataPerCall
  return Array.from({ length: Math.ceil(data.length / size) }, (_, index) =>
    data.slice(index * size, (index + 1) * size),
  )
}
