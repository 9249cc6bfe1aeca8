import { never } from '../../../kernel/errors.ts'
import { validationError } from '../errors.ts'
import { readPeriods } from '../periods.ts'
import type { PointReader } from '../points/reading.ts'
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
  const metric = { account, region, namespace, name, dimensions }
  const { periods, units } = await readPeriods(metric, { ...span, periodSeconds }, reader)
  const wanted = unit ?? units[0]
  return periods.flatMap(({ time, sample, unit: own }) => {
    const value = own === wanted ? statistic?.(sample) : undefined
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
