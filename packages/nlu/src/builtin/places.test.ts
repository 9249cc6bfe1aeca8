import { describe, expect, it } from 'vitest'
import type { Locale } from '../types.ts'
import { placesIn } from './places.ts'

const found = (locale: Locale, text: string) =>
  placesIn(locale, text).map(({ kind, start, end }) => [
    ['country', 'state', 'city'][kind],
    text.slice(start, end),
  ])

describe('known places', () => {
  it.each<[Locale, string, string[][]]>([
    ['en-US', 'a table in sri lanka', [['country', 'sri lanka']]],
    [
      'en-US',
      'from Chicago to Ohio',
      [
        ['city', 'Chicago'],
        ['state', 'Ohio'],
      ],
    ],
    ['en-US', 'nothing of the kind', []],
    ['de-DE', 'nach Österreich', [['country', 'Österreich']]],
  ])('%s: %s', (locale, text, expected) => {
    expect(found(locale, text)).toEqual(expected)
  })

  it('may be of several kinds', () => {
    expect(found('en-US', 'Georgia')).toEqual([
      ['state', 'Georgia'],
      ['country', 'Georgia'],
    ])
  })
})
