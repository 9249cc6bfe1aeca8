import { InvalidParameterException } from '../../../wire/models/logs.ts'
import {
  type Cursor,
  countPart,
  invalidPattern,
  skipSpace,
  takeQuoted,
  takeWhile,
} from './cursor.ts'
import type { EventFilter } from './filter-pattern.ts'

/**
 * Terms: all of them must be in the message, those after `-` must not. Terms after `?` are alternatives of
 * which one must be there; beside other terms they are ignored.
 */
export function termsFilter(cursor: Cursor): EventFilter {
  const wanted: string[] = []
  const unwanted: string[] = []
  const optional: string[] = []
  for (skipSpace(cursor); cursor.at < cursor.text.length; skipSpace(cursor)) {
    countPart(cursor)
    const sign = cursor.text[cursor.at]
    if (sign === '-' || sign === '?') cursor.at++
    const list = sign === '-' ? unwanted : sign === '?' ? optional : wanted
    list.push(takeTerm(cursor))
  }
  if (wanted.length === 0 && unwanted.length === 0) {
    return message => optional.some(term => message.includes(term))
  }
  return message =>
    wanted.every(term => message.includes(term)) && !unwanted.some(term => message.includes(term))
}

function takeTerm(cursor: Cursor): string {
  if (cursor.text[cursor.at] === '"') return takeQuoted(cursor, '"')
  if (cursor.text[cursor.at] === '%') {
    throw invalidPattern('has a regular expression, which is not understood here')
  }
  const term = takeWhile(cursor, /\S/)
  if (!/^[\p{L}\p{N}_]+$/u.test(term)) {
    // Anything but letters, digits and underscores stands in quotation marks.
    throw InvalidParameterException(`Invalid character(s) in term '${term}'`)
  }
  return term
}
