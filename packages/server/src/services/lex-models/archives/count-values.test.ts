import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasMoreValues } from './count-values.ts'

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))

/** Lists and objects count once for themselves and once for each member after their first. */
function count(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  return Math.max(members.length, 1) + members.reduce<number>((sum, one) => sum + count(one), 0)
}

it('counts the values of any JSON, whatever its texts look like', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const expected = 1 + count(value)
      expect(hasMoreValues(bytes(value), expected)).toBe(false)
      expect(hasMoreValues(bytes(value), expected - 1)).toBe(true)
    }),
  )
})

it('does not take what is written in a text for values', () => {
  expect(hasMoreValues(bytes(['\\",[{,"'.repeat(1000)]), 2)).toBe(false)
})
