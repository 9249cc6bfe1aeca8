import { InvalidParameterException } from '../../../wire/models/logs.ts'
import { type Cursor, countPart, skipSpace, takeQuoted, takeRegex, takeWhile } from './cursor.ts'
import type { Predicate } from './expression.ts'
import type { FilterPattern } from './filter-pattern.ts'

/**
 * Terms: all of them must be in the message, those after `-` must not. Terms after `?` are alternatives of
 * which one must be there; beside other terms they are ignored. A term between percent signs is a regular
 * expression.
 */
export function termsFilter(cursor: Cursor): FilterPattern {
  const wanted: Predicate<string>[] = []
  const unwanted: Predicate<string>[] = []
  const optional: Predicate<string>[] = []
  for (skipSpace(cursor); cursor.at < cursor.text.length; skipSpace(cursor)) {
    countPart(cursor)
    const sign = cursor.text[cursor.at]
    if (sign === '-' || sign === '?') cursor.at++
    const list = sign === '-' ? unwanted : sign === '?' ? optional : wanted
    list.push(takeTerm(cursor))
  }
  const onlyOptional = wanted.length === 0 && unwanted.length === 0
  return {
    fits: message =>
      onlyOptional
        ? optional.some(isIn => isIn(message))
        : wanted.every(isIn => isIn(message)) && !unwanted.some(isIn => isIn(message)),
    extract: () => new Map(),
    select: () => undefined,
  }
}

function takeTerm(cursor: Cursor): Predicate<string> {
  if (cursor.text[cursor.at] === '%') {
    const regex = takeRegex(cursor)
    return message => regex.test(message)
  }
  const term = cursor.text[cursor.at] === '"' ? takeQuoted(cursor, '"') : takePlain(cursor)
  return message => message.includes(term)
}

function takePlain(cursor: Cursor): string {
  const term = takeWhile(cursor, /\S/)
  if (!/^[\p{L}\p{N}_]+$/u.test(term)) {
    // Anything but letters, digits and underscores stands in quotation marks.
    throw InvalidParameterException(`Invalid character(s) in term '${term}'`)
  }
  return term
}
