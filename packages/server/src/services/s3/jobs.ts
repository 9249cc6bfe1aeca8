import type { Blobs } from '../../blobs/blobs.ts'
import type { JobHandler } from '../../jobs/job.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { within } from '../../store/key.ts'
import type { Key, Store, Write } from '../../store/store.ts'
import { expireBucket } from './expiry.ts'
import { FORGET_PARTS, FORGET_UPLOADS, UPKEEP } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import {
  type Bucket,
  partsOf,
  recordOf,
  type Trash,
  trashBefore,
  type Upload,
  type UploadedPart,
  uploadsOf,
} from './records.ts'

export interface JobParts {
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly random: Random
}

/** What S3 does beside its requests, by kind of job. */
export function s3Jobs(parts: JobParts): ReadonlyMap<string, JobHandler> {
  return new Map<string, JobHandler>([
    [
      UPKEEP,
      async (_job, { signal }) => {
        await emptyTrash(parts, signal)
        for (const bucket of await allBuckets(parts.store, signal)) {
          await expireBucket(bucket, parts, signal)
        }
        return { kind: 'again', runAt: parts.clock.now() + LIMITS.upkeepEveryMs }
      },
    ],
    [
      FORGET_UPLOADS,
      async ({ payload }, { signal }) => {
        const { bucketId } = payload as { bucketId: string }
        await forgetUploads(bucketId, parts, signal)
        return { kind: 'done' }
      },
    ],
    [
      FORGET_PARTS,
      async ({ payload }, { signal }) => {
        const { bucketId, uploadId } = payload as { bucketId: string; uploadId: string }
        await deleteRange(partsOf(bucketId, uploadId), parts.store, signal)
        return { kind: 'done' }
      },
    ],
  ])
}

/** Deletes the bytes whose time is over, then forgets them: in this order nothing is left without a name. */
async function emptyTrash({ store, blobs, clock }: JobParts, signal: AbortSignal): Promise<void> {
  const [from, to] = trashBefore(clock.now())
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: LIMITS.changedAtOnce })
    if (documents.length === 0) return
    for (const document of documents) {
      for (const blob of recordOf<Trash>(document).blobs) await blobs.delete(blob)
    }
    await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
  }
}

/** Those with rules. */
async function allBuckets(store: Store, signal: AbortSignal): Promise<Bucket[]> {
  const [first, to] = within('s3.bucket')
  const buckets: Bucket[] = []
  for (let from: Key | undefined = first; from !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.range(from, to)
    const found = page.documents.map(document => recordOf<Bucket>(document))
    buckets.push(
      ...found.filter(({ lifecycle }) => lifecycle?.rules.some(({ enabled }) => enabled)),
    )
    from = page.next
  }
  return buckets
}

/** The uploads of a bucket that is gone. */
async function forgetUploads(
  bucketId: string,
  { store, blobs }: JobParts,
  signal: AbortSignal,
): Promise<void> {
  const [from, to] = uploadsOf(bucketId)
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: 1 })
    const [document] = documents
    if (!document) return
    const { id } = recordOf<Upload>(document)
    const range = partsOf(bucketId, id)
    const { documents: found } = await store.range(...range, { limit: LIMITS.parts })
    for (const part of found) await blobs.delete(recordOf<UploadedPart>(part).blob)
    await deleteRange(range, store, signal)
    await store.commit([{ type: 'delete', key: document.key }])
  }
}

async function deleteRange(
  [from, to]: readonly [Key, Key],
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const { documents } = await store.range(from, to, { limit: LIMITS.changedAtOnce })
    if (documents.length === 0) return
    await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
  }
}
