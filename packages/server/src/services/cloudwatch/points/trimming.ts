import type { Distribution } from './distribution.ts'

/** A bound of a range: a share of all measurements, or a value. */
export type Bound =
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'value'; readonly value: number }

export interface Range {
  /** Undefined where the range is open. */
  readonly lower: Bound | undefined
  readonly upper: Bound | undefined
}

/** The measurements within a range: of shares the part that lies between, of values those above the lower one. */
export function trimmed(distribution: Distribution, { lower, upper }: Range): Distribution {
  const total = countOf(distribution)
  const from = lower?.kind === 'percent' ? (lower.percent / 100) * total : 0
  const to = upper?.kind === 'percent' ? (upper.percent / 100) * total : total
  let before = 0
  return distribution.flatMap(([value, count]) => {
    const kept = Math.min(before + count, to) - Math.max(before, from)
    before += count
    // Values that are bounds themselves: the lower one is outside, the upper one inside.
    if (lower?.kind === 'value' && value <= lower.value) return []
    if (upper?.kind === 'value' && value > upper.value) return []
    return kept > 0 ? [[value, kept] as const] : []
  })
}

/** The average with what lies outside the range moved to its ends. */
export function winsorizedMean(distribution: Distribution, range: Range): number | undefined {
  const inside = trimmed(distribution, range)
  const [first] = inside
  const last = inside.at(-1)
  if (!first || !last) return undefined
  const low = range.lower?.kind === 'value' ? range.lower.value : first[0]
  const high = range.upper?.kind === 'value' ? range.upper.value : last[0]
  const moved = distribution.map(([value, count]) => {
    return [Math.min(Math.max(value, low), high), count] as const
  })
  return sumOf(moved) / countOf(moved)
}

export const countOf = (distribution: Distribution): number =>
  distribution.reduce((sum, [, count]) => sum + count, 0)

export const sumOf = (distribution: Distribution): number =>
  distribution.reduce((sum, [value, count]) => sum + value * count, 0)
