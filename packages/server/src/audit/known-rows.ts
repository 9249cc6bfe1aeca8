import type { Key, Store } from '../store/store.ts'
import { LIMITS } from './limits.ts'

/** Rows that are written once and then only named: whether one of them is still to be written. */
export interface KnownRows {
  isMissing(row: Key): boolean
}

/** Follows the feed, so that a row of a commit that failed counts as missing, and one that was deleted again. */
export function createKnownRows(store: Store, kinds: readonly string[]): KnownRows {
  const prefixes = kinds.map(kind => `${kind}\u0000`)
  const known = new Set<Key>()
  store.subscribe(
    ({ key, type }) => {
      if (!prefixes.some(prefix => key.startsWith(prefix))) return
      if (type === 'delete') known.delete(key)
      else {
        if (known.size >= LIMITS.knownRows) known.clear()
        known.add(key)
      }
    },
    () => known.clear(),
  )
  return { isMissing: row => !known.has(row) }
}
