import { s3 } from '../../../wire/models/s3.ts'
import { getBucket } from '../buckets.ts'
import { creation } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { newDataKey } from '../data-keys.ts'
import { decodedMetadata } from '../metadata-words.ts'
import { encryptionMembers, ownerId } from '../outputs.ts'
import { type Bucket, putRecord, type Upload, uploadKey } from '../records.ts'
import { headerTags } from '../tags.ts'
import { newUploadId, wantedChecksum } from '../uploads.ts'
import { assertAcl, assertWrite, contentHeaders } from '../write.ts'
import { writeChecks } from './put-object.ts'

/** Begins an upload in parts; what the object will be is settled here. */
export const createMultipartUpload = operation(s3.CreateMultipartUpload, {
  authorize(input, context) {
    assertWrite(input)
    wantedChecksum(input.ChecksumAlgorithm, input.ChecksumType)
    return writeChecks(input, context, creation(false))
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    assertAcl(input, bucket)
    const { Key: key } = input
    const { encryption } = await newDataKey(input, { bucket, key }, context)
    const checksum = wantedChecksum(input.ChecksumAlgorithm, input.ChecksumType)
    const upload: Upload = {
      id: newUploadId(key, context),
      key,
      startedAt: context.clock.now(),
      initiator: initiatorOf(context, bucket),
      encryption,
      storageClass: input.StorageClass ?? 'STANDARD',
      headers: contentHeaders(input),
      metadata: decodedMetadata(input.Metadata),
      tags: headerTags(input.Tagging),
      ...(checksum && { checksum }),
    }
    await context.documents.commit([putRecord(uploadKey(bucket.id, key, upload.id), upload)])
    return {
      AbortDate: undefined,
      AbortRuleId: undefined,
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.id,
      ...encryptionMembers(encryption),
      SSEKMSEncryptionContext: undefined,
      RequestCharged: undefined,
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    }
  },
})

/** Users and roles by their ARN; others by an account's number in disguise. */
const initiatorOf = ({ identity: { principal, account } }: S3Context, bucket: Bucket) => {
  if (principal.kind !== 'root' && 'arn' in principal) return principal.arn
  return ownerId(principal.kind === 'anonymous' ? bucket.account : account)
}
