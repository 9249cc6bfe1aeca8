import type { JobHandler } from '../../../jobs/job.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { cloudwatch, type MetricDatum } from '../../../wire/models/cloudwatch.ts'
import { sourceArn } from '../arns.ts'
import { type Arrival, eventsOfArrival, groupOfArrival, nextTry } from '../arrivals/arrival.ts'
import type { ArrivalParts } from '../arrivals/deliver.ts'
import { requestIdOf } from '../arrivals/request-id.ts'
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
      const runAt = nextTry(arrival, clock.now(), error)
      if (runAt !== undefined) return { kind: 'again', runAt }
      const told = { group: arrival.groupName, reason: error.message }
      log.warn('data points of metric filters were given up', told)
      return { kind: 'done' }
    }
  }
}

async function measure(arrival: Arrival, parts: ArrivalParts, signal: AbortSignal): Promise<void> {
  const { store, clock, calls } = parts
  const filters = await readMetricFilters(arrival.groupId, store)
  if (filters.length === 0) return
  // What CloudWatch does not take any more must not keep it from the rest.
  const oldest = clock.now() - LIMITS.oldestMs + LIMITS.oldestMarginMs
  const events = (await eventsOfArrival(arrival, { store, calls })).filter(
    ({ time }) => time >= oldest,
  )
  const breath = createBreath(clock, signal)
  for (const filter of filters) {
    for (const [index, data] of batches(await dataOf(filter, events, breath)).entries()) {
      await put(arrival, filter, { index, data }, parts)
    }
  }
}

/** What CloudWatch finds wrong with one batch is said, and no reason to leave out others or to count them again. */
async function put(
  { account, region, groupName: name, seq }: Arrival,
  filter: MetricFilter,
  { index, data }: { readonly index: number; readonly data: readonly MetricDatum[] },
  { calls, log }: ArrivalParts,
): Promise<void> {
  const as = {
    kind: 'service' as const,
    principal: 'logs.amazonaws.com',
    sourceArn: sourceArn({ account, region, name }),
    sourceAccount: account,
  }
  const input = { Namespace: filter.namespace, MetricData: data }
  // Data points under the same id are the same ones, should the job run twice.
  const requestId = requestIdOf(seq, filter.name, String(index))
  try {
    await calls.call(cloudwatch.PutMetricData, input, as, { account, region, requestId })
  } catch (error) {
    if (!(error instanceof ServiceError) || !/^(Invalid|Missing|Validation)/.test(error.code)) {
      throw error
    }
    // Its message may repeat what stands in an event.
    const told = { group: name, filter: filter.name, reason: error.code }
    log.warn('data points of a metric filter were refused', told)
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
    // What CloudWatch would not take makes no data point.
    if (value === undefined || !(Math.abs(value) <= LIMITS.largestValue) || !dimensions) continue
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
