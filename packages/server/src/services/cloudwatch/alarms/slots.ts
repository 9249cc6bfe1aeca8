import { never } from '../../../kernel/errors.ts'
import { validationError } from '../errors.ts'
import { periodsOf } from '../periods.ts'
import { type PointReader, readSamples } from '../points/reading.ts'
import { metricId } from '../points/records.ts'
import { evaluateQueries, type Span } from '../queries.ts'
import { readQueries } from '../query-input.ts'
import { statisticOf } from '../statistics.ts'
import type { Slot } from './evaluation.ts'
import type { Alarm, WatchedMetric, WatchedQueries } from './records.ts'

/** Seconds of one of the periods that an alarm looks at: of several metrics the longest. */
export function periodOf({ watches }: Alarm): number {
  if (watches.kind === 'metric') return watches.periodSeconds
  const periods = watches.queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0)
  return Math.max(...periods) || 60
}

export const isFine = (alarm: Alarm): boolean => periodOf(alarm) < 60

/** The periods of `from <= time < to`, with what was measured in them. */
export async function slotsOf(
  alarm: Alarm,
  span: Span,
  reader: PointReader,
): Promise<readonly Slot[]> {
  const measured = new Map((await measuredBy(alarm, span, reader)).map(slot => [slot.time, slot]))
  const step = periodOf(alarm) * 1000
  const count = Math.max(0, Math.floor((span.to - span.from) / step))
  return Array.from({ length: count }, (_, index) => {
    const time = span.from + index * step
    return measured.get(time) ?? { time }
  })
}

function measuredBy(alarm: Alarm, span: Span, reader: PointReader): Promise<readonly Slot[]> {
  const { watches } = alarm
  switch (watches.kind) {
    case 'metric':
      return ofMetric(alarm, watches, span, reader)
    case 'queries':
      return ofQueries(alarm, watches, span, reader)
    default:
      return never(watches)
  }
}

async function ofMetric(
  { account, region }: Alarm,
  watched: WatchedMetric,
  span: Span,
  reader: PointReader,
): Promise<readonly Slot[]> {
  const { namespace, metricName: name, dimensions, periodSeconds, unit } = watched
  const statistic = statisticOf(watched.statistic ?? watched.extendedStatistic ?? '')
  const id = metricId({ account, region, namespace, name, dimensions })
  const samples = await readSamples(id, span, reader)
  const [first] = samples.map(sample => sample.unit).sort()
  const own = samples.filter(sample => sample.unit === (unit ?? first))
  return periodsOf(own, { from: span.from, periodSeconds }).flatMap(({ time, sample }) => {
    const value = statistic?.(sample)
    return value === undefined ? [] : [{ time, value, sampleCount: sample.count }]
  })
}

async function ofQueries(
  alarm: Alarm,
  { queries }: WatchedQueries,
  span: Span,
  reader: PointReader,
): Promise<readonly Slot[]> {
  const read = readQueries(queries, alarm)
  const results = await evaluateQueries(read, span, alarm, reader)
  const [series, another] = results.find(({ query }) => query.returnsData)?.series ?? []
  if (another) throw validationError('The expression returns more than one time series')
  return series?.points ?? []
}
