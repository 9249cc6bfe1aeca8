import { scheduleJob } from '../../jobs/runner.ts'
import { type Documents, documentsOver } from '../../operation/documents.ts'
import { CommitConflict, type Document, type Key, type Write } from '../../store/store.ts'
import { forgetPartsJob } from './job-kinds.ts'
import type { JobParts } from './jobs.ts'
import { appliesTo, expiryOf, midnightAfter, rulePrefix } from './lifecycle.ts'
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
  uploadKey,
  uploadsOf,
  type Version,
} from './records.ts'
import { newVersion, putVersion, removeVersion } from './versions.ts'

const DAY_MS = 86_400_000

/** Does to a bucket what its rules say: expired objects, old versions, uploads that were never completed. */
export async function expireBucket(
  bucket: Bucket,
  parts: JobParts,
  signal: AbortSignal,
): Promise<void> {
  const rules = (bucket.lifecycle?.rules ?? []).filter(({ enabled }) => enabled)
  for await (const document of every(headsOf(bucket.id), parts, signal)) {
    const head = recordOf<Version>(document)
    await alone(parts, async documents => {
      // What changed meanwhile is looked at next time.
      const isSame = (await documents.get(document.key))?.revision === document.revision
      const isThere = await documents.get(bucketKey(bucket.name))
      if (!isSame || !isThere || recordOf<Bucket>(isThere).id !== bucket.id) return []
      return expireKey(bucket, head, rules, { ...parts, documents })
    })
  }
  await abortUploads(bucket, rules, parts, signal)
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
  const { noncurrent } = await oldVersions(bucket, head, rules, parts)
  if (noncurrent) return removeVersion(bucket, noncurrent, head, contextOf(parts))
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

/** One version that was replaced longer ago than a rule allows. */
async function oldVersions(
  bucket: Bucket,
  head: Version,
  rules: readonly LifecycleRule[],
  { store, clock }: JobParts,
): Promise<{ noncurrent: Version | undefined }> {
  const fitting = rules.filter(rule => rule.noncurrent && head.key.startsWith(rulePrefix(rule)))
  if (fitting.length === 0) return { noncurrent: undefined }
  const [from, to] = olderOf(bucket.id, head.key)
  const { documents } = await store.range(from, to)
  const older = documents.map(document => recordOf<Version>(document))
  const noncurrent = older.findLast((version, index) => {
    // A version is old since the one above it came.
    const since = (older[index - 1] ?? head).modifiedAt
    return fitting.some(rule => {
      const { days = 0, newer = 0 } = rule.noncurrent ?? {}
      const fits = version.kind === 'marker' || appliesTo(rule, version)
      return fits && index >= newer && midnightAfter(since + days * DAY_MS) <= clock.now()
    })
  })
  return { noncurrent }
}

async function abortUploads(
  bucket: Bucket,
  rules: readonly LifecycleRule[],
  parts: JobParts,
  signal: AbortSignal,
): Promise<void> {
  const aborting = rules.filter(({ abortDays }) => abortDays !== undefined)
  if (aborting.length === 0) return
  const { clock, store } = parts
  for await (const document of every(uploadsOf(bucket.id), parts, signal)) {
    const { id, key, startedAt } = recordOf<Upload>(document)
    const isOver = aborting.some(
      rule =>
        key.startsWith(rulePrefix(rule)) &&
        midnightAfter(startedAt + (rule.abortDays ?? 0) * DAY_MS) <= clock.now(),
    )
    if (!isOver) continue
    const { documents: found } = await store.range(...partsOf(bucket.id, id), {
      limit: LIMITS.parts,
    })
    const uploaded = found.map(one => recordOf<UploadedPart>(one))
    const after = clock.now() + LIMITS.trashMs
    await alone(parts, async documents => {
      if (!(await documents.get(document.key))) return []
      return [
        { type: 'delete', key: uploadKey(bucket.id, key, id) },
        putRecord(trashKey(after, id), { blobs: uploaded.map(({ blob }) => blob), after }),
        scheduleJob(forgetPartsJob(bucket.id, id, clock.now())),
      ]
    })
  }
}

/** One change, which somebody else's change of the same key puts off. */
async function alone(
  { store }: JobParts,
  change: (documents: Documents) => Promise<Write[]>,
): Promise<void> {
  const documents = documentsOver(store, () => [])
  const writes = await change(documents)
  if (writes.length === 0) return
  try {
    await documents.commit(writes)
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
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
