import { s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { objectCheck } from '../checks.ts'
import { discard, receive } from '../content.ts'
import { operation } from '../context.ts'
import { copySourceOf, getSource, sourceBytes, sourceCheck, sourceSpan } from '../copy-source.ts'
import { openDataKey } from '../data-keys.ts'
import { LIMITS } from '../limits.ts'
import { checksumMembers, encryptionMembers, quoted, sourceVersion } from '../outputs.ts'
import { algorithmOf, assertPartNumber, getUpload } from '../uploads.ts'
import { commitPart } from './upload-part.ts'

/** Stores bytes of another object as one part of an upload. */
export const uploadPartCopy = operation(s3.UploadPartCopy, {
  dataEvent: true,

  async authorize(input, context) {
    assertOwnerText(input)
    assertPartNumber(input.PartNumber)
    const source = copySourceOf(input.CopySource)
    const place = { bucket: input.Bucket, key: input.Key }
    const keys = { 's3:x-amz-copy-source': `/${source.bucket}/${source.key}` }
    return [
      await sourceCheck(source, context),
      await objectCheck('s3:PutObject', place, context, keys),
    ]
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const upload = await getUpload(bucket, input.Key, input.UploadId, context)
    const from = await getSource(copySourceOf(input.CopySource), input, context)
    const span = sourceSpan(input.CopySourceRange, from.object)
    const bytes = sourceBytes(from, span, context)
    const dataKey = async () => ({
      plain: await openDataKey(upload.encryption, bucket, context),
      encryption: upload.encryption,
    })
    try {
      const algorithm = algorithmOf(upload)
      const receiving = { body: bytes, dataKey, algorithm, maxBytes: LIMITS.partBytes }
      const stored = await receive(receiving, context)
      const part = await commitPart(bucket, upload, { number: input.PartNumber, stored }, context)
      return {
        CopySourceVersionId: sourceVersion(from.object),
        CopyPartResult: {
          ETag: quoted(part.etag),
          LastModified: part.modifiedAt,
          ...checksumMembers(upload.checksum && { algorithm, value: part.checksum ?? '' }),
        },
        ...encryptionMembers(upload.encryption),
        RequestCharged: undefined,
      }
    } catch (error) {
      await discard(bytes, context)
      throw error
    }
  },
})
