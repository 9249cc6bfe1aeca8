import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRegex } from './regex.ts'

const CASES: readonly (readonly [pattern: string, text: string, match: string | undefined])[] = [
  ['a+b', 'xaab', 'aab'],
  ['^a', 'ba', undefined],
  ['a$', 'ab', undefined],
  ['^$', '', ''],
  ['colou?r', 'the color', 'color'],
  ['[A-Z]{2,3}-\\d+', 'see AB-12', 'AB-12'],
  ['[^ ]+$', 'one two', 'two'],
  ['a|bc|d', 'xbc', 'bc'],
  ['(?i)error', 'an ErRoR', 'ErRoR'],
  ['(?i:e)rror', 'ERROR Error', 'Error'],
  ['a.c', 'a\nc', undefined],
  ['(?s)a.c', 'a\nc', 'a\nc'],
  ['\\bcat\\b', 'concat cat', 'cat'],
  ['\\Bcat', 'concat', 'cat'],
  ['a{2}', 'aaa', 'aa'],
  ['a{', 'a{', 'a{'],
  ['a*?b', 'aab', 'aab'],
  ['".*?"', 'x "a" "b"', '"a"'],
  ['\\x41\\u0042', 'AB', 'AB'],
  ['[\\d.]+', 'v10.2', '10.2'],
  ['[\\w-]+', ' a-b ', 'a-b'],
  ['[]', 'a', undefined],
  ['😀+', 'x😀😀', '😀😀'],
  ['(a|ab)(c|bcd)', 'abcd', 'abcd'],
  ['\\d{1,3}\\.\\d{1,3}', 'ip 10.250 x', '10.250'],
]

const BROKEN = [
  '(',
  ')',
  '[a',
  '*a',
  'a**',
  'a{3,2}',
  '\\',
  '\\q',
  '\\1',
  '(?=a)',
  '(?<!a)b',
  '(?<n>a)(?<n>b)',
  '[z-a]',
  '^*',
  'a{1000}{1000}',
  '(a{500}){500}',
  '('.repeat(40),
]

describe('regular expressions', () => {
  it.each(CASES)('%s in %j finds %j', (pattern, text, match) => {
    const regex = parseRegex(pattern)
    expect(regex.exec(text)?.groups[0]).toBe(match)
    expect(regex.test(text)).toBe(match !== undefined)
  })

  it('tell what their groups took', () => {
    const found = parseRegex('(?<verb>GET|PUT) (/\\S*)(?: (HTTP/1\\.1))?').exec('> PUT /a/b;')
    expect(found).toEqual({ start: 2, end: 11, groups: ['PUT /a/b;', 'PUT', '/a/b;', undefined] })
    expect(parseRegex('(?P<a>x)(?<b>y)').names).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    )
  })

  it.each(BROKEN)('that cannot be read are refused: %s', pattern => {
    expect(() => parseRegex(pattern)).toThrow(expect.objectContaining({ name: 'RegexProblem' }))
  })

  // The dialect that both have in common, in pieces that always make a valid expression.
  const atoms = fc.constantFrom(
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '(a|b)',
    '(?:bc|c)',
  )
  const pieces = fc.tuple(atoms, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?', '+?'))
  const expressions = fc
    .array(fc.array(pieces, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map(choices => choices.map(one => one.map(parts => parts.join('')).join('')).join('|'))
  const texts = fc
    .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', 'é'), { maxLength: 12 })
    .map(chars => chars.join(''))

  it('find what the engine of the language finds, groups and all', () => {
    fc.assert(
      fc.property(expressions, texts, (pattern, text) => {
        const expected = new RegExp(pattern).exec(text)
        const found = parseRegex(pattern).exec(text)
        expect(found?.start).toBe(expected?.index)
        expect(found?.groups).toEqual(expected ? [...expected] : undefined)
      }),
      { numRuns: 500 },
    )
  })

  it('are matched in time that does not explode', () => {
    const text = 'a'.repeat(3_000)
    expect(parseRegex('(a*)*b').test(text)).toBe(false)
    expect(parseRegex(`${'a?'.repeat(60)}${'a'.repeat(60)}b`).test(text)).toBe(false)
    expect(parseRegex('^(a|a|aa)+$').test(text)).toBe(true)
  })

  it('are not matched when that costs more than is granted, by whatever it is that costs', () => {
    // Steps that take no character, in a text whose characters no table knows; and classes of many ranges.
    const text = 'ü'.repeat(400_000)
    const apart = Array.from({ length: 900 }, (_, nth) => String.fromCodePoint(0x1000 + 2 * nth))
    for (const pattern of ['(?:|){900}e', '(?:|){900}\\be\\b']) {
      expect(parseRegex(pattern).test(`${text} e`), pattern).toBe(false)
      expect(parseRegex(pattern).test('ü e'), pattern).toBe(true)
    }
    const classes = `[^${apart.join('')}]{1500}é`
    expect(parseRegex(classes).test(text.slice(0, 1_600))).toBe(false)
    expect(parseRegex(classes).test(`${text.slice(0, 1_500)}é`)).toBe(true)
  })

  it('take a class for what it lists, in whatever order', () => {
    const codes = fc.integer({ min: 0x61, max: 0x7a })
    const ranges = fc.array(fc.tuple(codes, codes), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(ranges, fc.boolean(), codes, (all, isNegated, code) => {
        const listed = all
          .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
          .map(ends => ends.map(end => String.fromCharCode(end)).join('-'))
        const pattern = `[${isNegated ? '^' : ''}${listed.join('')}]`
        const text = String.fromCharCode(code)
        expect(parseRegex(pattern).test(text), pattern).toBe(new RegExp(pattern).test(text))
      }),
    )
  })

  const anchored = fc
    .tuple(
      fc.constantFrom('', '^', '(^|a)'),
      expressions,
      fc.constantFrom('', '$', '($|b)', '$|^a'),
    )
    .map(parts => parts.join(''))

  it('hold or not as the engine of the language says, at starts and ends too', () => {
    fc.assert(
      fc.property(anchored, texts, (pattern, text) => {
        expect(parseRegex(pattern).test(text)).toBe(new RegExp(pattern).test(text))
      }),
      { numRuns: 500 },
    )
  })

  it('remember little of an expression with ever more states', () => {
    const letters = fc.array(fc.constantFrom('a', 'b'), { minLength: 3_000, maxLength: 3_000 })
    const regex = parseRegex('a[ab]{12}c')
    const expected = /a[ab]{12}c/
    fc.assert(
      fc.property(letters, fc.boolean(), (chars, hasEnd) => {
        const text = chars.join('') + (hasEnd ? 'c' : '')
        expect(regex.test(text)).toBe(expected.test(text))
      }),
      { numRuns: 10 },
    )
  })

  it('either parse or are refused, whatever they hold', () => {
    const parts = fc.constantFrom(
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '1',
      ',',
      '\\',
      '?',
      '*',
      '|',
      '^',
      '-',
      '<',
      'P',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), texts, (chars, text) => {
        try {
          parseRegex(chars.join('')).test(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'RegexProblem' })
        }
      }),
      { numRuns: 500 },
    )
  })
})
