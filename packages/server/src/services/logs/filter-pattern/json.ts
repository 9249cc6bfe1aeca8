import { jsonText } from '../json-text.ts'
import { parseComparison } from './comparison.ts'
import { type Cursor, cursorOver, eat, expectEnd, expectNext, unexpected } from './cursor.ts'
import { type Predicate, parseExpression } from './expression.ts'
import type { FilterPattern } from './filter-pattern.ts'
import { parseSelector, type Selector } from './selector.ts'

/** `{ $.a.b = "x*" && $.n >= 3 || $.c IS NULL }`; a message that is no JSON object does not fit. */
export function jsonFilter(cursor: Cursor): FilterPattern {
  const selectors = new Map<string, Selector>()
  expectNext(cursor, '{')
  const holds = parseExpression<object>(cursor, atom => parseAtom(atom, selectors))
  expectNext(cursor, '}')
  expectEnd(cursor)
  return {
    fits(message) {
      const value = objectOf(message)
      return value !== undefined && holds(value)
    },
    extract(message) {
      const value = objectOf(message) ?? {}
      const found = new Map<string, string>()
      for (const [name, select] of selectors) {
        const text = textOf(select(value)[0])
        if (text !== undefined) found.set(name, text)
      }
      return found
    },
    select(selector) {
      const own = cursorOver(selector)
      const select = parseSelector(own)
      expectEnd(own)
      return message => textOf(select(objectOf(message) ?? {})[0])
    },
  }
}

function parseAtom(cursor: Cursor, selectors: Map<string, Selector>): Predicate<object> {
  expectNext(cursor, '$')
  cursor.at--
  const start = cursor.at
  const select = parseSelector(cursor)
  selectors.set(cursor.text.slice(start, cursor.at).trim(), select)
  if (eat(cursor, 'NOT EXISTS')) return message => select(message).length === 0
  if (eat(cursor, 'IS')) return parseIs(cursor, select)
  const compare = parseComparison(cursor)
  return message => select(message).some(value => isScalar(value) && compare(value))
}

const isScalar = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const CONSTANTS = [
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
] as const

function parseIs(cursor: Cursor, select: Selector): Predicate<object> {
  const found = CONSTANTS.find(([word]) => eat(cursor, word))
  if (!found) throw unexpected(cursor, '`NULL`, `TRUE` or `FALSE`')
  return message => select(message).includes(found[1])
}

/** A value as text; objects and lists as JSON. */
function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : jsonText(value)
}

function objectOf(message: string): object | undefined {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(message)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
