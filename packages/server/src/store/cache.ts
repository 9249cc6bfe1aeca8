import { LIMITS } from './limits.ts'
import type { Document, Key } from './store.ts'

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
 * INVARIANT: `forget` is called for every change of a key after its entry was loaded, before the commit that
 * made it is acknowledged; whoever loads asynchronously remembers nothing that was forgotten meanwhile.
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

export interface Loaded {
  readonly document: Document
  /** Length of its JSON. */
  readonly characters: number
}

interface Entry {
  readonly document: Document | null
  readonly characters: number
}
