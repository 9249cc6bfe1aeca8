import { LIMITS } from '../limits.ts'
import {
  type Cursor,
  expectNext,
  invalidPattern,
  skipSpace,
  takeQuoted,
  takeWhile,
  unexpected,
} from './cursor.ts'

/** What a selector finds in a JSON message: nothing, one value, or one for each that a `*` stands for. */
export type Selector = (message: object) => readonly unknown[]

/** `$.name`, `$['name']`, `$.list[0]` and `*` for any of them, one after the other. */
export function parseSelector(cursor: Cursor): Selector {
  expectNext(cursor, '$')
  const path: (string | typeof ANY)[] = []
  for (;;) {
    const next = cursor.text[cursor.at]
    if (next === '.') path.push(takeName(cursor))
    else if (next === '[') path.push(takeIndex(cursor))
    else break
  }
  if (path.length === 0) throw unexpected(cursor, 'a property')
  if (path.filter(part => part === ANY).length > LIMITS.selectorWildcards) {
    throw invalidPattern(`has a selector with more than ${LIMITS.selectorWildcards} wildcards`)
  }
  return message => {
    let values: readonly unknown[] = [message]
    for (const part of path) values = values.flatMap(value => membersOf(value, part))
    return values
  }
}

const ANY = Symbol('any member')

function membersOf(value: unknown, part: string | typeof ANY): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (part === ANY) return Object.values(value)
  // Only what the message itself holds: nothing inherited can be selected, nor the length of a list.
  if (!Object.hasOwn(value, part) || (Array.isArray(value) && !/^\d+$/.test(part))) return []
  return [(value as Record<string, unknown>)[part]]
}

function takeName(cursor: Cursor): string | typeof ANY {
  cursor.at++
  if (cursor.text[cursor.at] === '[') return takeIndex(cursor)
  if (cursor.text[cursor.at] === '*') {
    cursor.at++
    return ANY
  }
  const name = takeWhile(cursor, /[\p{L}\p{N}_-]/u)
  if (name === '') throw unexpected(cursor, 'the name of a property')
  return name
}

function takeIndex(cursor: Cursor): string | typeof ANY {
  cursor.at++
  skipSpace(cursor)
  const next = cursor.text[cursor.at]
  if (next === '*') {
    cursor.at++
    expectNext(cursor, ']')
    return ANY
  }
  const index = next === '"' || next === "'" ? takeQuoted(cursor, next) : takeWhile(cursor, /\d/)
  if (index === '') throw unexpected(cursor, 'an index')
  expectNext(cursor, ']')
  return index
}
