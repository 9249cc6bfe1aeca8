import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

it('hostile texts and patterns are read in bounds, and values are found among them', () => {
  const { slots, answers, patterns } = fuzz(300, 42)
  expect(slots).toBeGreaterThan(50)
  expect(answers).toBeGreaterThan(100)
  expect(patterns).toBeGreaterThan(5)
})
