import { type GetObjectAttributesRequest, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { bucketCheck, objectCheck, versioned } from '../checks.ts'
import { operation } from '../context.ts'
import { openDataKey } from '../data-keys.ts'
import { invalidArgument } from '../errors.ts'
import { maxOf } from '../listing.ts'
import { checksumMembers, owner, ownerId, shownVersion, typedChecksum } from '../outputs.ts'
import { assertVersionId, getObject } from '../read.ts'
import type { ObjectChecksum, StoredObject } from '../records.ts'

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']

/** Facts of an object that the client names one by one. */
export const getObjectAttributes = operation(s3.GetObjectAttributes, {
  readOnly: true,

  async authorize(input, context) {
    assertOwnerText(input)
    assertVersionId(input.VersionId)
    for (const attribute of input.ObjectAttributes) {
      if (ATTRIBUTES.includes(attribute)) continue
      throw invalidArgument(
        'Invalid attribute name specified.',
        'x-amz-object-attributes',
        attribute,
      )
    }
    const { Bucket: bucket, Key: key, VersionId: versionId } = input
    const place = { bucket, key, versionId }
    return [
      await objectCheck(versioned('s3:GetObject', versionId), place, context),
      await objectCheck(versioned('s3:GetObjectAttributes', versionId), place, context),
    ]
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { Key: key, VersionId: versionId, ObjectAttributes } = input
    const object = await getObject({ bucket, key, versionId, method: 'GET' }, context)
    const wants = (name: string) => ObjectAttributes.includes(name)
    if (wants('Checksum')) await openDataKey(object.encryption, bucket, context)
    return {
      DeleteMarker: undefined,
      LastModified: object.modifiedAt,
      VersionId: shownVersion(bucket, object),
      RequestCharged: undefined,
      ETag: wants('ETag') ? object.etag : undefined,
      Checksum: wants('Checksum') ? typedChecksum(bare(object.checksum)) : undefined,
      ObjectParts: wants('ObjectParts') && object.multipart ? partsOf(input, object) : undefined,
      StorageClass: wants('StorageClass') ? object.storageClass : undefined,
      ObjectSize: wants('ObjectSize') ? object.sizeBytes : undefined,
    }
  },
})

/** Without the number of the parts. */
const bare = (checksum: ObjectChecksum): ObjectChecksum => ({
  ...checksum,
  value: checksum.value.replace(/-\d+$/, ''),
})

/** Parts are told one by one only where each has a checksum of its own. */
function partsOf(
  { MaxParts, PartNumberMarker }: GetObjectAttributesRequest,
  { parts, checksum }: StoredObject,
) {
  const max = maxOf(MaxParts, 'max-parts')
  const marker = Number(PartNumberMarker ?? 0) || 0
  const rest = parts.filter(({ number }) => number > marker)
  const shown = rest.slice(0, max)
  const { algorithm } = checksum
  const isTold = checksum.type === 'COMPOSITE'
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: isTold ? (marker as never) : undefined,
    NextPartNumberMarker: isTold ? ((shown.at(-1)?.number ?? 0) as never) : undefined,
    MaxParts: isTold ? max : undefined,
    IsTruncated: isTold ? rest.length > max : undefined,
    Parts: isTold
      ? shown.map(part => ({
          PartNumber: part.number,
          Size: part.sizeBytes,
          ...checksumMembers({ algorithm, value: part.checksum ?? '' }),
        }))
      : undefined,
  }
}

/** ACLs say one thing here: the owner may do everything. */
const ownerGrants = (account: string) => [
  {
    Grantee: {
      DisplayName: undefined,
      EmailAddress: undefined,
      ID: ownerId(account),
      Type: 'CanonicalUser',
      URI: undefined,
    },
    Permission: 'FULL_CONTROL',
  },
]

export const getBucketAcl = operation(s3.GetBucketAcl, {
  readOnly: true,
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:GetBucketAcl', input.Bucket, context)
  },
  async handle(input, context) {
    const { account } = await getBucket(input, context)
    return { Owner: owner(account), Grants: ownerGrants(account) }
  },
})

export const getObjectAcl = operation(s3.GetObjectAcl, {
  readOnly: true,
  authorize(input, context) {
    assertOwnerText(input)
    assertVersionId(input.VersionId)
    const { Bucket: bucket, Key: key, VersionId: versionId } = input
    return objectCheck(versioned('s3:GetObjectAcl', versionId), { bucket, key, versionId }, context)
  },
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { Key: key, VersionId: versionId } = input
    await getObject({ bucket, key, versionId, method: 'GET' }, context)
    const { account } = bucket
    return { Owner: owner(account), Grants: ownerGrants(account), RequestCharged: undefined }
  },
})
