import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildDictionary, countKeys, idOf } from './table.ts'

const keys = fc.array(fc.integer({ min: -9, max: 9 }).filter(key => key !== 0))

describe('a table of keys', () => {
  it('counts each key, in the order in which they come', () => {
    fc.assert(
      fc.property(fc.array(keys), lists => {
        const expected = new Map<number, number>()
        for (const key of lists.flat()) expected.set(key, (expected.get(key) ?? 0) + 1)
        const counted = countKeys(lists.map(list => new Int32Array(list)))
        expect(counted.keys.map((key, at) => [key, counted.counts[at]])).toEqual([...expected])
      }),
    )
  })

  it('finds the number of each key it was built of, and no other', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => Math.imul(at + 1, 0x9e3779b1))
    const { keys: known } = countKeys([new Int32Array(many), new Int32Array(many)])
    const dictionary = buildDictionary(known)
    expect(known.map(key => idOf(dictionary, key))).toEqual(known.map((_, at) => at))
    expect(idOf(dictionary, 1)).toBe(-1)
  })
})
