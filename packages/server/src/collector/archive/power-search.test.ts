import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBloom, parseBloom } from './bloom.ts'
import { matches, mayMatch, parsePowerSearch } from './power-search.ts'

describe('a power search', () => {
  it.each([
    ['error', 'an error here', true],
    ['Error', 'an error here', false],
    ['"an error"', 'an error here', true],
    ['"error an"', 'an error here', false],
    ['error here', 'here is an error', true],
    ['error AND gone', 'an error here', false],
    ['gone OR error', 'an error here', true],
    ['a OR b AND c', 'a', true],
    ['(x OR b) AND c', 'b c', true],
    ['(x OR b) AND c', 'x', false],
    ['status=500', '{"status=500"}', true],
    ['"AND"', 'this AND that', true],
  ])('%s on %s is %s', (text, raw, expected) => {
    const search = parsePowerSearch(text)
    if (!search.ok) throw new Error(search.error)
    expect(matches(search.value, raw)).toBe(expected)
  })

  it.each([
    ['', 'ends where text was expected'],
    ['a AND', 'ends where text was expected'],
    ['OR a', 'unexpected `OR`'],
    ['"open', 'is not closed'],
    ['(a', 'parenthesis of the power search is not closed'],
    ['a)', 'unexpected `)`'],
    ['((a OR b) AND c)', 'one level of parentheses'],
    [Array(51).fill('a').join(' '), 'at most 50 words'],
  ])('%s is refused', (text, words) => {
    const search = parsePowerSearch(text)
    expect(search.ok ? '' : search.error).toContain(words)
  })

  it('skips no file that has a line it means', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9äß=]{1,12}$/)
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 20 }),
        word,
        fc.nat(),
        (lines, text, where) => {
          const all = [...lines, `before ${text} after`]
          const bloom = emptyBloom()
          for (const line of all) bloom.add(line)
          const kept = parseBloom(bloom.toText())
          const line = all[where % all.length] ?? ''
          expect(kept.mayContain(line.slice(where % 5))).toBe(true)
          const search = parsePowerSearch(`"${text}"`)
          if (search.ok) expect(mayMatch(search.value, kept)).toBe(true)
        },
      ),
    )
  })

  it('skips most files without', () => {
    const bloom = emptyBloom()
    for (let n = 0; n < 5_000; n++) bloom.add(`GET /things/${n} 200 agent-${n % 7}`)
    expect(bloom.mayContain('PurpleElephants')).toBe(false)
    expect(bloom.mayContain('/things/4999 200')).toBe(true)
  })
})
