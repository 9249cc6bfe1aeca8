import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRing } from './ring.ts'

/** The last values that weigh no more in all; the newest in any case. */
function naive(values: readonly number[], most: number, weight: number): readonly number[] {
  let kept: readonly number[] = []
  for (const value of values) {
    kept = [...kept, value].slice(-most)
    while (kept.length > 1 && kept.reduce((sum, one) => sum + one) > weight) kept = kept.slice(1)
  }
  return kept
}

describe('a ring', () => {
  it('holds the last values that fit, the oldest first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.nat(9)),
        (most, weight, values) => {
          const ring = createRing<number>({ values: most, weight, weigh: value => value })
          for (const value of values) ring.add(value)
          expect([...ring]).toEqual(naive(values, most, weight))
        },
      ),
    )
  })
})
