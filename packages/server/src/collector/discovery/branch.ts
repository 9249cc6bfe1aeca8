import { createHash } from 'node:crypto'
import { LIMITS } from '../limits.ts'
import { branchKey, type FoundObject, putRecord, recordOf } from '../records.ts'
import { pagesOf } from '../source.ts'
import type { Look } from './discover.ts'
import { arrivalsOf } from './enqueue.ts'

export interface Branch {
  readonly prefix: string
  /** Only what lies directly in it, not in folders below. */
  readonly isShallow?: boolean
}

/** The latest keys of a branch, without its prefix, each with a hash of its ETag; in the order of the keys. */
interface Cursor {
  readonly recent: readonly (readonly [key: string, tag: string])[]
}

/**
 * Lists a branch whose keys come in the order of time: on from the oldest of the recent keys, so that late
 * neighbours and changed objects are found (spec/surroundings.md §14.4). What is older has collapsed into the cursor.
 * @returns whether it came to the end
 */
export async function listBranch({ prefix, isShallow }: Branch, look: Look): Promise<boolean> {
  const { connector, source, store, now, signal } = look
  const key = branchKey(connector.id, prefix)
  let recent = new Map(recordOf<Cursor>(await store.get(key))?.recent)
  // Until there are many, all are listed: the first may be late as well.
  const oldest = recent.size < LIMITS.lookbackKeys ? undefined : recent.keys().next().value
  const request = {
    prefix,
    after: oldest === undefined ? undefined : prefix + oldest,
    ...(isShallow && { delimiter: '/' }),
  }
  for await (const { objects } of pagesOf(source, request)) {
    signal.throwIfAborted()
    const fresh = objects.filter(object => recent.get(tail(object, prefix)) !== tagOf(object))
    const taken = fresh.slice(0, look.room)
    look.newest = objects.reduce((most, one) => Math.max(most, one.lastModified), look.newest)
    if (taken.length > 0) {
      recent = latest(recent, taken, prefix)
      const arrivals = await arrivalsOf(taken, connector, { store, now: now() })
      await store.commit([...arrivals, putRecord(key, { recent: [...recent] })])
      look.room -= taken.length
    }
    if (taken.length < fresh.length || look.room <= 0) return false
  }
  return true
}

/** Bounded, however many objects the branch has. */
function latest(recent: Map<string, string>, found: readonly FoundObject[], prefix: string) {
  const all = new Map(recent)
  for (const object of found) all.set(tail(object, prefix), tagOf(object))
  const sorted = [...all].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return new Map(sorted.slice(-LIMITS.lookbackKeys))
}

const tail = ({ key }: FoundObject, prefix: string) => key.slice(prefix.length)

const tagOf = ({ etag }: FoundObject) =>
  createHash('sha256').update(etag).digest('base64url').slice(0, 8)
