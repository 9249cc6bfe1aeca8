import { key } from '../../../store/key.ts'
import type { Key } from '../../../store/store.ts'
import { type ListMultipartUploadsRequest, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { bucketCheck, objectCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { openDataKey } from '../data-keys.ts'
import { invalidArgument } from '../errors.ts'
import { assertEncodingType, delimiterOf, keyEncoder, markerKey, maxOf, walk } from '../listing.ts'
import { checksumMembers, owner, quoted } from '../outputs.ts'
import { partKey, partsOf, recordOf, type Upload, type UploadedPart } from '../records.ts'
import { getUpload, isUploadId } from '../uploads.ts'

/** The parts of an upload that have arrived. */
export const listParts = operation(s3.ListParts, {
  readOnly: true,

  authorize(input, context) {
    assertOwnerText(input)
    maxOf(input.MaxParts, 'max-parts')
    const place = { bucket: input.Bucket, key: input.Key }
    return objectCheck('s3:ListMultipartUploadParts', place, context)
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const upload = await getUpload(bucket, input.Key, input.UploadId, context)
    if (upload.encryption.kind === 'aws:kms') await openDataKey(upload.encryption, bucket, context)
    const max = maxOf(input.MaxParts, 'max-parts')
    const marker = Number(input.PartNumberMarker ?? 0) || 0
    const [first, to] = partsOf(bucket.id, upload.id)
    const from = marker > 0 ? partKey(bucket.id, upload.id, marker + 1) : first
    const { documents } = await context.documents.range(from, to, { limit: max + 1 })
    const parts = documents.slice(0, max).map(document => recordOf<UploadedPart>(document))
    const { checksum } = upload
    return {
      AbortDate: undefined,
      AbortRuleId: undefined,
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: marker as never,
      NextPartNumberMarker: (parts.at(-1)?.number ?? 0) as never,
      MaxParts: max,
      IsTruncated: documents.length > max,
      Parts:
        parts.length === 0
          ? undefined
          : parts.map(part => ({
              PartNumber: part.number,
              LastModified: part.modifiedAt,
              ETag: quoted(part.etag),
              Size: part.sizeBytes,
              ...checksumMembers(
                checksum && { algorithm: part.algorithm, value: part.checksum ?? '' },
              ),
            })),
      Initiator: { ID: upload.initiator, DisplayName: undefined },
      Owner: owner(bucket.account),
      StorageClass: upload.storageClass,
      RequestCharged: undefined,
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    }
  },
})

/** The uploads of a bucket that are not complete: by key, then by their beginning. */
export const listMultipartUploads = operation(s3.ListMultipartUploads, {
  readOnly: true,

  authorize(input, context) {
    assertOwnerText(input)
    assertEncodingType(input.EncodingType)
    maxOf(input.MaxUploads, 'max-uploads')
    return bucketCheck('s3:ListBucketMultipartUploads', input.Bucket, context)
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { Prefix: prefix = '', KeyMarker, UploadIdMarker } = input
    const delimiter = delimiterOf(input)
    const max = maxOf(input.MaxUploads, 'max-uploads')
    const place = { kind: 's3.upload', bucketId: bucket.id, prefix, delimiter }
    const walked = await walk({ ...place, max, after: afterOf(input, place) }, context.documents)
    const encode = keyEncoder(input.EncodingType)
    const uploads = walked.items.map(document => recordOf<Upload>(document))
    // Where nothing follows, only an upload is told as the last; where something does, so is a common prefix.
    const last = walked.isTruncated ? walked.last : uploads.at(-1)?.key
    return {
      Bucket: bucket.name,
      KeyMarker: encode(KeyMarker ?? ''),
      UploadIdMarker: KeyMarker ? (UploadIdMarker ?? '') : '',
      NextKeyMarker: encode(last ?? ''),
      NextUploadIdMarker: lastIsUpload(uploads, last) ? (uploads.at(-1)?.id ?? '') : '',
      Prefix: prefix === '' ? undefined : encode(prefix),
      Delimiter: delimiter && encode(delimiter),
      MaxUploads: max,
      IsTruncated: walked.isTruncated,
      EncodingType: input.EncodingType,
      CommonPrefixes:
        walked.prefixes.length === 0
          ? undefined
          : walked.prefixes.map(one => ({ Prefix: encode(one) })),
      Uploads:
        uploads.length === 0
          ? undefined
          : uploads.map(upload => ({
              UploadId: upload.id,
              Key: encode(upload.key),
              Initiated: upload.startedAt,
              StorageClass: upload.storageClass,
              Owner: owner(bucket.account),
              Initiator: { ID: upload.initiator, DisplayName: undefined },
              ChecksumAlgorithm: upload.checksum?.algorithm,
              ChecksumType: upload.checksum?.type,
            })),
    }
  },
})

const lastIsUpload = (uploads: readonly Upload[], last: string | undefined) =>
  uploads.at(-1)?.key === last

type Place = Parameters<typeof markerKey>[0]

function afterOf(
  { KeyMarker, UploadIdMarker }: ListMultipartUploadsRequest,
  place: Place,
): Key | undefined {
  if (!KeyMarker) return undefined
  if (UploadIdMarker) {
    if (!isUploadId(UploadIdMarker, KeyMarker)) {
      throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', UploadIdMarker)
    }
    return `${key(place.kind, place.bucketId, KeyMarker, UploadIdMarker)}\u0000` as Key
  }
  const folded = markerKey(place, KeyMarker)
  const plain = markerKey({ ...place, delimiter: undefined }, KeyMarker)
  // Without an upload id, every upload of the key itself has been seen.
  return folded === plain
    ? (`${key(place.kind, place.bucketId, KeyMarker).slice(0, -1)}\u0001` as Key)
    : folded
}
