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
import type { FilterPattern } from './filter-pattern.ts'

interface Field {
  readonly name: string
  readonly holds: Predicate<string>
}

/**
 * `[ip, user, ..., status=4*, bytes > 100]`: a condition or none for each field of a message. `...` stands
 * for any number of fields; without it the number must be the same. `[]` asks for nothing.
 */
export function fieldsFilter(cursor: Cursor): FilterPattern {
  expectNext(cursor, '[')
  const before: Field[] = []
  let after: Field[] | undefined
  const isEmpty = eat(cursor, ']')
  if (!isEmpty) {
    do {
      countPart(cursor)
      if (eat(cursor, '...')) {
        if (after) throw invalidPattern('has more than one ellipsis')
        after = []
      } else (after ?? before).push(parseField(cursor))
    } while (eat(cursor, ','))
    expectNext(cursor, ']')
  }
  expectEnd(cursor)
  const names = [...before, ...(after ?? [])].map(({ name }) => `$${name}`)
  return {
    fits(message) {
      if (isEmpty) return true
      const texts = textsOf(message)
      if (!after) return texts.length === before.length && fit(before, texts)
      const enough = texts.length >= before.length + after.length
      return enough && fit(before, texts) && fit(after, texts.slice(texts.length - after.length))
    },
    extract: message => named(textsOf(message), before, after ?? []),
    select(selector) {
      if (!names.includes(selector)) return undefined
      return message => named(textsOf(message), before, after ?? []).get(selector)
    },
  }
}

const fit = (fields: readonly Field[], texts: readonly string[]) =>
  fields.every(({ holds }, index) => holds(texts[index] ?? ''))

/** Fields by name; those under the ellipsis by their number, counted from one. */
function named(
  texts: readonly string[],
  before: readonly Field[],
  after: readonly Field[],
): ReadonlyMap<string, string> {
  const firstAfter = texts.length - after.length
  return new Map(
    texts.map((text, index) => {
      const field = index < firstAfter ? before[index] : after[index - firstAfter]
      return [`$${field?.name ?? index + 1}`, text]
    }),
  )
}

/** A name alone, or comparisons that all speak of that name. */
function parseField(cursor: Cursor): Field {
  const names = new Set<string>()
  const start = cursor.at
  const name = takeFieldName(cursor)
  names.add(name)
  skipSpace(cursor)
  const next = cursor.text[cursor.at]
  if (next === ',' || next === ']') return { name, holds: () => true }
  cursor.at = start
  const holds = parseExpression<string>(cursor, atom => {
    names.add(takeFieldName(atom))
    return parseComparison(atom)
  })
  if (names.size > 1) throw invalidPattern('compares more than one name in a field')
  return { name, holds }
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
function textsOf(message: string): string[] {
  const texts: string[] = []
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
      texts.push(message.slice(at + 1, end))
      at = end + 1
      continue
    }
    const start = at
    while (at < message.length && !/\s/.test(message[at] ?? '')) at++
    texts.push(message.slice(start, at))
  }
  return texts
}
