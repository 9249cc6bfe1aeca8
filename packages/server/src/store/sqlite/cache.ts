import { LIMITS } from '../limits.ts'
import type { Document, Key } from '../store.ts'
import type { Loaded } from './reader.ts'

/** Documents that were read lately, and keys that had none. */
export interface Cache {
  /** Undefined when it is not known; null when there is no document. */
  find(key: Key): Document | null | undefined
  remember(key: Key, loaded: Loaded | undefined): void
  forget(key: Key): void
  clear(): void
}

/**
 * Two generations: what is used moves to the young one, and the old one is dropped whole when the young
 * is full. Bounded, close to least recently used, and a hit costs one look-up.
 *
 * Loading is synchronous, so an entry is as new as the newest commit at that moment; `forget` is called
 * for every later change of its key before that commit is acknowledged.
 */
export function createCache(): Cache {
  let young = new Map<Key, Entry>()
  let old = new Map<Key, Entry>()
  let characters = 0

  const add = (key: Key, entry: Entry) => {
    young.set(key, entry)
    characters += entry.characters
    const full = LIMITS.cachedDocuments / 2 <= young.size
    if (!full && characters < LIMITS.cachedCharacters / 2) return
    old = young
    young = new Map()
    characters = 0
  }
  return {
    find(key) {
      const entry = young.get(key)
      if (entry) return entry.document
      const older = old.get(key)
      if (!older) return undefined
      old.delete(key)
      add(key, older)
      return older.document
    },
    remember(key, loaded) {
      if (loaded && loaded.characters > LIMITS.cachedDocumentCharacters) return
      add(key, {
        document: loaded?.document ?? null,
        characters: key.length + (loaded?.characters ?? 0),
      })
    },
    forget(key) {
      characters -= young.get(key)?.characters ?? 0
      young.delete(key)
      old.delete(key)
    },
    clear() {
      young = new Map()
      old = new Map()
      characters = 0
    },
  }
}

interface Entry {
  readonly document: Document | null
  readonly characters: number
}
