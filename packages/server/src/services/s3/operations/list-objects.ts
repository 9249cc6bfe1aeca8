import { type ListObjectsRequest, type ListObjectsV2Request, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { bucketCheck, listKeys } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { invalidArgument } from '../errors.ts'
import {
  assertEncodingType,
  delimiterOf,
  keyEncoder,
  markerKey,
  maxOf,
  type Walked,
  walk,
} from '../listing.ts'
import { owner, quoted } from '../outputs.ts'
import { type Bucket, recordOf, type StoredObject, type Version } from '../records.ts'

/** The first listing: it goes on after a key, and tells owners to whoever is somebody. */
export const listObjects = operation(s3.ListObjects, {
  readOnly: true,
  authorize: (input, context) => listCheck(input, context),

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { walked, shown, delimiter, max } = await page(input, bucket, input.Marker, context)
    const marker = walked.isTruncated && delimiter ? walked.last : undefined
    const isKnown = context.identity.principal.kind !== 'anonymous'
    return {
      ...shown,
      Contents: objectsOf(walked, bucket, input.EncodingType, isKnown),
      MaxKeys: input.MaxKeys ?? max,
      Marker: keyEncoder(input.EncodingType)(input.Marker ?? ''),
      NextMarker: marker && keyEncoder(input.EncodingType)(marker),
    }
  },
})

/** The second listing: it goes on with a token. */
export const listObjectsV2 = operation(s3.ListObjectsV2, {
  readOnly: true,
  authorize: (input, context) => listCheck(input, context),

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const token = input.ContinuationToken
    const after = token === undefined ? input.StartAfter : keyOfToken(token)
    const { walked, shown, max } = await page(input, bucket, after, context)
    const next = walked.isTruncated ? walked.last : undefined
    return {
      ...shown,
      Contents: objectsOf(walked, bucket, input.EncodingType, input.FetchOwner ?? false),
      MaxKeys: input.MaxKeys ?? max,
      KeyCount: walked.items.length + walked.prefixes.length,
      ContinuationToken: token,
      NextContinuationToken: next === undefined ? undefined : tokenOfKey(next),
      // A token says all there is to say of where a page begins.
      StartAfter:
        input.StartAfter === undefined || token !== undefined
          ? undefined
          : keyEncoder(input.EncodingType)(input.StartAfter),
    }
  },
})

type Input = ListObjectsRequest | ListObjectsV2Request

function listCheck(input: Input, context: S3Context) {
  assertOwnerText(input)
  assertEncodingType(input.EncodingType)
  maxOf(input.MaxKeys)
  return bucketCheck('s3:ListBucket', input.Bucket, context, { context: listKeys(input) })
}

async function page(input: Input, bucket: Bucket, after: string | undefined, context: S3Context) {
  const { Prefix: prefix = '', EncodingType } = input
  const delimiter = delimiterOf(input)
  const max = maxOf(input.MaxKeys)
  const place = { kind: 's3.object', bucketId: bucket.id, prefix, delimiter }
  const walked = await walk(
    {
      ...place,
      max,
      after: markerKey(place, after),
      wanted: document => recordOf<Version>(document).kind === 'object',
    },
    context.documents,
  )
  const encode = keyEncoder(EncodingType)
  const shown = {
    BucketRegion: bucket.region,
    IsTruncated: walked.isTruncated,
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter && encode(delimiter),
    EncodingType,
    CommonPrefixes: prefixesOf(walked, EncodingType),
  }
  return { walked, shown, delimiter, max }
}

export const prefixesOf = ({ prefixes }: Walked, encodingType: string | undefined) =>
  prefixes.length === 0
    ? undefined
    : prefixes.map(prefix => ({ Prefix: keyEncoder(encodingType)(prefix) }))

function objectsOf(
  { items }: Walked,
  bucket: Bucket,
  encodingType: string | undefined,
  withOwner: boolean,
) {
  if (items.length === 0) return undefined
  const encode = keyEncoder(encodingType)
  return items.map(document => {
    const object = recordOf<StoredObject>(document)
    return {
      Key: encode(object.key),
      LastModified: object.modifiedAt,
      ETag: quoted(object.etag),
      ChecksumAlgorithm: [object.checksum.algorithm],
      ChecksumType: object.checksum.type,
      Size: object.sizeBytes,
      StorageClass: object.storageClass,
      Owner: withOwner ? owner(bucket.account) : undefined,
    }
  })
}

/** Opaque to clients; what is in it was shown to them anyway. */
const tokenOfKey = (objectKey: string) => Buffer.from(`1${objectKey}`).toString('base64url')

function keyOfToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (text.startsWith('1') && tokenOfKey(text.slice(1)) === token) return text.slice(1)
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token')
}
