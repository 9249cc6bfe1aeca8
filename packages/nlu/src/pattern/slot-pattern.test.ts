import { describe, expect, it } from 'vitest'
import { parseSlotPattern } from './slot-pattern.ts'

const ACCEPTED: readonly [pattern: string, values: string[], others: string[]][] = [
  ['[A-Z]{3}[0-9]{1,3}', ['APQ123', 'APQ1'], ['APQ', 'apq1', 'APQ1234', 'XAPQ123']],
  ['CP[0-9]{9}US', ['CP123456789US'], ['CP12345678US', 'CP123456789UK']],
  ['[0-9]{9}', ['123456789'], ['12345678', '1234567890', '']],
  ['(ab|cd){2}', ['abcd', 'cdcd'], ['ab', 'abc', 'abcdab']],
  ['a(b|)c', ['abc', 'ac'], ['abbc']],
  ['\\u0041-[\\u0030-\\u0039]', ['A-7'], ['B-7']],
  ['[^0-9]{2}', ['ab'], ['a1']],
  ['(?:x{0,2}){2}y', ['y', 'xxxxy'], ['xxxxxy']],
  ['ab?(cd)?', ['a', 'ab', 'acd', 'abcd'], ['abb', 'acdcd']],
  ['[a-]\\-', ['a-', '--'], ['b-']],
]

describe('a slot pattern', () => {
  it.each(ACCEPTED)('%s accepts whole values alone', (source, values, others) => {
    const parsed = parseSlotPattern(source)
    if (!parsed.ok) throw new Error(parsed.message)
    for (const value of values)
      expect([value, parsed.pattern.matches(value)]).toEqual([value, true])
    for (const other of others)
      expect([other, parsed.pattern.matches(other)]).toEqual([other, false])
  })

  it.each([
    ['a*', '`*` is not supported at 1'],
    ['a+', '`+` is not supported at 1'],
    ['a{2,}', 'expected `{n}` or `{n,m}` at 1'],
    ['a.b', '`.` is not supported at 1'],
    ['?a', '`?` is not supported at 0'],
    ['\\d{3}', '`\\d` is not supported at 0'],
    ['[a-z', 'expected `]` at 4'],
    ['(ab', 'expected `)` at 3'],
    ['ab)', 'unbalanced `)` at 2'],
    ['[z-a]', 'range out of order at 4'],
    ['a{3,2}', 'cannot repeat {3,2} at 1'],
    ['', 'expected a pattern, got nothing'],
    ['a'.repeat(101), 'expected at most 100 characters'],
    ['((((a{90}){90}){90}){90}){90}', 'repeats too much at 29'],
  ])('%s is refused', (source, message) => {
    expect(parseSlotPattern(source)).toEqual({ ok: false, message })
  })

  it('refuses values of more than thirty characters', () => {
    const parsed = parseSlotPattern('a{0,60}')
    if (!parsed.ok) throw new Error(parsed.message)
    expect(parsed.pattern.matches('a'.repeat(30))).toBe(true)
    expect(parsed.pattern.matches('a'.repeat(31))).toBe(false)
  })

  it.each(['[^a]', '[^ -|]', '[^x7\\-]', '[^\\u0001-\\uffff]'])('gives a value of %s', source => {
    const parsed = parseSlotPattern(source)
    if (!parsed.ok) throw new Error(parsed.message)
    const example = parsed.pattern.example(() => 0)
    expect(example).toHaveLength(1)
    expect(parsed.pattern.matches(example)).toBe(true)
  })

  it('stays linear where backtracking explodes', () => {
    const parsed = parseSlotPattern('((a{0,9}){0,9}){0,9}b')
    if (!parsed.ok) throw new Error(parsed.message)
    expect(parsed.pattern.matches('a'.repeat(29))).toBe(false)
    expect(parsed.pattern.matches(`${'a'.repeat(29)}b`)).toBe(true)
  })

  it('remembers within bounds, whatever texts it meets', () => {
    const parsed = parseSlotPattern('((a{0,9}b{0,9}){0,9}){0,9}[^c]{0,9}')
    if (!parsed.ok) throw new Error(parsed.message)
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: 29 }, (_, at) => 'aab'[(round >> (at % 8)) % 3]).join('')
      expect([text, parsed.pattern.matches(text)]).toEqual([text, true])
      expect([text, parsed.pattern.matches(`c${text}`)]).toEqual([text, false])
    }
  })
})
