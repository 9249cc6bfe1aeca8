import { parseComparison } from './comparison.ts'
import {
  type Cursor,
  eat,
  expectEnd,
  expectNext,
  skipSpace,
  takeQuoted,
  takeWhile,
  unexpected,
} from './cursor.ts'
import { type Predicate, parseExpression } from './expression.ts'
import type { EventFilter } from './filter-pattern.ts'

/** `{ $.a.b = "x*" && $.n >= 3 || $.c IS NULL }`; a message that is no JSON object does not fit. */
export function jsonFilter(cursor: Cursor): EventFilter {
  expectNext(cursor, '{')
  const holds = parseExpression<object>(cursor, parseAtom)
  expectNext(cursor, '}')
  expectEnd(cursor)
  return message => {
    const value = parsed(message)
    return typeof value === 'object' && value !== null && holds(value)
  }
}

function parseAtom(cursor: Cursor): Predicate<object> {
  const select = parseSelector(cursor)
  if (eat(cursor, 'NOT EXISTS')) return message => select(message) === undefined
  if (eat(cursor, 'IS')) return parseIs(cursor, select)
  const compare = parseComparison(cursor)
  return message => {
    const value = select(message)
    const scalar =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return scalar && compare(value)
  }
}

type Selector = (message: object) => unknown

const CONSTANTS = [
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
] as const

function parseIs(cursor: Cursor, select: Selector): Predicate<object> {
  const found = CONSTANTS.find(([word]) => eat(cursor, word))
  if (!found) throw unexpected(cursor, '`NULL`, `TRUE` or `FALSE`')
  return message => select(message) === found[1]
}

/** `$.name`, `$['name']` and `$.list[0]`, one after the other. */
function parseSelector(cursor: Cursor): Selector {
  expectNext(cursor, '$')
  const path: string[] = []
  for (;;) {
    const next = cursor.text[cursor.at]
    if (next === '.') path.push(takeName(cursor))
    else if (next === '[') path.push(takeIndex(cursor))
    else break
  }
  if (path.length === 0) throw unexpected(cursor, 'a property')
  return message => {
    let value: unknown = message
    for (const name of path) {
      // Only what the message itself holds: nothing inherited can be selected.
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
        return undefined
      }
      value = (value as Record<string, unknown>)[name]
    }
    return value
  }
}

function takeName(cursor: Cursor): string {
  cursor.at++
  if (cursor.text[cursor.at] === '[') return takeIndex(cursor)
  const name = takeWhile(cursor, /[\p{L}\p{N}_-]/u)
  if (name === '') throw unexpected(cursor, 'the name of a property')
  return name
}

function takeIndex(cursor: Cursor): string {
  cursor.at++
  skipSpace(cursor)
  const quote = cursor.text[cursor.at]
  const index = quote === '"' || quote === "'" ? takeQuoted(cursor, quote) : takeWhile(cursor, /\d/)
  if (index === '') throw unexpected(cursor, 'an index')
  expectNext(cursor, ']')
  return index
}

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
