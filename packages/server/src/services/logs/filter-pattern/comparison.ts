import type { Regex } from '../regex/regex.ts'
import {
  type Cursor,
  eat,
  invalidPattern,
  skipSpace,
  takeQuoted,
  takeRegex,
  takeWhile,
  unexpected,
} from './cursor.ts'
import type { Predicate } from './expression.ts'

/** Longer operators come first. */
const OPERATORS = ['!=', '<=', '>=', '=', '<', '>'] as const

type Operator = (typeof OPERATORS)[number]

type Scalar = string | number | boolean

/** Reads an operator and a value: what a JSON scalar, or a field's text, is held against. */
export function parseComparison(cursor: Cursor): Predicate<Scalar> {
  const operator = OPERATORS.find(candidate => eat(cursor, candidate))
  if (!operator) throw unexpected(cursor, 'an operator')
  skipSpace(cursor)
  if (cursor.text[cursor.at] === '"') return textComparison(operator, takeQuoted(cursor, '"'), true)
  if (cursor.text[cursor.at] === '%') return regexComparison(operator, takeRegex(cursor))
  const bare = takeWhile(cursor, /[^\s()&|,\]{}"]/)
  if (bare === '') throw unexpected(cursor, 'a value')
  const number = numberOf(bare)
  return number === undefined
    ? textComparison(operator, bare, false)
    : numberComparison(operator, number, bare)
}

/** A decimal number, also with an exponent. The digits are split in one way only, lest long ones cost their square. */
export function numberOf(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

function numberComparison(operator: Operator, wanted: number, text: string): Predicate<Scalar> {
  const compare = NUMERIC[operator]
  return actual => {
    if (typeof actual === 'number') return compare(actual, wanted)
    if (typeof actual === 'boolean') return operator === '!='
    const number = numberOf(actual)
    if (number !== undefined) return compare(number, wanted)
    return operator === '!=' && actual !== text
  }
}

const NUMERIC: Readonly<Record<Operator, (actual: number, wanted: number) => boolean>> = {
  '=': (actual, wanted) => actual === wanted,
  '!=': (actual, wanted) => actual !== wanted,
  '<': (actual, wanted) => actual < wanted,
  '<=': (actual, wanted) => actual <= wanted,
  '>': (actual, wanted) => actual > wanted,
  '>=': (actual, wanted) => actual >= wanted,
}

function textComparison(operator: Operator, wanted: string, isQuoted: boolean): Predicate<Scalar> {
  if (operator !== '=' && operator !== '!=') {
    throw invalidPattern(`compares with \`${operator}\`, which needs a number`)
  }
  const equals = (actual: Scalar) =>
    // A quoted text is no number, a bare one such as `4*` may stand for one.
    (typeof actual === 'string' || !isQuoted) && matchesStars(wanted, String(actual))
  return operator === '=' ? equals : actual => !equals(actual)
}

function regexComparison(operator: Operator, regex: Regex): Predicate<Scalar> {
  if (operator !== '=' && operator !== '!=') {
    throw invalidPattern(`compares with \`${operator}\`, which needs a number`)
  }
  const isWanted = operator === '='
  return actual => regex.test(String(actual)) === isWanted
}

/** `*` stands for any run of characters, also none: each text between two of them is taken where it comes first. */
export function matchesStars(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return text === pattern
  if (!text.startsWith(head)) return false
  let at = head.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - at >= tail.length && text.endsWith(tail)
}
