import type { HeardRow } from '../../../bots/heard.ts'
import type { UtteranceData } from '../../../wire/models/lex-models.ts'

/** One text, over all users and days. */
export interface Tally {
  count: number
  readonly users: Set<string>
  first: number
  last: number
}

/** Counts a row among those of its version and outcome. */
export function tallied(tallies: Map<string, Tally>, row: HeardRow): void {
  const { text, count, user, first, last } = row
  const known = tallies.get(text)
  if (!known) {
    tallies.set(text, { count, users: new Set([user]), first, last })
    return
  }
  known.count += count
  known.users.add(user)
  known.first = Math.min(known.first, first)
  known.last = Math.max(known.last, last)
}

/** The texts that were said most, ties in their order. */
export function mostFrequent(tallies: ReadonlyMap<string, Tally>, most: number): UtteranceData[] {
  return [...tallies]
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([text, { count, users, first, last }]) => ({
      utteranceString: text,
      count,
      distinctUsers: users.size,
      firstUtteredDate: first,
      lastUtteredDate: last,
    }))
}
