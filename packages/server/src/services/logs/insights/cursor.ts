import type { ServiceError } from '../../../kernel/errors.ts'
import { MalformedQueryException } from '../../../wire/models/logs.ts'
import { LIMITS } from '../limits.ts'
import { parseRegex, type Regex, RegexProblem } from '../regex/regex.ts'

/** A place in the text of a query. */
export interface Cursor {
  readonly text: string
  at: number
  /** Expressions open. */
  depth: number
  /** Regular expressions read so far. */
  regexes: number
  /** Operators read so far. */
  parts: number
  /** Whether aggregates may stand here. */
  inStats: boolean
}

export const cursorOver = (text: string): Cursor => ({
  text,
  at: 0,
  depth: 0,
  parts: 0,
  regexes: 0,
  inStats: false,
})

/** White space, and comments from `#` to the end of their line. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const char = cursor.text[cursor.at]
    if (char === '#') {
      const end = cursor.text.indexOf('\n', cursor.at)
      cursor.at = end < 0 ? cursor.text.length : end
    } else if (char !== undefined && /\s/.test(char)) cursor.at++
    else return
  }
}

/** Steps over a sign that comes next. */
export function eat(cursor: Cursor, sign: string): boolean {
  skipSpace(cursor)
  if (!cursor.text.startsWith(sign, cursor.at)) return false
  cursor.at += sign.length
  return true
}

export function expectNext(cursor: Cursor, sign: string): void {
  if (!eat(cursor, sign)) throw unexpected(cursor, `\`${sign}\``)
}

const WORD = /[A-Za-z0-9_]/

/** Steps over a word in any case, unless it goes on. */
export function eatWord(cursor: Cursor, word: string): boolean {
  skipSpace(cursor)
  const end = cursor.at + word.length
  if (cursor.text.slice(cursor.at, end).toLowerCase() !== word) return false
  if (WORD.test(cursor.text[end] ?? '')) return false
  cursor.at = end
  return true
}

/** The longest run of characters that fit; possibly empty. */
export function takeWhile(cursor: Cursor, fits: RegExp): string {
  const start = cursor.at
  while (cursor.at < cursor.text.length && fits.test(cursor.text[cursor.at] ?? '')) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

/** A text in quotation marks of either kind, or the name of a field in back-ticks. */
export function takeQuoted(cursor: Cursor, quote: string): string {
  const start = cursor.at
  expectNext(cursor, quote)
  let taken = ''
  for (;;) {
    const char = cursor.text[cursor.at++]
    if (char === undefined) throw malformed('a quotation does not end', start, cursor.at - 1)
    if (char === quote) return taken
    if (char !== '\\') taken += char
    else {
      const next = cursor.text[cursor.at++] ?? ''
      taken += next === quote || next === '\\' ? next : char + next
    }
  }
}

/** An expression between slashes; a class may hold a slash, elsewhere it is `\/`. */
export function takeRegex(cursor: Cursor): Regex {
  skipSpace(cursor)
  const start = cursor.at
  expectNext(cursor, '/')
  cursor.regexes++
  if (cursor.regexes > LIMITS.regexes) {
    throw malformed(`more than ${LIMITS.regexes} regular expressions`, start, cursor.at)
  }
  let isInClass = false
  for (;;) {
    const char = cursor.text[cursor.at++]
    if (char === undefined || char === '\n') {
      throw malformed('a regular expression does not end', start, cursor.at - 1)
    }
    if (char === '\\') cursor.at++
    else if (char === '[') isInClass = true
    else if (char === ']') isInClass = false
    else if (char === '/' && !isInClass) break
  }
  try {
    return parseRegex(cursor.text.slice(start + 1, cursor.at - 1))
  } catch (error) {
    if (!(error instanceof RegexProblem)) throw error
    throw malformed(`a regular expression ${error.message}`, start, cursor.at)
  }
}

/** Counts how deep expressions are nested. @throws MalformedQueryException */
export function nested<T>(cursor: Cursor, read: () => T): T {
  cursor.depth++
  if (cursor.depth > LIMITS.queryDepth) {
    throw malformed('expressions are nested too deeply', cursor.at, cursor.at + 1)
  }
  const found = read()
  cursor.depth--
  return found
}

/** @throws MalformedQueryException when the query has too many parts */
export function countPart(cursor: Cursor): void {
  cursor.parts++
  if (cursor.parts > LIMITS.queryParts) {
    throw malformed(`more than ${LIMITS.queryParts} operators`, cursor.at, cursor.at + 1)
  }
}

export function unexpected(cursor: Cursor, wanted: string): ServiceError {
  const got = cursor.text.slice(cursor.at, cursor.at + 16)
  const shown = got === '' ? 'the end' : `\`${got}\``
  return malformed(`expected ${wanted}, got ${shown}`, cursor.at, cursor.at + got.length)
}

/** AWS tells where in the query the problem is. */
export function malformed(problem: string, start: number, end: number): ServiceError {
  const message = `unexpected symbol or expression at character ${start + 1}: ${problem}`
  return MalformedQueryException(message, {
    members: {
      queryCompileError: { location: { startCharOffset: start, endCharOffset: end }, message },
    },
  })
}
