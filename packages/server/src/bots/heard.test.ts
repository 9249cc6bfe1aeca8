import { expect, it } from 'vitest'
import { dayOf } from './heard.ts'

it('names the day of a time, whichever was asked for before', () => {
  const midnight = Date.UTC(2026, 2, 2)
  const days = [0, 1, -1, 86_399_999, 86_400_000, 0].map(after => dayOf(midnight + after))
  expect(days).toEqual([
    ...['2026-03-02', '2026-03-02', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-02'],
  ])
})
