import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field, FieldValue, ParsedLine } from '../formats/format.ts'
import { arrange } from './arrange.ts'
import type { Engine } from './engine/engine.ts'
import { batchOf, DAY, line, NOON, SOURCE } from './line-store.testing.ts'
import type { Query } from './query/query.ts'
import type { SearchPage } from './search.ts'
import { answer } from './thread/answer.ts'
import type { Call } from './thread/calls.ts'

const NAMES = ['a', 'b', 'a.b', 'message', 'type', '__proto__', 'with "quotes"\n'] as const
const TEXTS = [
  'error',
  'Error code 7',
  'errors',
  'x_error',
  '日本語',
  'naïve é',
  '',
  '404',
  '-12.5',
  '/a/b.gz',
  '👍 ok',
  'a\\nb',
  'a\nb"c',
] as const
const values = fc.oneof(
  fc.constantFrom<FieldValue[]>(...TEXTS),
  fc.constantFrom<FieldValue[]>(404, 40, -12.5, true, null),
  fc.string({ maxLength: 4 }),
)
const lines = fc
  .record({
    // Many at the same moment, some on other days, some without a time.
    time: fc.option(fc.constantFrom(0, 1, 2, 1_000, -DAY, -2 * DAY), { nil: undefined }),
    fields: fc.array(fc.tuple(fc.constantFrom<string[]>(...NAMES), values), {
      minLength: 1,
      maxLength: 4,
    }),
    problem: fc.option(fc.constant('not JSON'), { nil: undefined }),
  })
  .map(({ time, fields, problem }): ParsedLine => {
    const own: Field[] = fields.map(([name, value]) => [name, wellFormed(value)])
    return { ...line(time === undefined ? undefined : NOON + time, own), problem }
  })
const fields = fc.constantFrom<string[]>(...NAMES, '_parse_error', 'connector', 'absent')
const optional = fc.option(fields, { nil: undefined })
const bounds = fc.option(
  fc.record({
    value: fc.constantFrom('0', '40', '404', '-13', 'e', 'error'),
    inclusive: fc.boolean(),
  }),
  { nil: undefined },
)
const leaves = fc.oneof(
  fc.record({
    kind: fc.constant('words' as const),
    field: optional,
    text: fc.constantFrom(...TEXTS, 'code 7', 'ERROR', 'json', '本', '.', 'b c'),
  }),
  fc.record({
    kind: fc.constant('equals' as const),
    field: fields,
    value: fc.constantFrom(...TEXTS, '404', 'true'),
  }),
  fc.record({
    kind: fc.constant('glob' as const),
    field: optional,
    pattern: fc.constantFrom('err*', '*r', '?04', '*.gz', '*a*', 'x?e*r', '\\*'),
  }),
  fc.record({ kind: fc.constant('range' as const), field: fields, from: bounds, to: bounds }),
  fc.record({ kind: fc.constant('exists' as const), field: fields }),
  fc.constant<Query>({ kind: 'all' }),
)
const queries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>(tie => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaves,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      queries: fc.array(tie('query'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), query: tie('query') }),
  ),
})).query

/** In this thread: what the threads of a store do, without the way there and back. */
export function searchLaws(where: string, open: () => Engine, runs = 40): void {
  describe(`a search ${where}`, () => {
    it('finds what a scan of all lines finds, in the same order', async () => {
      const { signal } = new AbortController()
      const engine = open()
      const ask = (call: Call) => answer(engine, call, signal)
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(lines, { minLength: 3, maxLength: 12 }), {
            minLength: 1,
            maxLength: 4,
          }),
          fc.array(queries, { minLength: 30, maxLength: 40 }),
          async (batches, asked) => {
            const account = `run-${run++}`
            for (const [n, given] of batches.entries()) await write(ask, account, given, n)
            for (const query of asked) {
              const window = { from: NOON - DAY, to: NOON + 2 }
              const expected = scan(batches.flat(), query).filter(
                ({ time }) => time >= window.from && time < window.to,
              )
              const about = { account, timeoutMs: 10_000 }
              const request = { ...window, query, limit: 100 }
              const page = (await ask({ kind: 'search', ...about, request })) as SearchPage
              expect(page.lines.map(({ raw }) => raw)).toEqual(expected.map(({ raw }) => raw))
              const counting = { ...window, query, bucketMs: DAY }
              const counted = await ask({ kind: 'histogram', ...about, request: counting })
              expect(counted).toMatchObject({ total: expected.length })
            }
            await ask({ kind: 'drop', account })
          },
        ),
        { numRuns: runs },
      )
    })
  })
}

