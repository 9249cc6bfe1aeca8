import { scheduleJob } from '../../../jobs/runner.ts'
import type { Write } from '../../../store/store.ts'
import { type CompleteMultipartUploadRequest, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { creation, etagChecks, objectCheck, writeKeys } from '../checks.ts'
import {
  assertMode,
  assertWhole,
  chosenParts,
  multipartChecksum,
  multipartEtag,
} from '../completion.ts'
import { operation, type S3Context } from '../context.ts'
import { openDataKey } from '../data-keys.ts'
import { invalidRequest, malformedXml, s3Error } from '../errors.ts'
import { forgetPartsJob } from '../job-kinds.ts'
import { lifecycleExpiration } from '../lifecycle.ts'
import { LIMITS } from '../limits.ts'
import { encryptionMembers, quoted, shownVersion, typedChecksum } from '../outputs.ts'
import {
  type Bucket,
  putRecord,
  type StoredObject,
  trashKey,
  type Upload,
  type UploadedPart,
  uploadKey,
  type Version,
} from '../records.ts'
import { allParts, getUpload } from '../uploads.ts'
import { newVersion, putVersion } from '../versions.ts'
import { assertMatches, assertWrite, headOf } from '../write.ts'

/** Makes an object of the parts that the client lists; the others are forgotten with the upload. */
export const completeMultipartUpload = operation(s3.CompleteMultipartUpload, {
  dataEvent: true,

  async authorize(input, context) {
    const { Bucket, Key, ExpectedBucketOwner, IfMatch, IfNoneMatch } = input
    assertWrite({ Bucket, Key, ExpectedBucketOwner, IfMatch, IfNoneMatch })
    const place = { bucket: Bucket, key: Key }
    const keys = { ...writeKeys(input), ...creation(true) }
    return [
      await objectCheck('s3:PutObject', place, context, keys),
      ...(await etagChecks(place, IfMatch, context)),
    ]
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const upload = await getUpload(bucket, input.Key, input.UploadId, context)
    const { MultipartUpload } = input
    if (!MultipartUpload) throw invalidRequest('You must specify at least one part')
    if (!MultipartUpload.Parts) throw malformedXml()
    assertMode(input, upload)
    const uploaded = await allParts(bucket, upload.id, context)
    const parts = chosenParts(MultipartUpload.Parts, uploaded, upload)
    const head = await headOf(bucket, input, context)
    assertMatches(input, head, input.Key)
    assertUndisturbed(input, upload, head)
    // Whoever completes may also read what it completes, as on AWS.
    await openDataKey(upload.encryption, bucket, context)
    const object = objectOf(bucket, upload, { parts, head }, context)
    assertWhole(input, object, upload)
    await context.documents.commit([
      ...(await putVersion(bucket, object, head, context)),
      ...endOfUpload(bucket, upload, uploaded, { kept: parts, now: context.clock.now() }),
    ])
    return {
      Location: `/${bucket.name}/${input.Key.split('/').map(encodeURIComponent).join('/')}`,
      Bucket: bucket.name,
      Key: input.Key,
      Expiration: lifecycleExpiration(bucket, object),
      ETag: quoted(object.etag),
      ...typedChecksum(isToldOf(upload) ? object.checksum : undefined),
      ...encryptionMembers(object.encryption),
      VersionId: shownVersion(bucket, object),
      RequestCharged: undefined,
    }
  },
})

/** S3's own sum of what is encrypted under a KMS key is told to readers alone. */
const isToldOf = ({ checksum, encryption }: Upload) =>
  checksum !== undefined || encryption.kind === 'AES256'

/** Gives an upload up with all its parts. */
export const abortMultipartUpload = operation(s3.AbortMultipartUpload, {
  authorize(input, context) {
    assertOwnerText(input)
    const place = { bucket: input.Bucket, key: input.Key }
    return objectCheck('s3:AbortMultipartUpload', place, context)
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const upload = await getUpload(bucket, input.Key, input.UploadId, context)
    const uploaded = await allParts(bucket, upload.id, context)
    const now = context.clock.now()
    await context.documents.commit(endOfUpload(bucket, upload, uploaded, { kept: [], now }))
    return { RequestCharged: undefined }
  },
})

/** A key that changed while a conditional upload ran. */
function assertUndisturbed(
  { IfMatch, IfNoneMatch, Key }: CompleteMultipartUploadRequest,
  { startedAt, isOvertaken = false }: Upload,
  head: Version | undefined,
): void {
  const condition =
    IfMatch !== undefined ? 'If-Match' : IfNoneMatch !== undefined ? 'If-None-Match' : undefined
  if (condition === undefined) return
  const isNew = head !== undefined && head.modifiedAt >= startedAt
  const isOther = isNew && (condition === 'If-Match' || head.kind === 'marker')
  if (!isOther && !isOvertaken) return
  throw s3Error(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { Condition: condition, Key },
  )
}

function objectOf(
  bucket: Bucket,
  upload: Upload,
  { parts, head }: { readonly parts: readonly UploadedPart[]; readonly head: Version | undefined },
  context: S3Context,
): StoredObject {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  if (sizeBytes > LIMITS.objectBytes) {
    throw s3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      ProposedSize: sizeBytes,
      MaxSizeAllowed: LIMITS.objectBytes,
    })
  }
  return {
    kind: 'object',
    key: upload.key,
    ...newVersion(bucket, head, context),
    sizeBytes,
    etag: multipartEtag(parts),
    checksum: multipartChecksum(parts, upload),
    parts: parts.map(({ number, blob, sizeBytes: size, salt, checksum = '' }) => ({
      number,
      blob,
      sizeBytes: size,
      salt,
      checksum,
    })),
    multipart: true,
    encryption: upload.encryption,
    storageClass: upload.storageClass,
    headers: upload.headers,
    metadata: upload.metadata,
    tags: upload.tags,
  }
}

/**
 * The writes that take an upload away; parts that no object kept are thrown away. Nobody finds a part without
 * its upload, so a job forgets them later, with those that arrived while the upload ended.
 */
function endOfUpload(
  bucket: Bucket,
  upload: Upload,
  uploaded: readonly UploadedPart[],
  { kept, now }: { readonly kept: readonly UploadedPart[]; readonly now: number },
): Write[] {
  const blobs = uploaded.filter(part => !kept.includes(part)).map(({ blob }) => blob)
  const after = now + LIMITS.trashMs
  return [
    { type: 'delete', key: uploadKey(bucket.id, upload.key, upload.id) },
    scheduleJob(forgetPartsJob(bucket.id, upload.id, now)),
    ...(blobs.length > 0 ? [putRecord(trashKey(after, upload.id), { blobs, after })] : []),
  ]
}
