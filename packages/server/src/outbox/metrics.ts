import { LIMITS } from './limits.ts'

/** One metric of this house's own, as CloudWatch names it. */
export interface MetricSeries {
  readonly account: string
  readonly region: string
  /** `AWS/Lex` */
  readonly namespace: string
  readonly name: string
  readonly unit: 'Count' | 'Milliseconds'
  readonly dimensions: readonly (readonly [name: string, value: string])[]
}

/** What was measured of a metric in one minute. */
export interface MeasuredMinute {
  readonly series: MetricSeries
  /** Epoch ms of the minute's beginning. */
  readonly minute: number
  /** How often each value was measured. */
  readonly values: ReadonlyMap<number, number>
}

/** Where the house counts what it does: in memory, so that a turn costs no write for it. */
export interface Metrics {
  /**
   * @param time epoch ms
   * @param times how often the value was measured; once when absent
   */
  record(series: MetricSeries, value: number, time: number, times?: number): void
}

export interface MetricsOutbox extends Metrics {
  /** Resolves as soon as something waits to be taken. */
  something(): Promise<void>
  /** Takes out all that was measured until now. */
  take(): readonly MeasuredMinute[]
  /** Puts back what could not be told. */
  putBack(minutes: readonly MeasuredMinute[]): void
  /** How many measurements found no room. */
  readonly lost: number
}

/** For rooms that are tried by themselves. */
export const noMetrics: Metrics = { record: () => undefined }

export function createMetricsOutbox(): MetricsOutbox {
  let waiting = new Map<string, Waiting>()
  /** Where the very same series was counted last: what is counted again and again needs no look-up by its names. */
  let latest = new WeakMap<MetricSeries, Waiting>()
  let lost = 0
  let noticed = Promise.withResolvers<void>()
  const waitingFor = (series: MetricSeries, minute: number): Waiting | undefined => {
    const place = placeOf(series, minute)
    const known = waiting.get(place)
    if (known || waiting.size >= LIMITS.waitingSeries) return known
    const made = { series, minute, values: new Map() }
    waiting.set(place, made)
    noticed.resolve()
    return made
  }
  const add = (series: MetricSeries, minute: number, value: number, count: number) => {
    const counted = latest.get(series)
    if (counted?.minute === minute) return tally(counted.values, value, count)
    const found = waitingFor(series, minute)
    if (!found) {
      lost += count
      return
    }
    latest.set(series, found)
    tally(found.values, value, count)
  }
  return {
    record(series, value, time, times = 1) {
      add(series, time - (time % MINUTE_MS), value, times)
    },
    something: () => noticed.promise,
    take() {
      const taken = [...waiting.values()]
      waiting = new Map()
      latest = new WeakMap()
      noticed = Promise.withResolvers<void>()
      return taken
    },
    putBack(minutes) {
      for (const { series, minute, values } of minutes) {
        for (const [value, count] of values) add(series, minute, value, count)
      }
    },
    get lost() {
      return lost
    },
  }
}

const MINUTE_MS = 60_000

interface Waiting extends MeasuredMinute {
  readonly values: Map<number, number>
}

function tally(values: Map<number, number>, value: number, count: number): void {
  const known = values.get(value)
  const isFull = known === undefined && values.size >= LIMITS.valuesPerSeries
  const place = isFull ? Number(value.toPrecision(2)) : value
  values.set(place, (values.get(place) ?? 0) + count)
}

// Neither names nor values of dimensions hold a line feed: they are names of bots and the like.
function placeOf({ account, region, namespace, name, dimensions }: MetricSeries, minute: number) {
  let place = `${account}\n${region}\n${namespace}\n${name}\n${minute}`
  for (const [dimension, value] of dimensions) place += `\n${dimension}\n${value}`
  return place
}
