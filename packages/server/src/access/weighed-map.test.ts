import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weighedMap } from './weighed-map.ts'

describe('a weighed map', () => {
  it('tells what was set last, or nothing, and holds no more than it may', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 12 }), fc.boolean()))
    fc.assert(
      fc.property(steps, all => {
        const max = { entries: 8, weight: 40 }
        const map = weighedMap<number, number>(max)
        const last = new Map<number, { readonly value: number; readonly weight: number }>()
        for (const [step, [key, weight, sets]] of all.entries()) {
          if (sets) {
            last.set(key, { value: step, weight })
            map.set(key, step, weight)
          } else {
            expect([undefined, last.get(key)?.value]).toContain(map.get(key))
          }
        }
        // What is asked for first moves what is held, but adds nothing to it.
        const held = [...last].filter(([key, { value }]) => map.get(key) === value)
        expect(held.length).toBeLessThanOrEqual(max.entries + 1)
        const weighed = held.reduce((sum, [, { weight }]) => sum + weight, 0)
        expect(weighed).toBeLessThanOrEqual(max.weight + 12)
      }),
    )
  })

  it('keeps what is used', () => {
    const map = weighedMap<string, number>({ entries: 8, weight: 1000 })
    map.set('used', 1, 1)
    for (let i = 0; i < 100; i++) {
      map.set(`${i}`, i, 1)
      expect(map.get('used')).toBe(1)
    }
    expect(map.get('0')).toBeUndefined()
  })

  it('lets go of the heavy', () => {
    const map = weighedMap<string, number>({ entries: 1000, weight: 100 })
    for (const name of ['a', 'b', 'c', 'd']) map.set(name, 1, 40)
    expect(['a', 'b', 'c', 'd'].map(name => map.get(name))).toEqual([undefined, undefined, 1, 1])
  })
})
