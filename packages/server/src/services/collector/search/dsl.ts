import { parseQuery } from '../../../collector/search/query/parse-query.ts'
import type { Bound, Query } from '../../../collector/search/query/query.ts'
import { failed, ok, type Result } from '../../../kernel/result.ts'
import { LIMITS } from '../limits.ts'

/**
 * The query DSL that scripts send (spec/surroundings.md §14.2): bool, match, term, range, exists and their like, as
 * the tree that the line store looks for.
 */
export function queryOf(value: unknown, depth = 0): Result<Query, string> {
  if (value === undefined) return ok({ kind: 'all' })
  if (depth > LIMITS.queryDepth) return failed('the query is nested too deep')
  const entries = Object.entries(objectOf(value))
  const [entry] = entries
  if (!entry || entries.length !== 1) return failed('a query is an object with one name')
  const [name, body] = entry
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  return reader ? reader(body, depth) : failed(`there is no query \`${name.slice(0, 40)}\` here`)
}

type Reader = (body: unknown, depth: number) => Result<Query, string>

const READERS: Readonly<Record<string, Reader>> = {
  match_all: () => ok({ kind: 'all' }),
  query_string: body => {
    const { query } = objectOf(body)
    if (typeof query !== 'string') return failed('query_string has a query')
    const parsed = parseQuery(query)
    return parsed.ok ? parsed : failed(parsed.error.message)
  },
  match: body => named(body, 'query', (field, text) => ({ kind: 'words', field, text })),
  match_phrase: body => named(body, 'query', (field, text) => ({ kind: 'words', field, text })),
  term: body => named(body, 'value', (field, value) => ({ kind: 'equals', field, value })),
  wildcard: body => named(body, 'value', (field, pattern) => ({ kind: 'glob', field, pattern })),
  terms: body => {
    const [entry] = Object.entries(objectOf(body))
    if (!entry || !Array.isArray(entry[1])) return failed('terms has a field with a list of values')
    const [field, values] = entry
    const queries = values.map((value): Query => ({ kind: 'equals', field, value: String(value) }))
    return ok({ kind: 'or', queries })
  },
  exists: body => {
    const { field } = objectOf(body)
    return typeof field === 'string' ? ok({ kind: 'exists', field }) : failed('exists has a field')
  },
  range: body => {
    const [entry] = Object.entries(objectOf(body))
    if (!entry) return failed('range has a field')
    const [field, bounds] = entry
    const { gte, gt, lte, lt } = objectOf(bounds)
    const from = boundOf(gte, true) ?? boundOf(gt, false)
    const to = boundOf(lte, true) ?? boundOf(lt, false)
    return ok({ kind: 'range', field, from, to })
  },
  bool: (body, depth) => {
    const { must, filter, should, must_not: mustNot } = objectOf(body)
    const parts: Query[] = []
    for (const [clauses, wrap] of [
      [must, all],
      [filter, all],
      [should, either],
      [mustNot, none],
    ] as const) {
      const queries = listOf(clauses).map(clause => queryOf(clause, depth + 1))
      const wrong = queries.find(query => !query.ok)
      if (wrong) return wrong
      const good = queries.flatMap(query => (query.ok ? [query.value] : []))
      if (good.length > 0) parts.push(wrap(good))
    }
    return ok(parts.length === 0 ? { kind: 'all' } : all(parts))
  },
}

const all = (queries: readonly Query[]): Query => ({ kind: 'and', queries })
const either = (queries: readonly Query[]): Query => ({ kind: 'or', queries })
const none = (queries: readonly Query[]): Query => ({ kind: 'not', query: either(queries) })

/** `{ field: text }` or `{ field: { [inner]: text } }`. */
function named(
  body: unknown,
  inner: string,
  make: (field: string, text: string) => Query,
): Result<Query, string> {
  const [entry] = Object.entries(objectOf(body))
  if (!entry) return failed('a field is missing in the query')
  const [field, value] = entry
  const text = typeof value === 'object' && value !== null ? objectOf(value)[inner] : value
  if (text === undefined || typeof text === 'object') return failed(`\`${field}\` has no value`)
  return ok(make(field, String(text)))
}

const boundOf = (value: unknown, inclusive: boolean): Bound | undefined =>
  value === undefined ? undefined : { value: String(value), inclusive }

export const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The times within which a query looks, as far as it says so itself. */
export function windowOf(query: Query, window: Window = WHOLE): Window {
  if (query.kind === 'and') {
    return query.queries.reduce((narrow, part) => windowOf(part, narrow), window)
  }
  if (query.kind !== 'range' || query.field !== '@timestamp') return window
  const from = timeOf(query.from?.value)
  const to = timeOf(query.to?.value)
  return {
    from: Math.max(window.from, from ?? window.from),
    // One millisecond more: the bound itself is the query's to judge.
    to: Math.min(window.to, to === undefined ? window.to : to + 1),
  }
}

export interface Window {
  readonly from: number
  readonly to: number
}

const WHOLE: Window = { from: 0, to: 8.64e15 }

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
