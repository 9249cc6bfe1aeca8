import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedMap } from './bounded-map.ts'

describe('a bounded map', () => {
  it('lets the least recently used entry go first', () => {
    const map = boundedMap<string, number>(2)
    map.set('a', 1)
    map.set('b', 2)
    map.get('a')
    map.set('c', 3)
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
  })

  it('holds what a plain list of the latest holds, whatever is set and deleted', () => {
    const step = fc.record({ name: fc.integer({ min: 0, max: 12 }), deletes: fc.boolean() })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step), (max, steps) => {
        const map = boundedMap<number, number>(max)
        let list: number[] = []
        for (const { name, deletes } of steps) {
          list = list.filter(other => other !== name)
          if (deletes) map.delete(name)
          else {
            map.set(name, name)
            list = [...list, name].slice(-max)
          }
        }
        const held = Array.from({ length: 13 }, (_, name) => name).filter(
          name => map.get(name) !== undefined,
        )
        expect(held).toEqual([...list].sort((a, b) => a - b))
      }),
    )
  })
})
