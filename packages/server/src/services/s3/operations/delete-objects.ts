import type { Check } from '../../../access/check.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  type DeletedObject,
  type ObjectIdentifier,
  type Error as S3Error,
  s3,
} from '../../../wire/models/s3.ts'
import { assertOwnerText, type BucketInput, getBucket } from '../buckets.ts'
import { etagChecks, objectCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import {
  malformedXml,
  noSuchKey,
  noSuchVersion,
  notImplemented,
  preconditionFailed,
} from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { assertObjectKey } from '../names.ts'
import { assertVersionId } from '../read.ts'
import {
  type Bucket,
  type DeleteMarker,
  putRecord,
  recordOf,
  type Upload,
  uploadsOfKey,
} from '../records.ts'
import { findVersion, isVersionId, newVersion, putVersion, removeVersion } from '../versions.ts'

/** Takes an object away, puts a delete marker over it, or takes one version away (spec/surroundings.md §1.2). */
export const deleteObject = operation(s3.DeleteObject, {
  dataEvent: true,

  authorize(input, context) {
    assertObjectKey(input.Key)
    assertOwnerText(input)
    assertVersionId(input.VersionId)
    if (input.IfMatchLastModifiedTime !== undefined) {
      throw notImplemented('x-amz-if-match-last-modified-time')
    }
    if (input.IfMatchSize !== undefined) throw notImplemented('x-amz-if-match-size')
    return deletionChecks(input, { ...input, ETag: input.IfMatch }, context)
  },

  async handle({ Key, VersionId, IfMatch, ...input }, context) {
    const bucket = await getBucket(input, context)
    const gone = await removeOne(bucket, { Key, VersionId, ETag: IfMatch }, context)
    const told = gone.kind === 'version' || gone.kind === 'marker'
    return {
      DeleteMarker: gone.isMarker ? true : undefined,
      VersionId: told ? gone.versionId : undefined,
      RequestCharged: undefined,
    }
  },
})

/** Many at once: each is decided by itself, and told by itself whether it went. */
export const deleteObjects = operation(s3.DeleteObjects, {
  dataEvent: true,

  // Every object is decided on when its turn comes.
  authorize(input) {
    assertOwnerText(input)
    const { Objects } = input.Delete
    if (Objects.length === 0 || Objects.length > LIMITS.deletedAtOnce) throw malformedXml()
    return []
  },

  async handle(input, context) {
    const { Objects, Quiet } = input.Delete
    const outcomes: Outcome[] = []
    for (let at = 0; at < Objects.length; at += LIMITS.deletedTogether) {
      const together = Objects.slice(at, at + LIMITS.deletedTogether)
      outcomes.push(...(await Promise.all(together.map(one => outcomeOf(input, one, context)))))
    }
    const Deleted = outcomes.flatMap(({ deleted }) => deleted ?? [])
    const Errors = outcomes.flatMap(({ error }) => error ?? [])
    return {
      Deleted: Quiet || Deleted.length === 0 ? undefined : Deleted,
      Errors: Errors.length === 0 ? undefined : Errors,
      RequestCharged: undefined,
    }
  },
})

interface Outcome {
  readonly deleted?: DeletedObject
  readonly error?: S3Error
}

async function outcomeOf(
  input: BucketInput,
  one: ObjectIdentifier,
  context: S3Context,
): Promise<Outcome> {
  const { Key, VersionId } = one
  try {
    const { isMarker, versionId } = await authorizedRemoval(input, one, context)
    const DeleteMarkerVersionId = isMarker ? versionId : undefined
    const DeleteMarker = isMarker ? true : undefined
    return { deleted: { Key, VersionId, DeleteMarker, DeleteMarkerVersionId } }
  } catch (error) {
    // Others that went would go again, each under a marker more, if the whole request did.
    if (error instanceof CommitConflict) return { error: { Key, VersionId, ...BUSY } }
    if (!(error instanceof ServiceError) || isOfAll(error)) throw error
    return { error: { Key, VersionId, Code: error.code, Message: error.message } }
  }
}

const BUSY = { Code: 'SlowDown', Message: 'Please reduce your request rate.' }

/** What is wrong with the bucket is wrong with the whole request. */
const isOfAll = ({ code }: ServiceError) =>
  ['NoSuchBucket', 'PermanentRedirect', 'OperationAborted'].includes(code)

/** Decided and done by itself: what happens to other keys meanwhile is none of this one's business. */
async function authorizedRemoval(
  input: BucketInput,
  one: ObjectIdentifier,
  context: S3Context,
): Promise<Removed> {
  const { Key, VersionId } = one
  assertObjectKey(Key)
  for (let attempt = 1; ; attempt++) {
    const own = { ...context, documents: context.view() }
    try {
      for (const check of await deletionChecks(input, one, own)) await context.authorize(check)
      const bucket = await getBucket(input, own)
      // Of many, one that never was is told like one that is gone.
      if (VersionId !== undefined && !isVersionId(VersionId)) throw noSuchVersion(Key, VersionId)
      return await removeOne(bucket, one, own)
    } catch (error) {
      const changed = error instanceof CommitConflict && error.reason === 'revision'
      if (!changed || attempt === LIMITS.deletionAttempts) throw error
    }
  }
}

async function deletionChecks(
  { Bucket: bucket }: BucketInput,
  { Key: key, VersionId: versionId, ETag }: ObjectIdentifier,
  context: S3Context,
): Promise<Check[]> {
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
  const place = { bucket, key, versionId }
  return [
    await objectCheck(action, place, context, { 's3:if-match': ETag }),
    ...(await etagChecks(place, ETag, context)),
  ]
}

interface Removed {
  readonly kind: 'object' | 'version' | 'marker' | 'nothing'
  readonly versionId: string | undefined
  /** A marker was set, or taken away. */
  readonly isMarker: boolean
}

const NOTHING: Removed = { kind: 'nothing', versionId: undefined, isMarker: false }

async function removeOne(
  bucket: Bucket,
  { Key, VersionId, ETag }: Pick<ObjectIdentifier, 'Key' | 'VersionId' | 'ETag'>,
  context: S3Context,
): Promise<Removed> {
  const head = await findVersion(bucket, Key, undefined, context)
  if (ETag !== undefined) assertETag(ETag, head, Key)
  if (VersionId !== undefined) {
    const version = await findVersion(bucket, Key, VersionId, context)
    if (!head || !version) {
      if (VersionId === 'null') return { ...NOTHING, kind: 'version', versionId: 'null' }
      throw noSuchVersion(Key, VersionId)
    }
    await context.documents.commit(await removeVersion(bucket, version, head, context))
    return { kind: 'version', versionId: VersionId, isMarker: version.kind === 'marker' }
  }
  if (bucket.versioning === undefined) {
    if (!head) return NOTHING
    await context.documents.commit([
      ...(await removeVersion(bucket, head, head, context)),
      ...(await overtaken(bucket, Key, context)),
    ])
    return { kind: 'object', versionId: undefined, isMarker: false }
  }
  const marker: DeleteMarker = { kind: 'marker', key: Key, ...newVersion(bucket, head, context) }
  await context.documents.commit(await putVersion(bucket, marker, head, context))
  return { kind: 'marker', versionId: marker.versionId, isMarker: true }
}

/** Nothing is left of the object to tell its uploads that it was there: they are told at once. */
async function overtaken(bucket: Bucket, objectKey: string, { documents }: S3Context) {
  const [from, to] = uploadsOfKey(bucket.id, objectKey)
  const page = await documents.range(from, to, { limit: LIMITS.overtakenUploads })
  // Each by itself, so that the commit expects it as it was: one that ended meanwhile must not come back.
  const found = await documents.getMany(page.documents.map(({ key }) => key))
  return found
    .filter(document => document !== undefined)
    .map(document => putRecord(document.key, { ...recordOf<Upload>(document), isOvertaken: true }))
}

function assertETag(
  wanted: string,
  head: Awaited<ReturnType<typeof findVersion>>,
  objectKey: string,
): void {
  if (head?.kind !== 'object') throw noSuchKey(objectKey)
  const fits = wanted === '*' || wanted.replaceAll('"', '') === head.etag
  if (!fits) throw preconditionFailed('If-Match')
}
