import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildDictionary, idOf, newNumbering, numberFor } from './table.ts'

const keys = fc.array(fc.integer({ min: -9, max: 9 }).filter(key => key !== 0))

describe('a table of keys', () => {
  it('numbers each key once, in the order in which they come', () => {
    fc.assert(
      fc.property(keys, list => {
        const numbering = newNumbering()
        const distinct = [...new Set(list)]
        for (const key of list) expect(numberFor(numbering, key)).toBe(distinct.indexOf(key))
        expect([...numbering.keys.subarray(0, numbering.count)]).toEqual(distinct)
      }),
    )
  })

  it('finds the number of each key it was built of, and no other', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => Math.imul(at + 1, 0x9e3779b1))
    const numbering = newNumbering()
    const numbers = [...many, ...many].map(key => numberFor(numbering, key))
    expect(numbers).toEqual([...many.keys(), ...many.keys()])
    const dictionary = buildDictionary(many)
    expect(many.map(key => idOf(dictionary, key))).toEqual([...many.keys()])
    expect(idOf(dictionary, 1)).toBe(-1)
  })
})
