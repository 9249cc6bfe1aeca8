import { failed, ok, type Result } from '../../kernel/result.ts'
import type { Bloom } from './bloom.ts'
import { LIMITS } from './limits.ts'

/** Exact text, joined by AND and OR, with one level of parentheses (spec/surroundings.md §14.8). */
export type PowerSearch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly PowerSearch[] }

/** Upper and lower case count; words beside one another must all be there; AND binds closer than OR. */
export function parsePowerSearch(text: string): Result<PowerSearch, string> {
  const tokens = tokensOf(text)
  if (!tokens.ok) return tokens
  if (tokens.value.length > LIMITS.searchTerms) {
    return failed(`a power search has at most ${LIMITS.searchTerms} words`)
  }
  const cursor: Cursor = { tokens: tokens.value, at: 0 }
  const search = anyOf(cursor, 0)
  if (!search.ok) return search
  const left = cursor.tokens[cursor.at]
  return left ? failed(`unexpected \`${shown(left)}\` in the power search`) : search
}

/** Whether a raw line is meant. */
export function matches(search: PowerSearch, raw: string): boolean {
  switch (search.kind) {
    case 'text':
      return raw.includes(search.text)
    case 'and':
      return search.parts.every(part => matches(part, raw))
    case 'or':
      return search.parts.some(part => matches(part, raw))
  }
}

/** Whether a file may hold a line that is meant. */
export function mayMatch(search: PowerSearch, bloom: Bloom): boolean {
  switch (search.kind) {
    case 'text':
      return bloom.mayContain(search.text)
    case 'and':
      return search.parts.every(part => mayMatch(part, bloom))
    case 'or':
      return search.parts.some(part => mayMatch(part, bloom))
  }
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'AND' | 'OR' | '(' | ')' }

interface Cursor {
  readonly tokens: readonly Token[]
  at: number
}

const shown = (token: Token) => (token.kind === 'text' ? token.text : token.kind)

function tokensOf(text: string): Result<Token[], string> {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    if (/\s/.test(char)) at++
    else if (char === '(' || char === ')') {
      tokens.push({ kind: char })
      at++
    } else if (char === '"') {
      const end = text.indexOf('"', at + 1)
      if (end < 0) return failed('a quotation mark of the power search is not closed')
      if (end > at + 1) tokens.push({ kind: 'text', text: text.slice(at + 1, end) })
      at = end + 1
    } else {
      let end = at
      while (end < text.length && !/[\s()"]/.test(text[end] ?? '')) end++
      const word = text.slice(at, end)
      tokens.push(word === 'AND' || word === 'OR' ? { kind: word } : { kind: 'text', text: word })
      at = end
    }
  }
  return ok(tokens)
}

function anyOf(cursor: Cursor, depth: number): Result<PowerSearch, string> {
  const parts: PowerSearch[] = []
  do {
    const part = allOf(cursor, depth)
    if (!part.ok) return part
    parts.push(part.value)
  } while (take(cursor, 'OR'))
  return ok(joined('or', parts))
}

function allOf(cursor: Cursor, depth: number): Result<PowerSearch, string> {
  const parts: PowerSearch[] = []
  for (;;) {
    const part = one(cursor, depth)
    if (!part.ok) return part
    parts.push(part.value)
    const next = cursor.tokens[cursor.at]?.kind
    if (take(cursor, 'AND')) continue
    if (next !== 'text' && next !== '(') return ok(joined('and', parts))
  }
}

function one(cursor: Cursor, depth: number): Result<PowerSearch, string> {
  const token = cursor.tokens[cursor.at]
  if (!token) return failed('the power search ends where text was expected')
  if (token.kind === 'text') {
    cursor.at++
    return ok(token)
  }
  if (token.kind !== '(') return failed(`unexpected \`${token.kind}\` in the power search`)
  if (depth > 0) return failed('a power search has one level of parentheses')
  cursor.at++
  const inner = anyOf(cursor, depth + 1)
  if (!inner.ok) return inner
  return take(cursor, ')') ? inner : failed('a parenthesis of the power search is not closed')
}

function take(cursor: Cursor, kind: Token['kind']): boolean {
  if (cursor.tokens[cursor.at]?.kind !== kind) return false
  cursor.at++
  return true
}

const joined = (kind: 'and' | 'or', parts: readonly PowerSearch[]): PowerSearch =>
  parts.length === 1 && parts[0] ? parts[0] : { kind, parts }