async function write(
  ask: (call: Call) => Promise<unknown>,
  account: string,
  given: readonly ParsedLine[],
  n: number,
) {
  const batch = batchOf(given, { key: `k${n}`, source: { ...SOURCE, object: `o${n}` } })
  const days = await arrange(batch, new Map())
  const { checkpoint, source } = batch
  const order = {
    account,
    days,
    object: source.object,
    reached: given.length,
    checkpoint,
    now: NOON,
  }
  expect(await ask({ kind: 'write', order })).toEqual({ kind: 'stored' })
}

/** Newest first; of the same time, what arrived last. */
function scan(all: readonly ParsedLine[], query: Query) {
  return all
    .map((one, arrival) => ({ time: one.time ?? NOON, raw: one.raw, arrival, line: one }))
    .filter(({ line: one }) => matches(query, one))
    .sort((x, y) => y.time - x.time || y.arrival - x.arrival)
}

function matches(query: Query, one: ParsedLine): boolean {
  switch (query.kind) {
    case 'all':
      return true
    case 'none':
      return false
    case 'and':
      return query.queries.every(part => matches(part, one))
    case 'or':
      return query.queries.some(part => matches(part, one))
    case 'not':
      return !matches(query.query, one)
    case 'exists':
      return [...one.fields, ...about(one)].some(
        ([name, value]) =>
          value !== null && (name === query.field || name.startsWith(`${query.field}.`)),
      )
    default:
      return valuesOf(one, query.field).some(value => matchesValue(query, value))
  }
}

function valuesOf(one: ParsedLine, field: string | undefined): string[] {
  const searched = field === undefined ? one.fields : [...one.fields, ...about(one)]
  return searched.flatMap(([name, value]) =>
    value !== null && (field === undefined || field === name) ? [String(value)] : [],
  )
}

const about = ({ problem }: ParsedLine): Field[] => [
  ['type', SOURCE.type],
  ['connector', SOURCE.connector],
  ['ingested_at', SOURCE.receivedAt],
  ...(problem === undefined ? [] : [['_parse_error', problem] as const]),
]

type Leaf = Extract<Query, { kind: 'words' | 'equals' | 'glob' | 'range' }>

function matchesValue(query: Leaf, value: string): boolean {
  const lower = value.toLowerCase()
  if (query.kind === 'equals') return value === query.value
  if (query.kind === 'words') {
    const wanted = split(query.text.toLowerCase())
    if (wanted.length === 0) return lower.includes(query.text.toLowerCase())
    const words = split(lower)
    return words.some((_, at) => wanted.every((word, n) => words[at + n] === word))
  }
  if (query.kind === 'glob') {
    return [lower, ...split(lower)].some(text => globs(query.pattern.toLowerCase(), text))
  }
  return inRange(query, value)
}

/** Wildcards, the slow way. */
function globs(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const [sign, rest] = [pattern.charAt(0), pattern.slice(1)]
  if (sign === '*') return globs(rest, text) || (text !== '' && globs(pattern, text.slice(1)))
  if (text === '') return false
  if (sign === '\\') return rest.charAt(0) === text.charAt(0) && globs(rest.slice(1), text.slice(1))
  return (sign === '?' || sign === text.charAt(0)) && globs(rest, text.slice(1))
}

function inRange({ from, to }: Extract<Query, { kind: 'range' }>, value: string): boolean {
  const numeric = [from, to].every(bound => !bound || /^-?\d/.test(bound.value))
  if (numeric && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return false
  const order = (bound: string) => {
    if (numeric) return Number(value) - Number(bound)
    return value < bound ? -1 : value > bound ? 1 : 0
  }
  const above = !from || order(from.value) > 0 || (from.inclusive && order(from.value) === 0)
  return above && (!to || order(to.value) < 0 || (to.inclusive && order(to.value) === 0))
}

/** Words, the slow way. */
function split(text: string): string[] {
  const alone =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\ud800-\udfff]/u
  const words: string[] = []
  let word = ''
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    const isAlone = alone.test(unit) || /[\ud800-\udfff]/.test(unit)
    if (!isAlone && /[\p{L}\p{N}\p{M}_]/u.test(unit)) {
      word += unit
      continue
    }
    if (word !== '') words.push(word)
    word = ''
    if (isAlone) words.push(unit)
  }
  return word === '' ? words : [...words, word]
}

function wellFormed(value: FieldValue): FieldValue {
  return typeof value === 'string' ? value.toWellFormed() : value
}
