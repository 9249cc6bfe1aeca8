import { s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { copyKeys, creation, objectCheck } from '../checks.ts'
import { orDiscard, orDiscardCopy, receive } from '../content.ts'
import { operation } from '../context.ts'
import { copySourceOf, getSource, sourceBytes, sourceCheck, sourceSpan } from '../copy-source.ts'
import { LIMITS } from '../limits.ts'
import { checksumMembers, encryptionMembers, namedVersion, quoted } from '../outputs.ts'
import { algorithmOf, assertPartNumber, dataKeyOf, getUpload } from '../uploads.ts'
import { commitPart } from './upload-part.ts'

/** Stores bytes of another object as one part of an upload. */
export const uploadPartCopy = operation(s3.UploadPartCopy, {
  dataEvent: true,

  async authorize(input, context) {
    assertOwnerText(input)
    assertPartNumber(input.PartNumber)
    const source = copySourceOf(input.CopySource)
    const place = { bucket: input.Bucket, key: input.Key }
    const keys = { ...copyKeys(source), ...creation(false) }
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
    const dataKey = () => dataKeyOf(upload, bucket, context)
    const algorithm = algorithmOf(upload)
    const receiving = { body: bytes, bucket, dataKey, algorithm, maxBytes: LIMITS.partBytes }
    const stored = await orDiscard(bytes, context, () => receive(receiving, context))
    const part = await orDiscardCopy(bytes, context, () =>
      commitPart(bucket, upload, { number: input.PartNumber, stored }, context),
    )
    return {
      CopySourceVersionId: namedVersion(from.object),
      CopyPartResult: {
        ETag: quoted(part.etag),
        LastModified: part.modifiedAt,
        ...checksumMembers(upload.checksum && { algorithm, value: part.checksum ?? '' }),
      },
      ...encryptionMembers(upload.encryption),
      RequestCharged: undefined,
    }
  },
})
