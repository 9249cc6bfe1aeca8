import type { Query } from '../../../collector/search/query/query.ts'
import type { LineStore } from '../../../collector/search/search.ts'
import { BadRequestException } from '../../../wire/models/own/collector.ts'
import { objectOf, type Window } from './dsl.ts'

interface Asked extends Window {
  readonly query: Query
}

/** Aggregations by name: terms, date_histogram and stats (spec/surroundings.md §14.2). @throws BadRequestException */
export async function aggregationsOf(
  aggs: unknown,
  account: string,
  asked: Asked,
  lines: LineStore,
): Promise<Record<string, unknown>> {
  const answers: [string, unknown][] = []
  for (const [name, body] of Object.entries(objectOf(aggs)).slice(0, MOST)) {
    answers.push([name, await one(objectOf(body), account, asked, lines)])
  }
  return Object.fromEntries(answers)
}

const MOST = 20

async function one(
  body: Readonly<Record<string, unknown>>,
  account: string,
  asked: Asked,
  lines: LineStore,
): Promise<unknown> {
  const terms = objectOf(body['terms'])
  if (typeof terms['field'] === 'string') {
    const limit = numberOf(terms['size']) ?? 10
    const { fields } = await lines.facets(account, { ...asked, fields: [terms['field']], limit })
    const values = fields[0]?.values ?? []
    return { buckets: values.map(({ value, lines: count }) => ({ key: value, doc_count: count })) }
  }
  const stats = objectOf(body['stats'])
  if (typeof stats['field'] === 'string') {
    const { count, sum, min, max } = await lines.stats(account, { ...asked, field: stats['field'] })
    return { count, sum, min, max, avg: count === 0 ? null : sum / count }
  }
  const histogram = objectOf(body['date_histogram'])
  const interval = histogram['fixed_interval'] ?? histogram['interval']
  if (typeof interval === 'string') {
    const bucketMs = intervalOf(interval)
    const { buckets } = await lines.histogram(account, { ...asked, bucketMs })
    return { buckets: buckets.map(({ time, lines: count }) => ({ key: time, doc_count: count })) }
  }
  throw BadRequestException('an aggregation is terms, stats or date_histogram')
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

function intervalOf(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(ms|s|m|h|d)$/.exec(text) ?? []
  const factor = UNITS[unit]
  if (count !== undefined && factor !== undefined && Number(count) > 0)
    return Number(count) * factor
  throw BadRequestException('an interval is a number with ms, s, m, h or d')
}

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
