import { LIMITS } from './limits.ts'
import type { PreparedWrite } from './prepare.ts'
import type { Change, Key, Store } from './store.ts'

/** Tells the caches of this process what changed, in commit order. */
export interface Feed {
  readonly subscribe: Store['subscribe']
  publish(changes: readonly Change[]): void
  /** Tells everybody that changes were lost. */
  skip(): void
}

export function createFeed(): Feed {
  const listeners = new Set<Listener>()
  return {
    subscribe(changed, missed = () => undefined) {
      const own = { changed, missed }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    publish(changes) {
      for (const change of changes) {
        for (const { changed } of listeners) tell(changed, change)
      }
    },
    skip() {
      for (const { missed } of listeners) tell(missed, undefined)
    },
  }
}

interface Listener {
  readonly changed: (change: Change) => void
  readonly missed: () => void
}

/** The latest changes of an engine that one process owns, for `Store.changes`. */
export interface RecentChanges {
  add(changes: readonly Change[]): void
  after(since: number): readonly Change[] | 'too far back'
}

/** `floor` is the position at which the process began. */
export function recentChanges(floor: number): RecentChanges {
  let kept: Change[] = []
  let forgotten = floor
  return {
    add(changes) {
      kept.push(...changes)
      if (kept.length < LIMITS.rememberedChanges * 2) return
      forgotten = kept.at(-LIMITS.rememberedChanges - 1)?.revision ?? forgotten
      // INVARIANT: all changes of a commit are kept or none.
      kept = kept.filter(({ revision }) => revision > forgotten)
    },
    after: since =>
      since < forgotten ? 'too far back' : kept.filter(({ revision }) => revision > since),
  }
}

/** What a commit did to each document that it wrote, once each. */
export function changesOf(writes: readonly PreparedWrite[], revision: number): Change[] {
  const changes = new Map<Key, Change>()
  for (const write of writes) {
    if (write.type !== 'put' && write.type !== 'delete') continue
    const { type, key } = write
    changes.set(key, { revision, key, type })
  }
  return [...changes.values()]
}

// The commit is on disk whatever a listener does; a cache that missed a change must not go unnoticed.
function tell<T>(listen: (told: T) => void, told: T): void {
  try {
    listen(told)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
