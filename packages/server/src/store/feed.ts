import type { PreparedWrite } from './prepare.ts'
import type { Change, Key } from './store.ts'

/** Tells the caches of this process what changed, in commit order. */
export interface Feed {
  subscribe(listener: (change: Change) => void): () => void
  publish(changes: readonly Change[]): void
}

export function createFeed(): Feed {
  const listeners = new Set<(change: Change) => void>()
  return {
    subscribe(listener) {
      // A function of its own, so that one listener may subscribe twice.
      const own = (change: Change) => listener(change)
      listeners.add(own)
      return () => listeners.delete(own)
    },
    publish(changes) {
      for (const change of changes) {
        for (const listener of listeners) tell(listener, change)
      }
    },
  }
}

/** What a commit did to each document that it wrote, once each. */
export function changesOf(writes: readonly PreparedWrite[], revision: number): Change[] {
  const changes = new Map<Key, Change>()
  for (const { type, ...write } of writes) {
    if (type !== 'put' && type !== 'delete') continue
    if ('key' in write) changes.set(write.key, { revision, key: write.key, type })
  }
  return [...changes.values()]
}

// The commit is on disk whatever a listener does; a cache that missed a change must not go unnoticed.
function tell(listener: (change: Change) => void, change: Change): void {
  try {
    listener(change)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
