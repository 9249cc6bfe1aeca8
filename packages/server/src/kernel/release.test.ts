import { expect, it } from 'vitest'
import { release } from './release.ts'

it('gives large bytes back at once', () => {
  const bytes = new Uint8Array(65_536)
  release(bytes)
  expect(bytes.length).toBe(0)
})

it('leaves small ones and views of larger ones alone', () => {
  const small = new Uint8Array(1_024)
  const whole = new Uint8Array(65_536).fill(7)
  release(small)
  release(whole.subarray(0, 40_000))
  expect([small.length, whole.length, whole[1]]).toEqual([1_024, 65_536, 7])
})
