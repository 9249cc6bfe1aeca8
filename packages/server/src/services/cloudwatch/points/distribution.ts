import { LIMITS } from '../limits.ts'

/** Different values in ascending order, and how often each was measured. */
export type Distribution = readonly (readonly [value: number, count: number])[]

/** @param values in any order, repeated or not */
export function distributionOf(values: Iterable<readonly [number, number]>): Distribution {
  const counts = new Map<number, number>()
  for (const [value, count] of values) {
    if (count > 0) counts.set(value, (counts.get(value) ?? 0) + count)
  }
  return bounded([...counts].sort(([a], [b]) => a - b))
}

/**
 * The value that so many percent of the measurements do not exceed, by nearest rank.
 * @param percent 0–100
 */
export function percentile(distribution: Distribution, percent: number): number | undefined {
  const total = distribution.reduce((sum, [, count]) => sum + count, 0)
  const wanted = (percent / 100) * total
  let reached = 0
  for (const [value, count] of distribution) {
    reached += count
    // Counts may be fractions, whose sum falls short of the total by a hair.
    if (reached >= wanted - total * 1e-12) return value
  }
  return distribution.at(-1)?.[0]
}

/** Too many different values are put into classes whose width grows with the value, wider until they fit. */
export function bounded(sorted: Distribution, most: number = LIMITS.distinctValues): Distribution {
  let classes = sorted
  for (let width = 0.01; classes.length > most; width *= 2) {
    const counts = new Map<number, number>()
    for (const [value, count] of sorted) {
      const representative = classOf(value, width)
      counts.set(representative, (counts.get(representative) ?? 0) + count)
    }
    classes = [...counts].sort(([a], [b]) => a - b)
  }
  return classes
}

function classOf(value: number, width: number): number {
  if (value === 0) return 0
  const step = Math.log1p(width)
  return Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / step) * step)
}
