import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, key, keyBeforeLast, keyParts, within } from './key.ts'

const part = fc.string({
  unit: fc.constantFrom('\u0000', '\u0001', '\u0002', 'a', 'b', 'é'),
  maxLength: 4,
})

describe('a key', () => {
  it('gives back the parts it was made of', () => {
    fc.assert(
      fc.property(part, fc.array(part), (kind, parts) => {
        expect(keyParts(key(kind, ...parts))).toEqual([kind, ...parts])
      }),
    )
  })

  it('has its beginning in common with those that differ in their last part, and with no other', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(part), part, part, (first, other, a, b) => {
        const [one, two] = [
          keyBeforeLast(key('k', ...first, a)),
          keyBeforeLast(key('k', ...other, b)),
        ]
        expect(one === two).toBe(JSON.stringify(first) === JSON.stringify(other))
      }),
    )
  })

  it('is within the bounds of its beginning and of no other', () => {
    fc.assert(
      fc.property(part, part, part, (first, other, last) => {
        const [from, to] = within('kind', first)
        const inside = key('kind', other, last)
        expect(inside >= from && inside < to).toBe(first === other)
      }),
    )
  })

  it('ends before what comes after its beginning', () => {
    expect(after(key('kind', 'a')) > key('kind', 'a', '\uffff')).toBe(true)
    expect(after(key('kind', 'a')) < key('kind', 'aa')).toBe(true)
  })
})
