import { describe, expect, it } from 'vitest'
import { parseQuery } from './parse-query.ts'
import type { Query } from './query.ts'

const words = (text: string, field?: string): Query => ({ kind: 'words', field, text })
const bound = (value: string, inclusive = true) => ({ value, inclusive })

const CASES: readonly [string, Query][] = [
  ['  ', { kind: 'all' }],
  ['*', { kind: 'all' }],
  ['error', words('error')],
  ['status:404', words('404', 'status')],
  ['a b', { kind: 'and', queries: [words('a'), words('b')] }],
  ['a AND b && c', { kind: 'and', queries: [words('a'), words('b'), words('c')] }],
  [
    'a b OR c',
    { kind: 'or', queries: [{ kind: 'and', queries: [words('a'), words('b')] }, words('c')] },
  ],
  ['a || (b)', { kind: 'or', queries: [words('a'), words('b')] }],
  [
    'NOT a -b !c +d',
    {
      kind: 'and',
      queries: [
        { kind: 'not', query: words('a') },
        { kind: 'not', query: words('b') },
        { kind: 'not', query: words('c') },
        words('d'),
      ],
    },
  ],
  ['message:"two \\"words\\""', words('two "words"', 'message')],
  [
    'status:(404 OR 500)',
    { kind: 'or', queries: [words('404', 'status'), words('500', 'status')] },
  ],
  ['key:*.gz', { kind: 'glob', field: 'key', pattern: '*.gz' }],
  ['key:a\\*b', words('a*b', 'key')],
  ['fo?', { kind: 'glob', field: undefined, pattern: 'fo?' }],
  ['key:*', { kind: 'exists', field: 'key' }],
  ['_exists_:a.b', { kind: 'exists', field: 'a.b' }],
  ['n:[1 TO 5}', { kind: 'range', field: 'n', from: bound('1'), to: bound('5', false) }],
  ['n:{* TO "x y"]', { kind: 'range', field: 'n', from: undefined, to: bound('x y') }],
  ['n:>=5', { kind: 'range', field: 'n', from: bound('5'), to: undefined }],
  ['n:<5', { kind: 'range', field: 'n', from: undefined, to: bound('5', false) }],
  ['n:-5', words('-5', 'n')],
  ['t:12:30:00', words('12:30:00', 't')],
  ['url:http://a/b', words('http://a/b', 'url')],
  ['a-b', words('a-b')],
  ['and or', { kind: 'and', queries: [words('and'), words('or')] }],
]

const PROBLEMS: readonly [string, string, number][] = [
  ['(a', 'expected `)` for the `(` at 0, got the end at 2', 2],
  ['a)', 'unexpected `)` at 1', 1],
  ['a AND', 'expected something to look for at 5', 5],
  ['OR a', 'unexpected `OR` at 0', 0],
  ['"a', 'expected `"` to end the phrase that begins at 0', 0],
  ['n:[1 2]', 'expected `[from TO to]` at 2', 2],
  ['n:[1 TO 2', 'expected `]` or `}` to end the range that begins at 2', 2],
  ['status:', 'expected a value for `status` at 7', 7],
  ['n:>', 'expected a value behind `>` at 2', 2],
  ['a:/x/', 'regular expressions are not supported at 2', 2],
  ['a~2', '`~` is not supported; write `\\~` at 1', 1],
  ['a:(b:c)', 'a field within a field at 3', 3],
  [`${'('.repeat(65)}a`, 'nested deeper than 64 at 64', 64],
  ['a* '.repeat(9), 'more than 8 wildcard patterns', 0],
  [`"${'a '.repeat(65)}"`, 'a phrase of more than 64 words', 0],
  [`a${'*'.repeat(128)}`, 'a wildcard pattern of more than 128 characters', 0],
  ['_exists_:[1 TO 2]', 'expected the name of a field behind `_exists_:` at 9', 9],
]

describe('a query', () => {
  it.each(CASES)('%s is read', (text, query) => {
    expect(parseQuery(text)).toEqual({ ok: true, value: query })
  })

  it.each(PROBLEMS)('%s is refused with its place', (text, message, at) => {
    expect(parseQuery(text)).toEqual({ ok: false, error: { message, at } })
  })
})
