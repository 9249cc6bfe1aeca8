/** Matching of `*` and `?`; everything else is literal (spec/iam.md §1.4). */

/** A pattern as code units; the two wildcards are negative, so no text can be mistaken for one. */
export type Units = readonly number[]

const STAR = -1
const ONE = -2

/**
 * Matches `*` (any run, also empty) and `?` (one character) in time bounded by text × pattern: on a
 * mismatch only the latest star moves.
 * @example matchesGlob('s3:Get*', 's3:GetObject') // true
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchesUnits(wildcardUnits(pattern), text)
}

export function matchesUnits(pattern: Units, text: string): boolean {
  let p = 0
  let t = 0
  let starAt = -1
  let resumeAt = 0
  while (t < text.length) {
    const unit = pattern[p]
    if (unit === STAR) {
      starAt = p++
      resumeAt = t
    } else if (unit === ONE) {
      p++
      t += characterLength(text, t)
    } else if (unit === text.charCodeAt(t)) {
      p++
      t++
    } else if (starAt >= 0) {
      p = starAt + 1
      t = ++resumeAt
    } else return false
  }
  while (pattern[p] === STAR) p++
  return p === pattern.length
}

/** Text whose `*` and `?` are wildcards. */
export function wildcardUnits(text: string): number[] {
  const units: number[] = []
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    units.push(unit === 42 ? STAR : unit === 63 ? ONE : unit)
  }
  return units
}

/** Text that is all literal. */
export function literalUnits(text: string): number[] {
  const units: number[] = []
  for (let i = 0; i < text.length; i++) units.push(text.charCodeAt(i))
  return units
}

/** True for a pattern of stars alone: the only one that fits an action without resource. */
export function isAllStars(pattern: string): boolean {
  return pattern !== '' && /^\*+$/.test(pattern)
}

function characterLength(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
  return pair ? 2 : 1
}
