import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFilterPattern } from './filter-pattern.ts'

/**
 * A second reading of the rules, on trees instead of text: patterns are made as trees, written down for the parser,
 * and decided here by brute force.
 */
type Comparison =
  | { readonly kind: 'text'; readonly equal: boolean; readonly value: string }
  | { readonly kind: 'number'; readonly operator: string; readonly value: number }
  | { readonly kind: 'regex'; readonly equal: boolean; readonly value: string }

type Tree<A> =
  | { readonly kind: 'atom'; readonly atom: A }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Tree<A>[] }

const texts = fc.constantFrom('ada', 'bob', '4*', '*', '*a*', 'b?b', '404')
const comparisons: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), equal: fc.boolean(), value: texts }),
  fc.record({
    kind: fc.constant('number' as const),
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom(0, 4, 404, 12.5),
  }),
  fc.record({
    kind: fc.constant('regex' as const),
    equal: fc.boolean(),
    value: fc.constantFrom('^a', 'b$', '[0-9]{3}', 'a|4'),
  }),
)

const treeOf = <A>(atom: fc.Arbitrary<A>): fc.Arbitrary<Tree<A>> =>
  fc.letrec<{ tree: Tree<A> }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.record({ kind: fc.constant('atom' as const), atom }),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).tree

const written = <A>(tree: Tree<A>, write: (atom: A) => string): string =>
  tree.kind === 'atom'
    ? write(tree.atom)
    : `(${tree.parts.map(part => written(part, write)).join(tree.kind === 'all' ? ' && ' : ' || ')})`

const decided = <A>(tree: Tree<A>, holds: (atom: A) => boolean): boolean => {
  if (tree.kind === 'atom') return holds(tree.atom)
  const parts = tree.parts.map(part => decided(part, holds))
  return tree.kind === 'all' ? !parts.includes(false) : parts.includes(true)
}

function writtenComparison(one: Comparison): string {
  switch (one.kind) {
    case 'text':
      return `${one.equal ? '=' : '!='} "${one.value}"`
    case 'number':
      return `${one.operator} ${one.value}`
    default:
      return `${one.equal ? '=' : '!='} %${one.value}%`
  }
}

/** Stars by trying all ways. */
const likes = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === ''
  if (pattern[0] !== '*')
    return pattern[0] === text[0] && text !== '' && likes(pattern.slice(1), text.slice(1))
  return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some(rest =>
    likes(pattern.slice(1), rest),
  )
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Of a field that is there. Quoted texts compare with texts alone; numbers also with texts that are numbers. */
function holdsFor(one: Comparison, actual: string | number | boolean): boolean {
  const text = String(actual)
  if (one.kind === 'regex') return new RegExp(one.value).test(text) === one.equal
  if (one.kind === 'text')
    return (typeof actual === 'string' && likes(one.value, actual)) === one.equal
  const isNumber = typeof actual !== 'boolean' && text.trim() !== '' && !Number.isNaN(Number(text))
  return isNumber ? NUMBERS[one.operator]!(Number(text), one.value) : one.operator === '!='
}

type JsonAtom =
  | { readonly name: string; readonly test: Comparison }
  | { readonly name: string; readonly word: 'NOT EXISTS' | 'IS NULL' | 'IS TRUE' | 'IS FALSE' }

const names = fc.constantFrom('a', 'b', 'c')
const jsonAtoms: fc.Arbitrary<JsonAtom> = fc.oneof(
  fc.record({ name: names, test: comparisons }),
  fc.record({
    name: names,
    word: fc.constantFrom('NOT EXISTS', 'IS NULL', 'IS TRUE', 'IS FALSE'),
  }),
)

const values = fc.oneof(
  fc.constantFrom('ada', 'bob', 'b?b', '404', '4', '', 'ba'),
  fc.constantFrom(0, 4, 404, 12.5, -1),
  fc.boolean(),
  fc.constant(null),
)
const objects = fc.dictionary(names, values, { maxKeys: 3 })

