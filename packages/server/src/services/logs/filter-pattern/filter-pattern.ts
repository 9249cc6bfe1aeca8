import { LIMITS } from '../limits.ts'
import { cursorOver, invalidPattern, skipSpace } from './cursor.ts'
import { fieldsFilter } from './fields.ts'
import { jsonFilter } from './json.ts'
import { termsFilter } from './terms.ts'

/** A filter pattern, read (spec/surroundings.md §2.4). */
export interface FilterPattern {
  /** Whether an event's message fits. */
  fits(message: string): boolean
  /** What the pattern speaks of in a message: `$status` or `$.intent.name`, with the text found there. */
  extract(message: string): ReadonlyMap<string, string>
  /**
   * How to find what `$status` or `$.latency` names in a message; undefined when messages that fit have no such
   * thing. @throws InvalidParameterException
   */
  select(selector: string): ((message: string) => string | undefined) | undefined
}

/**
 * Reads a filter pattern: `{ $.a = 1 }` for JSON, `[ip, user, …]` for messages of fields, else terms. An empty
 * pattern fits everything.
 * @throws InvalidParameterException
 */
export function parseFilterPattern(pattern: string): FilterPattern {
  if (pattern.length > LIMITS.patternCharacters) {
    throw invalidPattern(`has more than ${LIMITS.patternCharacters} characters`)
  }
  const cursor = cursorOver(pattern)
  skipSpace(cursor)
  if (cursor.at === pattern.length) return EVERYTHING
  switch (pattern[cursor.at]) {
    case '{':
      return jsonFilter(cursor)
    case '[':
      return fieldsFilter(cursor)
    default:
      return termsFilter(cursor)
  }
}

const EVERYTHING: FilterPattern = {
  fits: () => true,
  extract: () => new Map(),
  select: () => undefined,
}
