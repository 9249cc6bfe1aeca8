import { scheduleJob } from '../../jobs/runner.ts'
import { type Documents, documentsOver } from '../../operation/documents.ts'
import {
  CommitConflict,
  type Document,
  type Key,
  type RangePage,
  type Write,
} from '../../store/store.ts'
import { forgetPartsJob } from './job-kinds.ts'
import type { JobParts } from './jobs.ts'
import { appliesTo, appliesToMarker, expiryOf, midnightAfter, rulePrefix } from './lifecycle.ts'
import { LIMITS } from './limits.ts'
import {
  type Bucket,
  bucketKey,
  type DeleteMarker,
  headsOf,
  type LifecycleRule,
  olderOf,
  partsOf,
  putRecord,
  recordOf,
  trashKey,
  type Upload,
  type UploadedPart,
  uploadsOf,
  type Version,
} from './records.ts'
import { newVersion, putVersion, removeOlder, removeVersion } from './versions.ts'

const DAY_MS = 86_400_000

/** Does to a bucket what its rules say: expired objects, old versions, uploads that were never completed. */
export async function expireBucket(
  bucket: Bucket,
  parts: JobParts,
  signal: AbortSignal,
): Promise<void> {
  for await (const { key: at } of every(headsOf(bucket.id), parts, signal)) {
    // A commit holds a bounded number of versions, and a rule may end more of them.
    while (await expireHead(bucket, at, parts)) signal.throwIfAborted()
  }
  for await (const { key: at } of every(uploadsOf(bucket.id), parts, signal)) {
    await abortUpload(bucket, at, parts)
  }
}

/** The bucket as it is now: its rules, and whether it keeps versions, may have changed since the job began. */
async function ruled({ id, name }: Bucket, documents: Documents) {
  const document = await documents.get(bucketKey(name))
  const bucket = document && recordOf<Bucket>(document)
  if (bucket?.id !== id) return undefined
  return { bucket, rules: (bucket.lifecycle?.rules ?? []).filter(({ enabled }) => enabled) }
}

/** @returns whether anything ended: more of the key may end, too */
function expireHead(listed: Bucket, at: Key, parts: JobParts): Promise<boolean> {
  return alone(parts, async documents => {
    const now = await ruled(listed, documents)
    const head = now && (await documents.get(at))
    return head
      ? expireKey(now.bucket, recordOf<Version>(head), now.rules, { ...parts, documents })
      : []
  })
}

type Expiring = JobParts & { readonly documents: Documents }

/** The first thing that a rule does to a key. */
async function expireKey(
  bucket: Bucket,
  head: Version,
  rules: readonly LifecycleRule[],
  parts: Expiring,
): Promise<Write[]> {
  const now = parts.clock.now()
  const noncurrent = await oldVersions(bucket, head, rules, parts)
  if (noncurrent.length > 0) return removeOlder(bucket, noncurrent, head, contextOf(parts))
  if (head.kind === 'marker') {
    const [from, to] = olderOf(bucket.id, head.key)
    const { documents: older } = await parts.store.range(from, to, { limit: 1 })
    const goes = rules.some(
      rule => rule.expiration?.expiredMarkers && head.key.startsWith(rulePrefix(rule)),
    )
    return goes && older.length === 0 ? removeVersion(bucket, head, head, contextOf(parts)) : []
  }
  const ends = rules.some(rule => {
    const at = appliesTo(rule, head) ? expiryOf(rule, head) : undefined
    return at !== undefined && at <= now
  })
  if (!ends) return []
  if (bucket.versioning === undefined) return removeVersion(bucket, head, head, contextOf(parts))
  const marker: DeleteMarker = { kind: 'marker', key: head.key, ...newVersion(bucket, head, parts) }
  return putVersion(bucket, marker, head, contextOf(parts))
}

/**
 * Versions that were replaced longer ago than a rule allows, no more than belong into one commit. The oldest come
 * first: one that went before those below it would seem to have replaced them later than it did.
 */
async function oldVersions(
  bucket: Bucket,
  head: Version,
  rules: readonly LifecycleRule[],
  { store, clock }: JobParts,
): Promise<Version[]> {
  const fitting = rules.filter(rule => rule.noncurrent && head.key.startsWith(rulePrefix(rule)))
  if (fitting.length === 0) return []
  // Whatever is judged of a page has so many above it there, or all that there are.
  const above = 1 + Math.max(...fitting.map(({ noncurrent }) => noncurrent?.newer ?? 0))
  const limit = LIMITS.changedAtOnce + above
  const [from, to] = olderOf(bucket.id, head.key)
  for (let end: Key | undefined = to; end !== undefined; ) {
    const { documents, next }: RangePage = await store.range(from, end, { reverse: true, limit })
    const versions = documents.map(document => recordOf<Version>(document))
    const judged = next === undefined ? versions.length : LIMITS.changedAtOnce
    const old = versions.slice(0, judged).filter((version, index) => {
      // A version is old since the one above it came.
      const since = (versions[index + 1] ?? head).modifiedAt
      return fitting.some(rule => {
        const { days = 0, newer = 0 } = rule.noncurrent ?? {}
        const fits = version.kind === 'marker' ? appliesToMarker(rule) : appliesTo(rule, version)
        const isBelow = versions.length - 1 - index >= newer
        return fits && isBelow && midnightAfter(since + days * DAY_MS) <= clock.now()
      })
    })
    if (old.length > 0) return old.slice(0, LIMITS.changedAtOnce)
    end = next && documents[judged - 1]?.key
  }
  return []
}

async function abortUpload(listed: Bucket, at: Key, parts: JobParts): Promise<void> {
  const { clock, store } = parts
  await alone(parts, async documents => {
    const now = await ruled(listed, documents)
    const document = now && (await documents.get(at))
    if (!document) return []
    const { id, key, startedAt } = recordOf<Upload>(document)
    const isOver = now.rules.some(
      ({ abortDays, ...rule }) =>
        abortDays !== undefined &&
        key.startsWith(rulePrefix(rule)) &&
        midnightAfter(startedAt + abortDays * DAY_MS) <= clock.now(),
    )
    if (!isOver) return []
    const range = partsOf(now.bucket.id, id)
    const { documents: found } = await store.range(...range, { limit: LIMITS.parts })
    const after = clock.now() + LIMITS.trashMs
    const blobs = found.map(one => recordOf<UploadedPart>(one).blob)
    return [
      { type: 'delete', key: at },
      putRecord(trashKey(after, id), { blobs, after }),
      scheduleJob(forgetPartsJob(now.bucket.id, id, clock.now())),
    ]
  })
}

/** One change, which somebody else's change of the same key puts off. @returns whether there was any */
async function alone(
  { store }: JobParts,
  change: (documents: Documents) => Promise<Write[]>,
): Promise<boolean> {
  const documents = documentsOver(store, () => [])
  const writes = await change(documents)
  if (writes.length === 0) return false
  try {
    await documents.commit(writes)
    return true
  } catch (error) {
    if (error instanceof CommitConflict) return false
    throw error
  }
}

async function* every(
  [first, to]: readonly [Key, Key],
  { store }: JobParts,
  signal: AbortSignal,
): AsyncGenerator<Document> {
  for (let from: Key | undefined = first; from !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.range(from, to)
    yield* page.documents
    from = page.next
  }
}

const contextOf = ({ documents, clock, random }: Expiring) => ({ documents, clock, random })
