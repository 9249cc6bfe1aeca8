import fc from 'fast-check'
import { expect, it } from 'vitest'
import { occurrences } from './occurrences.ts'

const shown = (text: string, value: string) =>
  occurrences(text, value)
    .toReversed()
    .reduce((left, { start, end }) => `${left.slice(0, start)}_${left.slice(end)}`, text)

it.each([
  ['call me al', 'al', 'call me _'],
  ['Al, it is AL', 'al', '_, it is _'],
  ['al’s name is al.', 'al', '_’s name is _.'],
  ['pins: 5, 15 and 5', '5', 'pins: _, 15 and _'],
  ['recall', 'al', 'rec_l'],
  ['İİ is called al', 'al', 'İİ is called _'],
  ['私は田中です', '田中', '私は_です'],
  ['김철수입니다', '김철수', '_입니다'],
  ['+49 170', '+49 170', '_'],
])('finds in %s what %s is', (text, value, left) => {
  expect(shown(text, value)).toBe(left)
})

it('finds whatever was taken from the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(), (text, from, many) => {
      const start = from % (text.length + 1)
      const value = text.slice(start, start + (many % 5) + 1)
      if (value === '') return
      const found = occurrences(text, value)
      expect(found.length).toBeGreaterThan(0)
      for (const place of found) {
        expect(text.slice(place.start, place.end).toLowerCase()).toBe(value.toLowerCase())
      }
    }),
  )
})
