import { expect, it } from 'vitest'
import { draw, letters, SEEDS } from './draw.ts'

it('draws the first for seed 0, whatever the position', () => {
  expect([0, 1, 2, 7].map(position => draw(0, position, 5))).toEqual([0, 0, 0, 0])
  expect(letters(0, 8)).toBe('aaaaaaaa')
})

it('draws evenly from 0 up to, but not including, the count', () => {
  for (const position of [0, 1, 4]) {
    const counts = [0, 0, 0]
    for (let i = 1; i <= 9000; i++) {
      const drawn = draw((i * 238_609) % SEEDS, position, 3)
      counts[drawn] = (counts[drawn] ?? 0) + 1
    }
    expect(counts).toHaveLength(3)
    for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(300)
  }
})

it('names sessions of different seeds differently', () => {
  const names = new Set(Array.from({ length: 1000 }, (_, i) => letters(i * 7919 + 1, 8)))
  expect(names.size).toBe(1000)
})
