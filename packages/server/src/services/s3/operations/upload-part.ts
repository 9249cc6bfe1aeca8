import { assert } from '../../../kernel/errors.ts'
import { successor } from '../../../store/order.ts'
import type { Checksum } from '../../../wire/checksums.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { isVerifiedBody } from '../../../wire/verified-body.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { creation, objectCheck } from '../checks.ts'
import { orDiscard, receive, type StoredBytes } from '../content.ts'
import { operation, type S3Context } from '../context.ts'
import { invalidRequest } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { checksumMembers, encryptionMembers, quoted } from '../outputs.ts'
import {
  type Bucket,
  partKey,
  putRecord,
  recordOf,
  type Trash,
  trashKey,
  type Upload,
  type UploadedPart,
  uploadKey,
} from '../records.ts'
import { algorithmOf, assertPartNumber, dataKeyOf, getUpload } from '../uploads.ts'
import { etagOf } from './put-object.ts'

/** Stores one part of an upload; sent again, it replaces the one before. */
export const uploadPart = operation(s3.UploadPart, {
  dataEvent: true,

  authorize({ Bucket, Key, PartNumber, ExpectedBucketOwner }, context) {
    assertOwnerText({ Bucket, ExpectedBucketOwner })
    assertPartNumber(PartNumber)
    return objectCheck('s3:PutObject', { bucket: Bucket, key: Key }, context, creation(false))
  },

  async handle(input, context) {
    const { Body, ContentMD5, PartNumber } = input
    const { bucket, upload, stored } = await orDiscard(Body, context, async () => {
      const into = await getBucket(input, context)
      const begun = await getUpload(into, input.Key, input.UploadId, context)
      if (Body && isVerifiedBody(Body)) assertAlgorithm(Body.algorithm, begun)
      const receiving = {
        body: Body,
        bucket: into,
        dataKey: () => dataKeyOf(begun, into, context),
        algorithm: algorithmOf(begun),
        contentMd5: ContentMD5,
        md5Shown: 'base64' as const,
        maxBytes: LIMITS.partBytes,
      }
      return { bucket: into, upload: begun, stored: await receive(receiving, context) }
    })
    const part = await commitPart(bucket, upload, { number: PartNumber, stored }, context)
    return {
      ...encryptionMembers(upload.encryption),
      ETag: quoted(part.etag),
      ...checksumMembers(shownChecksum(Body, upload, part)),
      RequestCharged: undefined,
    }
  },
})

/** What the client sent, or what its upload is summed with. */
function shownChecksum(
  body: AsyncIterable<Uint8Array> | undefined,
  upload: Upload,
  { algorithm, checksum = '' }: UploadedPart,
): Checksum | undefined {
  const brought = body && isVerifiedBody(body) ? body.checksum() : undefined
  return brought ?? (upload.checksum && { algorithm, value: checksum })
}

/** A part is summed as its upload is. @throws ServiceError InvalidRequest */
function assertAlgorithm(sent: string | undefined, { checksum }: Upload): void {
  if (sent === undefined || !checksum || sent === checksum.algorithm) return
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
  )
}

/** The part becomes one of the upload's, if that is still there. */
export async function commitPart(
  bucket: Bucket,
  upload: Upload,
  { number, stored }: { readonly number: number; readonly stored: StoredBytes },
  { documents, clock, random }: S3Context,
): Promise<UploadedPart> {
  const at = partKey(bucket.id, upload.id, number)
  const before = await documents.range(at, successor(at), { limit: 1 })
  const replaced = before.documents.map(document => recordOf<UploadedPart>(document).blob)
  const { blob } = stored
  assert(blob !== undefined, 'a part is in a blob')
  const part: UploadedPart = {
    number,
    blob,
    sizeBytes: stored.sizeBytes,
    salt: stored.salt,
    etag: etagOf(stored.md5, stored.salt, upload.encryption.kind),
    modifiedAt: clock.now(),
    algorithm: stored.checksum.algorithm,
    checksum: stored.checksum.value,
  }
  const after = clock.now() + LIMITS.trashMs
  const trash: Trash = { blobs: replaced, after }
  await documents.commit([
    putRecord(at, part),
    // A completion that chose the part before finds its upload changed.
    ...(replaced.length > 0
      ? [
          putRecord(trashKey(after, random.uuid()), trash),
          putRecord(uploadKey(bucket.id, upload.key, upload.id), upload),
        ]
      : []),
  ])
  return part
}
