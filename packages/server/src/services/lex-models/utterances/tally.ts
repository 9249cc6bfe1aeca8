import type { HeardRow } from '../../../bots/heard.ts'
import type { UtteranceData } from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'

/** One text, over all users and days. */
export interface Tally {
  count: number
  users: number
  lastUser: string
  first: number
  last: number
}

/**
 * Counts a row among those of its version and outcome; rows come user by user. Where too many different texts were
 * said, the rarest so far are forgotten: what anybody may say does not decide how much memory a question for it takes.
 */
export function tallied(tallies: Map<string, Tally>, row: HeardRow): void {
  const { text, count, user, first, last } = row
  const known = tallies.get(text)
  if (!known) {
    if (tallies.size >= LIMITS.utterancesTallied) forgetRarest(tallies)
    tallies.set(text, { count, users: 1, lastUser: user, first, last })
    return
  }
  known.count += count
  if (known.lastUser !== user) known.users++
  known.lastUser = user
  known.first = Math.min(known.first, first)
  known.last = Math.max(known.last, last)
}

function forgetRarest(tallies: Map<string, Tally>): void {
  const rarest = [...tallies].sort(([, a], [, b]) => a.count - b.count)
  for (const [text] of rarest.slice(0, LIMITS.utterancesTallied / 2)) tallies.delete(text)
}

/** The texts that were said most, ties in their order. */
export function mostFrequent(tallies: ReadonlyMap<string, Tally>, most: number): UtteranceData[] {
  return [...tallies]
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([text, { count, users, first, last }]) => ({
      utteranceString: text,
      count,
      distinctUsers: users,
      firstUtteredDate: first,
      lastUtteredDate: last,
    }))
}
