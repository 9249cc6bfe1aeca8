import { setImmediate } from 'node:timers/promises'
import type { Scope } from './context.ts'
import { validationError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { evaluate } from './math/evaluate.ts'
import { Misused } from './math/functions.ts'
import { oneSeries, type Series, type Value } from './math/series.ts'
import { alignedStart, readPeriods } from './periods.ts'
import type { PointReader } from './points/reading.ts'
import type { MetricName } from './points/records.ts'
import type { MetricQuery, StatQuery } from './query-input.ts'

export interface Span {
  readonly from: number
  readonly to: number
  readonly now: number
}

/** What a query gave. */
export interface QueryResult {
  readonly query: MetricQuery
  readonly series: readonly Series[]
  /** The units that were reported, when no unit was asked for and there is more than one. */
  readonly units: readonly string[]
}

/** Evaluates metrics first, then the expressions over them. @throws ServiceError ValidationError */
export async function evaluateQueries(
  queries: readonly MetricQuery[],
  span: Span,
  scope: Scope,
  reader: PointReader,
): Promise<readonly QueryResult[]> {
  const measured = new Map<string, QueryResult>()
  const read = onlooker(LIMITS.samplesRead)
  let points = 0
  for (const query of queries) {
    if (query.kind !== 'stat') continue
    const result = await measure(query, span, scope, { reader, look: read })
    points += result.series.reduce((sum, one) => sum + one.points.length, 0)
    if (points > LIMITS.computedPoints) {
      throw validationError(`The request computes more than ${LIMITS.computedPoints} datapoints`)
    }
    measured.set(query.id, result)
    await setImmediate()
  }
  const computing = computer(queries, measured, { ...span, look: onlooker(LIMITS.pointsLookedAt) })
  const results: QueryResult[] = []
  for (const query of queries) {
    const known = measured.get(query.id)
    results.push(known ?? { query, series: computing.seriesOf(query), units: [] })
    // Others want their turn while much is computed.
    if (!known) await setImmediate()
  }
  return results
}

type Look = (points: number) => void

/** Counts the points that are looked at. @throws ServiceError ValidationError when they are too many */
function onlooker(most: number): Look {
  let seen = 0
  return points => {
    seen += points
    if (seen > most) throw validationError(`The request looks at more than ${most} datapoints`)
  }
}

async function measure(
  query: StatQuery,
  { from, to, now }: Span,
  scope: Scope,
  { reader, look }: { readonly reader: PointReader; readonly look: Look },
): Promise<QueryResult> {
  const { statistic, periodSeconds, unit } = query
  const metric: MetricName = { ...scope, ...query.metric }
  const start = alignedStart(from, periodSeconds, now)
  const reading = { from: start, to, now, periodSeconds, look }
  const { periods, units } = await readPeriods(metric, reading, reader)
  const wanted = unit ?? units[0]
  const points = periods.flatMap(({ time, sample, unit: own }) => {
    const value = own === wanted ? statistic(sample) : undefined
    return value === undefined ? [] : [{ time, value }]
  })
  const series = { label: query.metric.name, periodSeconds, points }
  return { query, series: [series], units: unit === undefined && units.length > 1 ? units : [] }
}

/** Expressions may read one another; each is computed once. */
function computer(
  queries: readonly MetricQuery[],
  measured: ReadonlyMap<string, QueryResult>,
  span: Span & { readonly look: Look },
) {
  const metrics = [...measured.values()].flatMap(({ series }) => series)
  const finest = metrics[0]?.periodSeconds ?? 60
  const from = alignedStart(span.from, finest, span.now)
  const around = { from, to: span.to, metrics, read: span.look }
  const byId = new Map(queries.map(query => [query.id, query]))
  const values = new Map<string, Value>()
  const underway = new Set<string>()
  const worthOf = (id: string): Value | undefined => {
    const [series] = measured.get(id)?.series ?? []
    if (series) return oneSeries(series)
    const query = byId.get(id)
    if (query?.kind !== 'expression') return undefined
    if (underway.has(id)) throw new Misused(`'${id}' depends on itself`)
    const known = values.get(id)
    if (known) return known
    if (underway.size >= LIMITS.expressionDepth) {
      throw new Misused(`more than ${LIMITS.expressionDepth} expressions depend on one another`)
    }
    underway.add(id)
    const value = evaluate(query.expression, worthOf, around)
    underway.delete(id)
    values.set(id, value)
    return value
  }
  return {
    seriesOf(query: MetricQuery): readonly Series[] {
      // What nobody wants to see is computed only for those who read it.
      if (!query.returnsData) return []
      try {
        return resultOf(worthOf(query.id), query.id)
      } catch (error) {
        if (!(error instanceof Misused)) throw error
        throw validationError(`Error in expression '${query.id}': ${error.message}`)
      }
    },
  }
}

function resultOf(value: Value | undefined, id: string): readonly Series[] {
  if (value?.kind === 'series') return [{ ...value.series, label: id }]
  if (value?.kind === 'list') return value.list
  throw new Misused('The expression does not return a time series')
}
