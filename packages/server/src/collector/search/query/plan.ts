import type { FieldValue } from '../../formats/format.ts'
import { timeOf } from '../../formats/times.ts'
import { containsWords, wordsOf } from '../words.ts'
import { parseGlob } from './glob.ts'
import type { Bound, Query } from './query.ts'

/** A query made ready: what it asks of values, of columns, of blocks. */
export type Plan =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'and' | 'or'; readonly plans: readonly Plan[] }
  | { readonly kind: 'not'; readonly plan: Plan }
  | { readonly kind: 'time'; matches(time: number): boolean }
  | { readonly kind: 'exists'; readonly field: string }
  | {
      readonly kind: 'value'
      readonly field: string | undefined
      /** Words that the field must have, whatever else. */
      readonly words: readonly string[]
      /** Never asked of null. */
      matches(value: Exclude<FieldValue, null>): boolean
    }

export function planQuery(query: Query): Plan {
  switch (query.kind) {
    case 'all':
    case 'none':
    case 'exists':
      return query
    case 'and':
    case 'or':
      return { kind: query.kind, plans: query.queries.map(planQuery) }
    case 'not':
      return { kind: 'not', plan: planQuery(query.query) }
    case 'words':
      return planWords(query.field, query.text.toLowerCase())
    case 'equals':
      return {
        kind: 'value',
        field: query.field,
        words: wordsOf(query.value.toLowerCase()),
        matches: value => String(value) === query.value,
      }
    case 'glob':
      return planGlob(query.field, query.pattern.toLowerCase())
    case 'range':
      return query.field === '@timestamp' ? planTimes(query) : planRange(query)
    default:
      return query satisfies never
  }
}

function planWords(field: string | undefined, text: string): Plan {
  const words = wordsOf(text)
  if (words.length > 0) {
    const matches = (value: FieldValue) => containsWords(folded(value), words)
    return { kind: 'value', field, words, matches }
  }
  // Signs alone are looked for as they stand.
  return { kind: 'value', field, words, matches: value => folded(value).includes(text) }
}

function planGlob(field: string | undefined, pattern: string): Plan {
  const glob = parseGlob(pattern)
  return {
    kind: 'value',
    field,
    words: [],
    matches(value) {
      const text = folded(value)
      return glob.matches(text) || wordsOf(text).some(glob.matches)
    },
  }
}

type Range = Extract<Query, { kind: 'range' }>

function planTimes({ from, to }: Range): Plan {
  const [low, high] = [from && boundTime(from), to && boundTime(to)]
  if ((from && low === undefined) || (to && high === undefined)) return { kind: 'none' }
  return { kind: 'time', matches: time => isWithin(time, [low, from], [high, to]) }
}

/** A day stands for its beginning. */
const boundTime = ({ value }: Bound): number | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(value) ? timeOf(`${value}T00:00:00Z`) : timeOf(value)

function planRange({ field, from, to }: Range): Plan {
  const [low, high] = [from && numberOf(from.value), to && numberOf(to.value)]
  const isNumeric = (!from || low !== undefined) && (!to || high !== undefined)
  return {
    kind: 'value',
    field,
    words: [],
    matches(value) {
      if (!isNumeric) return isWithin(String(value), [from?.value, from], [to?.value, to])
      const number = typeof value === 'boolean' ? undefined : numberOf(String(value))
      return number !== undefined && isWithin(number, [low, from], [high, to])
    },
  }
}

function isWithin<T extends number | string>(
  value: T,
  [low, from]: readonly [T | undefined, Bound | undefined],
  [high, to]: readonly [T | undefined, Bound | undefined],
): boolean {
  if (low !== undefined && (from?.inclusive ? value < low : value <= low)) return false
  return high === undefined || (to?.inclusive ? value <= high : value < high)
}

function numberOf(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  return Number(text)
}

const folded = (value: FieldValue) => String(value).toLowerCase()
