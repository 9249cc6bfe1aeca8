import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRing } from './ring.ts'

describe('a ring', () => {
  it('holds the last values, the oldest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer()), (max, values) => {
        const ring = createRing<number>(max)
        for (const value of values) ring.add(value)
        expect([...ring]).toEqual(values.slice(-max))
      }),
    )
  })
})
