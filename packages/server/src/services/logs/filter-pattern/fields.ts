import { parseComparison } from './comparison.ts'
import {
  type Cursor,
  countPart,
  eat,
  expectEnd,
  expectNext,
  invalidPattern,
  skipSpace,
  takeWhile,
  unexpected,
} from './cursor.ts'
import { type Predicate, parseExpression } from './expression.ts'
import type { EventFilter } from './filter-pattern.ts'

/**
 * `[ip, user, ..., status=4*, bytes > 100]`: a condition or none for each field of a message. `...` stands
 * for any number of fields; without it the number must be the same.
 */
export function fieldsFilter(cursor: Cursor): EventFilter {
  expectNext(cursor, '[')
  const before: Predicate<string>[] = []
  let after: Predicate<string>[] | undefined
  do {
    countPart(cursor)
    if (eat(cursor, '...')) {
      if (after) throw invalidPattern('has more than one ellipsis')
      after = []
    } else (after ?? before).push(parseField(cursor))
  } while (eat(cursor, ','))
  expectNext(cursor, ']')
  expectEnd(cursor)
  return message => {
    const fields = fieldsOf(message)
    if (!after) return fields.length === before.length && fit(before, fields)
    const enough = fields.length >= before.length + after.length
    return enough && fit(before, fields) && fit(after, fields.slice(fields.length - after.length))
  }
}

const fit = (conditions: readonly Predicate<string>[], fields: readonly string[]) =>
  conditions.every((holds, index) => holds(fields[index] ?? ''))

/** A name alone, or comparisons that all speak of that name. */
function parseField(cursor: Cursor): Predicate<string> {
  const names = new Set<string>()
  const start = cursor.at
  names.add(takeFieldName(cursor))
  skipSpace(cursor)
  const next = cursor.text[cursor.at]
  if (next === ',' || next === ']') return () => true
  cursor.at = start
  const holds = parseExpression<string>(cursor, atom => {
    names.add(takeFieldName(atom))
    return parseComparison(atom)
  })
  if (names.size > 1) throw invalidPattern('compares more than one name in a field')
  return holds
}

/** Looks through opening parentheses: `(a = 1 || a = 2)` is a field as well. */
function takeFieldName(cursor: Cursor): string {
  skipSpace(cursor)
  takeWhile(cursor, /[\s(]/)
  const name = takeWhile(cursor, /[\p{L}\p{N}_-]/u)
  if (name === '') throw unexpected(cursor, 'the name of a field')
  return name
}

/** Fields are parted by white space; quotation marks and brackets hold one together. */
function fieldsOf(message: string): string[] {
  const fields: string[] = []
  // Where a closing character is missing it is not looked for again, lest a long message cost its square.
  const missing = new Set<string>()
  let at = 0
  while (at < message.length) {
    const char = message[at] ?? ''
    if (/\s/.test(char)) {
      at++
      continue
    }
    const closing = char === '"' ? '"' : char === '[' ? ']' : undefined
    const isSought = closing !== undefined && !missing.has(closing)
    const end = isSought ? message.indexOf(closing, at + 1) : -1
    if (isSought && end < 0) missing.add(closing)
    if (end >= 0) {
      fields.push(message.slice(at + 1, end))
      at = end + 1
      continue
    }
    const start = at
    while (at < message.length && !/\s/.test(message[at] ?? '')) at++
    fields.push(message.slice(start, at))
  }
  return fields
}
