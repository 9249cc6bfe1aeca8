import type { Blobs } from './blobs/blobs.ts'
import { isBlobId } from './blobs/id.ts'
import type { JobHandler } from './jobs/job.ts'
import type { Clock } from './kernel/clock.ts'
import type { Json } from './kernel/json.ts'
import type { Change, Key, Store } from './store/store.ts'

const DAY_MS = 86_400_000
/** A blob is named soon after it was written, or its writer has failed. */
const MINIMUM_AGE_MS = DAY_MS
/** How often it is looked whether all of the feed has come, and for how long. */
const LOOK_MS = 100
const LONGEST_SILENCE_MS = 60_000

export interface SweepParts {
  readonly store: Pick<Store, 'range' | 'get' | 'subscribe' | 'heartbeatAgeMs'>
  readonly blobs: Pick<Blobs, 'sweep'>
  readonly clock: Clock
}

/** Deletes, once a day, the bytes that no document names: models of builds long replaced, archives, failed writes. */
export function sweepHandler(parts: SweepParts): JobHandler {
  const { blobs, clock } = parts
  return async (_job, { signal }) => {
    const named = await watchedNames(parts, signal)
    try {
      await blobs.sweep(async id => (await named.settled()).has(id), MINIMUM_AGE_MS)
    } finally {
      named.end()
    }
    return { kind: 'again', runAt: clock.now() + DAY_MS }
  }
}

/**
 * Every text in any document that looks like the id of a blob, but for salts and ETags: no kind of document can be forgotten. What is written
 * while the documents are read counts, too, so that a name that moves from one document to another is never missed.
 */
async function watchedNames({ store, clock }: SweepParts, signal: AbortSignal) {
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
    await followed({ store, clock }, signal)
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

/** Until the feed has told all that was committed until now, by other processes, too. */
async function followed(
  { store, clock }: Pick<SweepParts, 'store' | 'clock'>,
  signal: AbortSignal,
) {
  const since = clock.now()
  while (store.heartbeatAgeMs() > clock.now() - since) {
    if (clock.now() - since > LONGEST_SILENCE_MS) {
      throw new Error('the feed is silent; the sweep begins anew')
    }
    await clock.sleep(LOOK_MS, signal)
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
    for (const [name, item] of Object.entries(value)) {
      if (!LOOKALIKES.has(name)) addNames(item, names)
    }
  }
}

/** Members that every object of S3 has, and that look like ids of blobs without being any: most of what there is. */
const LOOKALIKES: ReadonlySet<string> = new Set(['salt', 'etag'])
