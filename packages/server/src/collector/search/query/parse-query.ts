import { failed, ok, type Result } from '../../../kernel/result.ts'
import { LIMITS } from '../limits.ts'
import { tooCostly } from './cost.ts'
import type { Query } from './query.ts'
import { QuerySyntax, type Token, tokensOf } from './tokens.ts'

/** What is wrong with a query's text, and where. */
export interface QueryProblem {
  /** A sentence such as ``expected `)` for the `(` at 4``. */
  readonly message: string
  /** UTF-16 units from the beginning. */
  readonly at: number
}

/**
 * Reads a query as people type it: `status:404 AND NOT path:"/health" user_agent:*bot* bytes:[1000 TO *]
 * _exists_:intent`. What stands side by side must all match; `OR` binds weaker than `AND`, `NOT`, `-` and `!` stronger.
 * An empty text finds everything.
 */
export function parseQuery(text: string): Result<Query, QueryProblem> {
  if (text.length > LIMITS.queryCharacters) {
    return failed({ message: `expected at most ${LIMITS.queryCharacters} characters`, at: 0 })
  }
  try {
    const reader: Reader = { tokens: tokensOf(text), next: 0, depth: 0, parts: 0, end: text.length }
    if (reader.tokens.length === 0) return ok({ kind: 'all' })
    const query = either(reader, undefined)
    const rest = peek(reader)
    if (rest) throw new QuerySyntax(`unexpected \`${shown(rest)}\``, rest.at)
    const costly = tooCostly(query)
    return costly === undefined ? ok(query) : failed({ message: costly, at: 0 })
  } catch (error) {
    if (error instanceof QuerySyntax) return failed({ message: error.message, at: error.at })
    throw error
  }
}

interface Reader {
  readonly tokens: readonly Token[]
  readonly end: number
  next: number
  depth: number
  parts: number
}

function either(reader: Reader, field: string | undefined): Query {
  const queries = [all(reader, field)]
  while (peek(reader)?.kind === 'or') {
    reader.next++
    queries.push(all(reader, field))
  }
  return joined('or', queries)
}

function all(reader: Reader, field: string | undefined): Query {
  const queries = [not(reader, field)]
  for (;;) {
    const token = peek(reader)
    if (!token || token.kind === 'or' || token.kind === 'close') break
    if (token.kind === 'and') reader.next++
    queries.push(not(reader, field))
  }
  return joined('and', queries)
}

function not(reader: Reader, field: string | undefined): Query {
  const token = peek(reader)
  if (token?.kind === 'must') reader.next++
  if (token?.kind !== 'not') return part(reader, field)
  reader.next++
  return nested(reader, token.at, () => ({ kind: 'not', query: not(reader, field) }))
}

function part(reader: Reader, field: string | undefined): Query {
  const token = peek(reader)
  if (!token) throw new QuerySyntax('expected something to look for', reader.end)
  if (++reader.parts > LIMITS.queryParts) {
    throw new QuerySyntax(`more than ${LIMITS.queryParts} parts`, token.at)
  }
  reader.next++
  switch (token.kind) {
    case 'open':
      return group(reader, token.at, field)
    case 'field':
      if (field !== undefined) throw new QuerySyntax('a field within a field', token.at)
      return fieldValue(reader, token.name)
    case 'phrase':
      return { kind: 'words', field, text: token.text }
    case 'word':
      return wordQuery(token, field)
    case 'range':
      if (field === undefined) throw new QuerySyntax('a range needs a field', token.at)
      return { kind: 'range', field, from: token.from, to: token.to }
    default:
      throw new QuerySyntax(`unexpected \`${shown(token)}\``, token.at)
  }
}

function group(reader: Reader, at: number, field: string | undefined): Query {
  return nested(reader, at, () => {
    const query = either(reader, field)
    if (peek(reader)?.kind !== 'close') {
      throw new QuerySyntax(`expected \`)\` for the \`(\` at ${at}, got the end`, reader.end)
    }
    reader.next++
    return query
  })
}

function fieldValue(reader: Reader, name: string): Query {
  const value = peek(reader)
  const isValue = value && ['open', 'phrase', 'word', 'range'].includes(value.kind)
  if (!isValue) throw new QuerySyntax(`expected a value for \`${name}\``, value?.at ?? reader.end)
  if (name !== '_exists_') return part(reader, name)
  if (value.kind !== 'word' && value.kind !== 'phrase') {
    throw new QuerySyntax('expected the name of a field behind `_exists_:`', value.at)
  }
  reader.next++
  return { kind: 'exists', field: value.text }
}

function wordQuery(token: Extract<Token, { kind: 'word' }>, field: string | undefined): Query {
  const { text, pattern } = token
  if (pattern === undefined) return { kind: 'words', field, text }
  if (pattern === '*') return field === undefined ? { kind: 'all' } : { kind: 'exists', field }
  return { kind: 'glob', field, pattern }
}

function nested(reader: Reader, at: number, read: () => Query): Query {
  if (++reader.depth > LIMITS.queryDepth) {
    throw new QuerySyntax(`nested deeper than ${LIMITS.queryDepth}`, at)
  }
  const query = read()
  reader.depth--
  return query
}

const joined = (kind: 'and' | 'or', queries: readonly Query[]): Query => {
  const [only] = queries
  return queries.length === 1 && only ? only : { kind, queries }
}

const peek = (reader: Reader): Token | undefined => reader.tokens[reader.next]

function shown(token: Token): string {
  if (token.kind === 'word' || token.kind === 'phrase') return token.text
  const signs = { open: '(', close: ')', and: 'AND', or: 'OR', not: 'NOT', must: '+' }
  if (token.kind === 'field') return `${token.name}:`
  return token.kind === 'range' ? 'range' : signs[token.kind]
}
