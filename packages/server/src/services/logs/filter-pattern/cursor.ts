import type { ServiceError } from '../../../kernel/errors.ts'
import { InvalidParameterException } from '../../../wire/models/logs.ts'
import { LIMITS } from '../limits.ts'
import { parseRegex, type Regex, RegexProblem } from '../regex/regex.ts'

/** A place in a pattern that moves forward as it is read. */
export interface Cursor {
  readonly text: string
  at: number
  /** Terms and comparisons read so far. */
  parts: number
  /** Regular expressions read so far. */
  regexes: number
  /** Parentheses open. */
  depth: number
}

export const cursorOver = (text: string): Cursor => ({
  text,
  at: 0,
  parts: 0,
  regexes: 0,
  depth: 0,
})

export function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++
}

/** Steps over `literal` if it comes next, after white space. */
export function eat(cursor: Cursor, literal: string): boolean {
  skipSpace(cursor)
  if (!cursor.text.startsWith(literal, cursor.at)) return false
  cursor.at += literal.length
  return true
}

/** @throws InvalidParameterException when `literal` does not come next */
export function expectNext(cursor: Cursor, literal: string): void {
  if (!eat(cursor, literal)) throw unexpected(cursor, `\`${literal}\``)
}

/** The longest run of characters that fit; possibly empty. */
export function takeWhile(cursor: Cursor, fits: RegExp): string {
  const start = cursor.at
  while (cursor.at < cursor.text.length && fits.test(cursor.text[cursor.at] ?? '')) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

/** The text between quotes; a backslash takes the next character as it is. */
export function takeQuoted(cursor: Cursor, quote: '"' | "'"): string {
  expectNext(cursor, quote)
  let taken = ''
  for (;;) {
    const char = cursor.text[cursor.at++]
    if (char === undefined) throw invalidPattern('has a quotation that does not end')
    if (char === quote) return taken
    taken += char === '\\' ? (cursor.text[cursor.at++] ?? '') : char
  }
}

/** A regular expression between percent signs; `\\%` is a percent sign within it. */
export function takeRegex(cursor: Cursor): Regex {
  expectNext(cursor, '%')
  cursor.regexes++
  if (cursor.regexes > LIMITS.regexes) {
    throw invalidPattern(`has more than ${LIMITS.regexes} regular expressions`)
  }
  let taken = ''
  for (;;) {
    const char = cursor.text[cursor.at++]
    if (char === undefined) throw invalidPattern('has a regular expression that does not end')
    if (char === '%') break
    if (char !== '\\') taken += char
    else {
      const next = cursor.text[cursor.at++] ?? ''
      taken += next === '%' ? next : char + next
    }
  }
  try {
    return parseRegex(taken)
  } catch (error) {
    if (!(error instanceof RegexProblem)) throw error
    throw invalidPattern(`has a regular expression that ${error.message}`)
  }
}

export function expectEnd(cursor: Cursor): void {
  skipSpace(cursor)
  if (cursor.at < cursor.text.length) throw unexpected(cursor, 'the end')
}

/** @throws InvalidParameterException when the pattern has too many parts */
export function countPart(cursor: Cursor): void {
  cursor.parts++
  if (cursor.parts > LIMITS.patternParts) {
    throw invalidPattern(`has more than ${LIMITS.patternParts} parts`)
  }
}

export function unexpected(cursor: Cursor, wanted: string): ServiceError {
  const got = cursor.text.slice(cursor.at, cursor.at + 16)
  const shown = got === '' ? 'the end' : `\`${got}\``
  return invalidPattern(`should have ${wanted} at character ${cursor.at + 1}, has ${shown}`)
}

export const invalidPattern = (problem: string): ServiceError =>
  InvalidParameterException(`Invalid filter pattern: it ${problem}.`)
