import { describe, expect, it } from 'vitest'
import { boundedMap } from './bounded-map.ts'

describe('a bounded map', () => {
  it('forgets the entry that was used longest ago', () => {
    const map = boundedMap<string, number>(2)
    map.set('a', 1)
    map.set('b', 2)
    expect(map.get('a')).toBe(1)
    map.set('c', 3)
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
  })

  it('holds a key once, and none that was deleted', () => {
    const map = boundedMap<string, number>(2)
    map.set('a', 1)
    map.set('a', 2)
    map.set('b', 3)
    expect([map.get('a'), map.get('b')]).toEqual([2, 3])
    map.delete('a')
    expect(map.get('a')).toBeUndefined()
  })
})
