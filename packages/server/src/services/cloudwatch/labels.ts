import type { QueryResult } from './queries.ts'
import type { StatQuery } from './query-input.ts'

/** The label of a series nobody named: the metric, and whatever else tells the queries of the request apart. */
export function labelsOf(results: readonly QueryResult[]): (result: QueryResult) => string {
  const stats = results.flatMap(({ query }) => (query.kind === 'stat' ? [query] : []))
  const differ = (part: (query: StatQuery) => string | number) => new Set(stats.map(part)).size > 1
  const byDimensions = differ(dimensionsOf) && !differ(({ metric }) => metric.name)
  const byStatistic = differ(query => query.statisticName)
  const byPeriod = differ(query => query.periodSeconds)
  return ({ query }) => {
    if (query.kind !== 'stat') return query.id
    const parts = [
      ...(byDimensions ? [dimensionsOf(query)] : []),
      query.metric.name,
      ...(byStatistic ? [query.statisticName] : []),
      ...(byPeriod ? [query.periodSeconds] : []),
    ]
    return parts.filter(part => part !== '').join(' ')
  }
}

const dimensionsOf = ({ metric }: StatQuery): string =>
  metric.dimensions.map(({ Value }) => Value).join(' ')
