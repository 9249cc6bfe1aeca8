/** AMAZON.EmailAddress, written or spoken: `john dot doe at example dot com`. */

import type { Language } from './language.ts'
import { type Lexicon, lexicon, lookUp } from './lexicon.ts'
import {
  MAX_EMAIL_LENGTH,
  MAX_EMAIL_USER_LENGTH,
  MAX_EMAIL_USER_TOKENS,
  MAX_MATCHES,
} from './limits.ts'
import { match, ranked } from './matches.ts'
import type { Numbers } from './numbers.ts'
import { type Tokens, tokenise } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

const USER = /[A-Za-z0-9_.+-]/
const HOST = /[\p{L}\p{N}.-]/u
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}$/u

export function emailFinder(words: Language['email'], numbers: Numbers) {
  const table: Table = {
    numbers,
    at: lexicon(words.at.map(phrase => [phrase, '@'] as const)),
    marks: lexicon(marksOf(words.marks)),
  }
  return (text: string): readonly BuiltinMatch[] =>
    ranked([...written(text), ...spoken(table, text)])
}

function marksOf(list: string): [string, string][] {
  return list.split(/\s+/).map(entry => {
    const cut = entry.indexOf(':')
    return [entry.slice(0, cut).replaceAll('_', ' '), entry.slice(cut + 1)]
  })
}

function written(text: string): BuiltinMatch[] {
  const found: BuiltinMatch[] = []
  for (let at = text.indexOf('@'); at > 0 && found.length < MAX_MATCHES; ) {
    const address = addressAround(text, at)
    if (address) found.push(address)
    at = text.indexOf('@', at + 1)
  }
  return found
}

function addressAround(text: string, at: number): BuiltinMatch | undefined {
  let start = at
  while (start > 0 && at - start < MAX_EMAIL_USER_LENGTH && USER.test(text[start - 1] ?? ''))
    start--
  let end = at + 1
  while (end < text.length && end - at < MAX_EMAIL_LENGTH && HOST.test(text[end] ?? '')) end++
  while (end > at + 1 && /[.-]/.test(text[end - 1] ?? '')) end--
  while (start < at && text[start] === '.') start++
  const value = text.slice(start, end)
  const user = text.slice(start, at)
  if (!user || user.endsWith('.') || !DOMAIN.test(text.slice(at + 1, end))) return undefined
  return { start, end, value, resolutions: [value] }
}

interface Table {
  readonly numbers: Numbers
  readonly at: Lexicon<string>
  readonly marks: Lexicon<string>
}

interface Spelled {
  readonly end: number
  readonly value: string
}

/** Looks for the sign and what a host may be behind it, before it looks for who stands in front. */
function spoken(table: Table, text: string): BuiltinMatch[] {
  const tokens = tokenise(text)
  const found: BuiltinMatch[] = []
  for (let at = 1; at < tokens.words.length; at++) {
    const sign = lookUp(table.at, tokens, at)[0]
    const host = sign && nameAt(table, tokens, sign.end, MAX_EMAIL_LENGTH)
    if (!host || !DOMAIN.test(host.value)) continue
    for (let start = at - 1; start >= 0 && at - start <= MAX_EMAIL_USER_TOKENS; start--) {
      const user = nameAt(table, tokens, start, MAX_EMAIL_USER_LENGTH)
      if (user?.end === at)
        found.push(match(tokens, start, host.end, [`${user.value}@${host.value}`]))
    }
  }
  return found
}

/** Words joined by spoken or written marks; a new word without a mark ends the name. */
function nameAt(table: Table, tokens: Tokens, at: number, longest: number): Spelled | undefined {
  let piece = pieceAt(table, tokens, at)
  let value = ''
  let end = at
  while (piece && value.length < longest) {
    value += piece.value
    end = piece.end
    const mark = markAt(table, tokens, end)
    const next = mark && pieceAt(table, tokens, mark.end)
    if (!mark || !next) break
    value += mark.value
    piece = next
  }
  return value ? { end, value } : undefined
}

function markAt({ marks }: Table, tokens: Tokens, at: number): Spelled | undefined {
  // The full stop behind a letter is no token of its own.
  const gap = tokens.text.slice(tokens.ends[at - 1], tokens.starts[at])
  if (gap === '.') return { end: at, value: '.' }
  if (['.', '_', '-', '+'].includes(tokens.words[at] ?? '')) {
    return { end: at + 1, value: tokens.words[at] ?? '' }
  }
  return lookUp(marks, tokens, at)[0]
}

/** One word as it is written, figures, or letters spelled one by one. */
function pieceAt({ numbers, at: sign, marks }: Table, tokens: Tokens, at: number) {
  const row = numbers.row(tokens, at)
  if (row && row.end > at) return { end: row.end, value: row.value }
  const isSign = lookUp(sign, tokens, at).length > 0 || lookUp(marks, tokens, at).length > 0
  if (tokens.kinds[at] !== 'word' || isSign) return undefined
  let value = tokens.words[at] ?? ''
  let end = at + 1
  const isLetter = (place: number) =>
    tokens.words[place]?.length === 1 &&
    tokens.kinds[place] !== 'symbol' &&
    lookUp(sign, tokens, place).length === 0
  while (isLetter(end - 1) && isLetter(end) && value.length < MAX_EMAIL_USER_LENGTH)
    value += tokens.words[end++] ?? ''
  return /^[a-z0-9]+$/.test(value) ? { end, value } : undefined
}
