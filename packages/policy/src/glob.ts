import { startEffort } from './effort.ts'
import { cutAtStars, fitsStretches, type Stretch } from './stretch.ts'

/** Matching of `*` and `?`; everything else is literal (spec/iam.md §1.4). */

/**
 * Matches `*` (any run, also empty) and `?` (one character) in time bounded by text × pattern.
 * @example matchesGlob('s3:Get*', 's3:GetObject') // true
 */
export function matchesGlob(pattern: string, text: string): boolean {
  // A question of its own, not a part of the last decision.
  startEffort()
  return fitsStretches(cutAtStars(pattern), text, 0, text.length)
}

/** A pattern prepared for being matched often. */
export type Glob =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'any' }
  /** Anything longer than a prefix with a star; what follows its start is cut when first needed. */
  | {
      readonly kind: 'pattern'
      readonly text: string
      readonly start: string
      stretches?: readonly Stretch[]
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
      glob.stretches ??= cutAtStars(glob.text.slice(glob.start.length))
      return fitsStretches(glob.stretches, text, from + glob.start.length, to)
  }
}

/** True for a pattern of stars alone: the only one that fits an action without resource. */
export function isAllStars(pattern: string): boolean {
  return pattern !== '' && /^\*+$/.test(pattern)
}
