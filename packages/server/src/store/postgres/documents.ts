import type { Cache, Loaded } from '../cache.ts'
import { LIMITS } from '../limits.ts'
import type { Document, Key } from '../store.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Reader } from './reader.ts'

/** Single documents: from the cache while it may be believed, else read, many at once. */
export interface Documents {
  get(key: Key): Promise<Document | undefined>
  /** A document changed, or any may have: what is being read of it is not to be remembered. */
  changed(key: Key | undefined): void
}

export interface DocumentsParts {
  readonly reader: Pick<Reader, 'load'>
  readonly cache: Cache
  readonly heartbeat: Pick<Heartbeat, 'isFresh'>
  readonly isCached: (kind: string) => boolean
}

/**
 * What decides permissions is cached and followed through the feed; all else is read, so that it is never
 * older than the question. What is asked in one turn of the event loop is read together.
 */
export function createDocuments({ reader, cache, heartbeat, isCached }: DocumentsParts): Documents {
  let asked: Load | undefined
  const loading = new Set<Load>()
  const load = (key: Key): Promise<Loaded | undefined> => {
    if (!asked || asked.keys.size >= LIMITS.keysPerRead) asked = startLoad()
    asked.keys.add(key)
    return asked.found.then(found => found.get(key))
  }
  const startLoad = (): Load => {
    const keys = new Set<Key>()
    const begin = async () => {
      await new Promise(setImmediate)
      if (asked === own) asked = undefined
      try {
        const found = await reader.load([...keys])
        for (const key of keys) {
          const isSame = !own.isOutdated && !own.changed.has(key)
          if (isSame && isCached(kindOf(key))) cache.remember(key, found.get(key))
        }
        return found
      } finally {
        loading.delete(own)
      }
    }
    const own: Load = {
      keys,
      changed: new Set(),
      isOutdated: false,
      found: Promise.resolve().then(begin),
    }
    loading.add(own)
    return own
  }
  return {
    async get(key) {
      const known = heartbeat.isFresh() ? cache.find(key) : undefined
      if (known !== undefined) return known ?? undefined
      return (await load(key))?.document
    },
    changed(key) {
      for (const load of loading) {
        if (key === undefined) load.isOutdated = true
        else if (load.keys.has(key)) load.changed.add(key)
      }
    },
  }
}

interface Load {
  readonly keys: Set<Key>
  /** Which of them changed since the question. */
  readonly changed: Set<Key>
  /** Any of them may have. */
  isOutdated: boolean
  readonly found: Promise<ReadonlyMap<Key, Loaded>>
}

const kindOf = (key: Key) => key.slice(0, key.indexOf('\u0000'))
