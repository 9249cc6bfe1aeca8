import { describe, expect, it } from 'vitest'
import type { TypeOutline } from '../outline.ts'
import { newNearest, slipsBetween } from './nearest.ts'

const outline = (values: readonly string[], synonyms: readonly string[][] = []): TypeOutline => ({
  name: 'Kinds',
  sort: 'custom',
  restricted: true,
  values,
  synonyms,
})

describe('slips between words', () => {
  it.each([
    ['large', 'large', 0],
    ['lagre', 'large', 1],
    ['larg', 'large', 1],
    ['larrge', 'large', 1],
    ['lurge', 'large', 1],
    ['margherita', 'margarita', 2],
    ['thin', 'thick', 2],
  ])('%s %s: %i', (first, second, slips) => {
    expect(slipsBetween(first, second, 2)).toBe(slips)
  })

  it('stops counting beyond what is allowed', () => {
    expect(slipsBetween('small', 'extra large', 1)).toBe(2)
  })
})

describe('the nearest listed value', () => {
  const nearest = newNearest(outline(['margherita', 'large', 'thin'], [[], ['grande'], []]))
  it.each([
    ['lagre', ['large']],
    ['Gramde', ['large']],
    ['margarita', ['margherita']],
    ['thim', []],
    ['medium', []],
  ])('%s', (phrase, values) => {
    expect(nearest(phrase)).toEqual(values)
  })

  it('lists the closer value first, five at most', () => {
    const numbered = newNearest(
      outline(['aaaaa1', 'aaaaa2', 'aaaaa3', 'aaaaa4', 'aaaaa5', 'aaaaa']),
    )
    expect(numbered('aaaaa')).toHaveLength(5)
    expect(numbered('aaaaa')[0]).toBe('aaaaa')
  })
})
