/** Spans found in a text, in the order the recogniser wants them. */
import { MAX_MATCHES } from './limits.ts'
import type { Tokens } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

/** The span of the tokens `from` to before `to`, with its readings. */
export function match(
  tokens: Tokens,
  from: number,
  to: number,
  resolutions: readonly string[],
): BuiltinMatch {
  const start = tokens.starts[from] ?? 0
  const end = tokens.ends[to - 1] ?? start
  const value = resolutions.length === 1 ? (resolutions[0] ?? null) : null
  return { start, end, value, resolutions }
}

/** Longest first, then leftmost; of two readings of one span the first. */
export function ranked(matches: readonly BuiltinMatch[]): readonly BuiltinMatch[] {
  if (matches.length < 2) return matches
  const seen = new Set<number>()
  return matches
    .filter(({ start, end }) => {
      const span = start * SPAN + end
      return seen.has(span) ? false : seen.add(span)
    })
    .sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
    .slice(0, MAX_MATCHES)
}

const SPAN = 1 << 20
