import { LIMITS } from '../limits.ts'
import { cursorOver, invalidPattern, skipSpace } from './cursor.ts'
import { fieldsFilter } from './fields.ts'
import { jsonFilter } from './json.ts'
import { termsFilter } from './terms.ts'

/** Whether an event's message fits. */
export type EventFilter = (message: string) => boolean

/**
 * Reads a filter pattern (spec/surroundings.md §2.4): `{ $.a = 1 }` for JSON, `[ip, user, …]` for messages
 * of fields, else terms. An empty pattern fits everything.
 * @throws InvalidParameterException
 */
export function parseFilterPattern(pattern: string): EventFilter {
  if (pattern.length > LIMITS.patternCharacters) {
    throw invalidPattern(`has more than ${LIMITS.patternCharacters} characters`)
  }
  const cursor = cursorOver(pattern)
  skipSpace(cursor)
  if (cursor.at === pattern.length) return () => true
  switch (pattern[cursor.at]) {
    case '{':
      return jsonFilter(cursor)
    case '[':
      return fieldsFilter(cursor)
    default:
      return termsFilter(cursor)
  }
}
