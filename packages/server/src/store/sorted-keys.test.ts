import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { compareKeys } from './order.ts'
import { sortedKeys } from './sorted-keys.ts'
import type { Key } from './store.ts'

const byBytes = (left: string, right: string) =>
  Buffer.compare(Buffer.from(left), Buffer.from(right))
const text = fc.string({
  unit: fc.constantFrom(
    '\u0000',
    'a',
    'é',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  ),
  maxLength: 4,
})

describe('the order of keys', () => {
  it('is that of the bytes of UTF-8', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareKeys(left, right))).toBe(byBytes(left, right))
      }),
    )
  })
})

describe('a sorted set of keys', () => {
  it('finds what a sorted array would, over many chunks', () => {
    const set = sortedKeys()
    const expected = new Set<Key>()
    const key = (n: number) => `key ${(n * 7919) % 5_003}` as Key
    for (let n = 0; n < LIMITS.keysPerChunk * 6; n++) {
      set.add(key(n))
      expected.add(key(n))
      if (n % 3 === 0) {
        set.delete(key(n >> 1))
        expected.delete(key(n >> 1))
      }
    }
    const sorted = [...expected].toSorted(byBytes)
    const bounds = ['key 1', 'key 3', 'key 4999', 'key 25', 'a', 'z'] as Key[]
    for (const from of bounds) {
      for (const to of bounds) {
        const inside = sorted.filter(each => each >= from && each < to)
        expect([...set.walk(from, to, false)]).toEqual(inside)
        expect([...set.walk(from, to, true)]).toEqual(inside.toReversed())
        expect(set.first(from, to)).toBe(inside[0])
        expect(set.last(from, to)).toBe(inside.at(-1))
      }
    }
  })

  it('is empty again when all its keys were deleted', () => {
    fc.assert(
      fc.property(fc.array(text), texts => {
        const set = sortedKeys()
        for (const each of texts) set.add(each as Key)
        expect([
          ...set.walk('' as Key, '\u{10ffff}\u{10ffff}\u{10ffff}\u{10ffff}x' as Key, false),
        ]).toEqual([...new Set(texts)].toSorted(byBytes))
        for (const each of texts) set.delete(each as Key)
        expect(set.first('' as Key, '\u{10ffff}\u{10ffff}' as Key)).toBeUndefined()
      }),
    )
  })
})
