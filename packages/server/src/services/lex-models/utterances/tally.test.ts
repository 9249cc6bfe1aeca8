import { expect, it } from 'vitest'
import type { HeardRow } from '../../../bots/heard.ts'
import type { Key } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { mostFrequent, type Tally, tallied } from './tally.ts'

const row = (text: string, user: string, count = 1): HeardRow => ({
  ...{ key: '' as Key, bot: 'Shop', user, day: '2026-03-02', version: '1', isMissed: true },
  ...{ text, count, first: 1, last: 2 },
})

it('counts texts, and each user once, however many days he said it on', () => {
  const tallies = new Map<string, Tally>()
  for (const one of [row('a', 'ann', 2), row('b', 'ann'), row('a', 'ann'), row('a', 'bob')]) {
    tallied(tallies, one)
  }
  const shown = mostFrequent(tallies, 10).map(({ utteranceString, count, distinctUsers }) => [
    ...[utteranceString, count, distinctUsers],
  ])
  expect(shown).toEqual([
    ['a', 4, 2],
    ['b', 1, 1],
  ])
})

it('holds so many different texts and no more, and what is said often stays among them', () => {
  const tallies = new Map<string, Tally>()
  let most = 0
  for (let n = 0; n < LIMITS.utterancesTallied * 3; n++) {
    tallied(tallies, row(`noise ${n}`, 'eve'))
    if (n % 100 === 0) tallied(tallies, row('often', `user ${n}`))
    most = Math.max(most, tallies.size)
  }
  expect(most).toBe(LIMITS.utterancesTallied)
  const [first] = mostFrequent(tallies, 1)
  const said = (LIMITS.utterancesTallied * 3) / 100
  expect(first).toMatchObject({ utteranceString: 'often', count: said, distinctUsers: said })
})
