import { LIMITS } from '../limits.ts'

/** A query that would hold more than this server grants it. */
export class QueryTooLarge extends Error {}

/** What one query holds while it runs: characters of text, and single values. */
export interface Budget {
  /** @throws QueryTooLarge */
  hold(characters: number): void
  release(characters: number): void
}

/** What a value costs beside its text. */
const VALUE = 32

export function createBudget(): Budget {
  let held = 0
  return {
    hold(characters) {
      held += characters + VALUE
      if (held > LIMITS.queryHeldCharacters) {
        throw new QueryTooLarge('more than a query may hold')
      }
    },
    release(characters) {
      held -= characters + VALUE
    },
  }
}
