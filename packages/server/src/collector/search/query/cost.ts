import { LIMITS } from '../limits.ts'
import { wordsOf } from '../words.ts'
import type { Query } from './query.ts'

/**
 * Why a query would take too long on lines that are made for it; undefined when it would not. Between two blocks a
 * query is stopped when its time is up; this bounds what it does with one.
 */
export function tooCostly(query: Query): string | undefined {
  const sum = { parts: 0, patterns: 0 }
  return costOf(query, sum, 0)
}

function costOf(
  query: Query,
  sum: { parts: number; patterns: number },
  depth: number,
): string | undefined {
  sum.parts++
  if (sum.parts > LIMITS.queryParts * 2) return `more than ${LIMITS.queryParts} parts`
  if (depth > LIMITS.queryDepth * 4) return `nested deeper than ${LIMITS.queryDepth}`
  switch (query.kind) {
    case 'and':
    case 'or':
      for (const part of query.queries) {
        const found = costOf(part, sum, depth + 1)
        if (found !== undefined) return found
      }
      return undefined
    case 'not':
      return costOf(query.query, sum, depth + 1)
    case 'glob':
      sum.patterns++
      if (sum.patterns > LIMITS.patterns) return `more than ${LIMITS.patterns} wildcard patterns`
      if (query.pattern.length <= LIMITS.patternCharacters) return undefined
      return `a wildcard pattern of more than ${LIMITS.patternCharacters} characters`
    case 'words':
      if (wordsOf(query.text.toLowerCase()).length <= LIMITS.phraseWords) return undefined
      return `a phrase of more than ${LIMITS.phraseWords} words`
    default:
      return undefined
  }
}
