import { LIMITS } from './limits.ts'
import { frozenValue } from './prepare.ts'
import type { Document, Key } from './store.ts'

/** Documents that were read lately, and keys that had none. */
export interface Cache {
  /** Undefined when it is not known; null when there is no document. */
  find(key: Key): Document | null | undefined
  remember(key: Key, loaded: Loaded | undefined): void
  /** A document that is known has become another: so it stays known, for who changes it reads it again soon. */
  renew(key: Key, text: string, revision: number): void
  forget(key: Key): void
  clear(): void
}

/**
 * Two generations: what is used moves to the young one, and the old one is dropped whole when the young
 * is full. Bounded, close to least recently used, and a hit costs one look-up.
 *
 * INVARIANT: `forget` or `renew` is called for every change of a key after its entry was loaded, before the commit that
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
  const forget = (key: Key) => {
    characters -= young.get(key)?.characters ?? 0
    young.delete(key)
    old.delete(key)
  }
  return {
    find(key) {
      const entry = young.get(key)
      if (entry) return read(key, entry)
      const older = old.get(key)
      if (!older) return undefined
      old.delete(key)
      add(key, older)
      return read(key, older)
    },
    remember(key, loaded) {
      if (loaded && loaded.characters > LIMITS.cachedDocumentCharacters) return
      add(key, {
        document: loaded?.document ?? null,
        characters: key.length + (loaded?.characters ?? 0),
      })
    },
    renew(key, text, revision) {
      const known = (young.get(key) ?? old.get(key))?.document
      // What was read from the disk may be newer than the change that is told now.
      if (known && known.revision > revision) return
      forget(key)
      if (!known || text.length > LIMITS.cachedDocumentCharacters) return
      add(key, { document: { text, revision }, characters: key.length + text.length })
    },
    forget,
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
  document: Document | Unread | null
  readonly characters: number
}

/** A document that nobody asked for since it was written. */
interface Unread {
  readonly text: string
  readonly revision: number
}

function read(key: Key, entry: Entry): Document | null {
  const { document } = entry
  if (document === null || 'key' in document) return document
  const { text, revision } = document
  const made: Document = Object.freeze({ key, revision, value: frozenValue(text) })
  entry.document = made
  return made
}