function holdsIn(atom: JsonAtom, object: Readonly<Record<string, unknown>>): boolean {
  const isThere = Object.hasOwn(object, atom.name)
  const actual = object[atom.name]
  if ('word' in atom) {
    if (atom.word === 'NOT EXISTS') return !isThere
    const wanted = { 'IS NULL': null, 'IS TRUE': true, 'IS FALSE': false }[atom.word]
    return isThere && actual === wanted
  }
  if (!isThere || actual === null) return false
  return holdsFor(atom.test, actual as string | number | boolean)
}

describe('filter patterns, beside a naive evaluator', () => {
  it('of JSON decide alike', () => {
    fc.assert(
      fc.property(treeOf(jsonAtoms), objects, (tree, object) => {
        const pattern = `{ ${written(tree, atom =>
          'word' in atom
            ? `$.${atom.name} ${atom.word}`
            : `$.${atom.name} ${writtenComparison(atom.test)}`,
        )} }`
        const expected = decided(tree, atom => holdsIn(atom, object))
        expect(parseFilterPattern(pattern).fits(JSON.stringify(object))).toBe(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  const fields = fc.array(fc.option(treeOf(comparisons), { nil: undefined }), {
    minLength: 1,
    maxLength: 4,
  })
  const words = fc.array(fc.constantFrom('ada', 'bob', '404', '4', '-', '12.5', 'b?b'), {
    maxLength: 5,
  })

  it('of fields decide alike, with and without an ellipsis', () => {
    fc.assert(
      fc.property(fields, words, fc.option(fc.nat(4)), (conditions, message, at) => {
        const parts = conditions.map((tree, index) =>
          tree ? written(tree, one => `f${index} ${writtenComparison(one)}`) : `f${index}`,
        )
        const cut = at === null ? parts.length : Math.min(at, parts.length)
        if (at !== null) parts.splice(cut, 0, '...')
        const front = conditions.slice(0, cut)
        const back = conditions.slice(cut)
        const isLong =
          at === null ? message.length === front.length : message.length >= conditions.length
        const fits = (tree: Tree<Comparison> | undefined, text: string) =>
          !tree || decided(tree, one => holdsFor(one, text))
        const expected =
          isLong &&
          front.every((tree, index) => fits(tree, message[index] ?? '')) &&
          back.every((tree, index) =>
            fits(tree, message[message.length - back.length + index] ?? ''),
          )
        const pattern = `[${parts.join(', ')}]`
        expect(parseFilterPattern(pattern).fits(message.join(' '))).toBe(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  const terms = fc.array(
    fc.record({
      sign: fc.constantFrom('', '', '-', '?'),
      text: fc.constantFrom('ada', 'bo', '4', 'a b'),
      style: fc.constantFrom('quoted' as const, 'regex' as const),
    }),
    { minLength: 1, maxLength: 5 },
  )

  it('of terms decide alike', () => {
    fc.assert(
      fc.property(terms, words, (all, message) => {
        const line = message.join(' ')
        const pattern = all
          .map(({ sign, text, style }) => sign + (style === 'quoted' ? `"${text}"` : `%${text}%`))
          .join(' ')
        const isIn = ({ text }: { readonly text: string }) => line.includes(text)
        const of = (sign: string) => all.filter(one => one.sign === sign)
        const plain = [...of(''), ...of('-')]
        const expected =
          plain.length === 0 ? of('?').some(isIn) : of('').every(isIn) && !of('-').some(isIn)
        expect(parseFilterPattern(pattern).fits(line)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('are read and matched in bounded time, whatever they hold', () => {
    const signs = [...'{}[]()$.*=!<>&|%"\\- ?', 'a', '1', 'IS', 'NOT EXISTS', '...']
    const hostile = fc.array(fc.constantFrom(...signs), { maxLength: 300 })
    const message = JSON.stringify({ a: 'a'.repeat(2_000), b: ['['.repeat(500)] })
    fc.assert(
      fc.property(hostile, parts => {
        const pattern = parts.join('')
        try {
          parseFilterPattern(pattern).fits(message)
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' })
        }
      }),
      { numRuns: 300 },
    )
  })
})
