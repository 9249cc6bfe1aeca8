import { type Automaton, accepts, compileAutomaton } from './automaton.ts'
import { spend, startEffort } from './effort.ts'

/** Matching of `*` and `?`; everything else is literal (spec/iam.md §1.4). */

/**
 * Matches `*` (any run, also empty) and `?` (one character) in time bounded by text × pattern: on a
 * mismatch only the latest star moves.
 * @example matchesGlob('s3:Get*', 's3:GetObject') // true
 */
export function matchesGlob(pattern: string, text: string): boolean {
  // A question of its own, not a part of the last decision.
  startEffort()
  const units = wildcardUnits(pattern)
  return matchesUnits(units, units.length, text, 0)
}

/** A pattern prepared for being matched often. */
export type Glob =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'any' }
  /** Anything longer than a prefix with a star; its automaton is made when first needed. */
  | {
      readonly kind: 'pattern'
      readonly text: string
      readonly start: string
      automaton?: Automaton
    }

export function compileGlob(pattern: string): Glob {
  const wildcard = pattern.search(/[*?]/)
  if (wildcard < 0) return { kind: 'exact', text: pattern }
  if (/^\*+$/.test(pattern)) return { kind: 'any' }
  const start = pattern.slice(0, wildcard)
  return /^\*+$/.test(pattern.slice(wildcard))
    ? { kind: 'prefix', text: start }
    : { kind: 'pattern', text: pattern, start }
}

/** Whether `text` from `from` to before `to` matches as a whole. */
export function globMatches(glob: Glob, text: string, from: number, to: number): boolean {
  switch (glob.kind) {
    case 'exact':
      return to - from === glob.text.length && text.startsWith(glob.text, from)
    case 'prefix':
      return to - from >= glob.text.length && text.startsWith(glob.text, from)
    case 'any':
      return true
    case 'pattern':
      if (to - from < glob.start.length || !text.startsWith(glob.start, from)) return false
      glob.automaton ??= compileAutomaton(glob.text.slice(glob.start.length))
      return accepts(glob.automaton, text, from + glob.start.length, to)
  }
}

/** A pattern as code units; the two wildcards are negative, so no text can be mistaken for one. */
export type Units = { [at: number]: number }

const STAR = -1
const ONE = -2

/** Matches the first `length` units against `text` from `from` on, by two pointers. */
export function matchesUnits(units: Units, length: number, text: string, from: number): boolean {
  let p = 0
  let t = from
  let starAt = -1
  let resumeAt = 0
  let steps = 0
  while (t < text.length) {
    steps++
    const unit = p < length ? units[p] : undefined
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
    } else break
  }
  spend(steps)
  if (t < text.length) return false
  while (p < length && units[p] === STAR) p++
  return p === length
}

/** The unit that a character of a pattern stands for. */
export function wildcardUnit(unit: number): number {
  return unit === 42 ? STAR : unit === 63 ? ONE : unit
}

function wildcardUnits(text: string): number[] {
  const units: number[] = []
  for (let i = 0; i < text.length; i++) units.push(wildcardUnit(text.charCodeAt(i)))
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
