import { LIMITS } from '../limits.ts'
import { type Cursor, countPart, eat, expectNext, invalidPattern } from './cursor.ts'

export type Predicate<T> = (subject: T) => boolean

/** Comparisons joined by `&&` and `||`, with parentheses; `&&` binds closer. */
export function parseExpression<T>(
  cursor: Cursor,
  parseAtom: (cursor: Cursor) => Predicate<T>,
): Predicate<T> {
  const anyOf = [parseAll(cursor, parseAtom)]
  while (eat(cursor, '||')) anyOf.push(parseAll(cursor, parseAtom))
  return subject => anyOf.some(holds => holds(subject))
}

function parseAll<T>(cursor: Cursor, parseAtom: (cursor: Cursor) => Predicate<T>): Predicate<T> {
  const allOf = [parseOne(cursor, parseAtom)]
  while (eat(cursor, '&&')) allOf.push(parseOne(cursor, parseAtom))
  return subject => allOf.every(holds => holds(subject))
}

function parseOne<T>(cursor: Cursor, parseAtom: (cursor: Cursor) => Predicate<T>): Predicate<T> {
  countPart(cursor)
  if (!eat(cursor, '(')) return parseAtom(cursor)
  cursor.depth++
  if (cursor.depth > LIMITS.patternDepth) throw invalidPattern('has too many nested parentheses')
  const inner = parseExpression(cursor, parseAtom)
  expectNext(cursor, ')')
  cursor.depth--
  return inner
}
