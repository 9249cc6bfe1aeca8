import type { Blobs } from './blobs/blobs.ts'
import { isBlobId } from './blobs/id.ts'
import type { JobHandler } from './jobs/job.ts'
import type { Clock } from './kernel/clock.ts'
import type { Json } from './kernel/json.ts'
import type { Change, Key, Store } from './store/store.ts'

const DAY_MS = 86_400_000
/** A blob is named soon after it was written, or its writer has failed. */
const MINIMUM_AGE_MS = DAY_MS

export interface SweepParts {
  readonly store: Pick<Store, 'range' | 'get' | 'subscribe'>
  readonly blobs: Pick<Blobs, 'sweep'>
  readonly clock: Clock
}

/** Deletes, once a day, the bytes that no document names: models of builds long replaced, archives, failed writes. */
export function sweepHandler({ store, blobs, clock }: SweepParts): JobHandler {
  return async (_job, { signal }) => {
    const named = await watchedNames(store, signal)
    try {
      await blobs.sweep(async id => (await named.settled()).has(id), MINIMUM_AGE_MS)
    } finally {
      named.end()
    }
    return { kind: 'again', runAt: clock.now() + DAY_MS }
  }
}

/**
 * Every text in any document that looks like the id of a blob: no kind of document can be forgotten. What is written
 * while the documents are read counts, too, so that a name that moves from one document to another is never missed.
 */
async function watchedNames(store: SweepParts['store'], signal: AbortSignal) {
  const names = new Set<string>()
  const pending = new Set<Promise<void>>()
  let isBlind = false
  const follow = ({ key, type }: Change) => {
    if (type !== 'put') return
    const look = store.get(key).then(document => {
      if (document) addNames(document.value, names)
    })
    pending.add(look)
    void look.finally(() => pending.delete(look))
  }
  const end = store.subscribe(follow, () => {
    isBlind = true
  })
  try {
    for (let at: Key | undefined = FIRST; at !== undefined; ) {
      signal.throwIfAborted()
      const page = await store.range(at, LAST)
      for (const { value } of page.documents) addNames(value, names)
      at = page.next
    }
  } catch (error) {
    end()
    throw error
  }
  return {
    end,
    async settled(): Promise<ReadonlySet<string>> {
      await Promise.all(pending)
      if (isBlind) throw new Error('names of blobs may have been missed; the sweep begins anew')
      return names
    },
  }
}

const FIRST = '' as Key
const LAST = '\u{10ffff}' as Key

function addNames(value: Json, names: Set<string>): void {
  if (typeof value === 'string') {
    if (isBlobId(value)) names.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) addNames(item, names)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) addNames(item, names)
  }
}
