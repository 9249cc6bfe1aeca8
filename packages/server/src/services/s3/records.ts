import type { Tag } from '../../access/identity.ts'
import type { PinnedDocument } from '../../access/records.ts'
import type { BlobId } from '../../blobs/blobs.ts'
import { key, within } from '../../store/key.ts'
import type { Document, Key, Write } from '../../store/store.ts'
import type { ChecksumAlgorithm } from '../../wire/checksums.ts'

/**
 * Buckets, objects and uploads as documents. What belongs to a bucket hangs on its id, which is new with
 * every creation. Times are epoch ms.
 */
export interface Bucket {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly region: string
  /** The other name of eu-west-1, when the bucket was created under it. */
  readonly constraint?: 'EU'
  readonly createdAt: number
  readonly tags: readonly Tag[]
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly policy?: PinnedDocument
  /** Undefined after they were deleted. */
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'
  readonly publicAccessBlock?: PublicAccessBlock
  /** The default of new objects; SSE-S3 when absent. */
  readonly encryption?: BucketEncryption
  /** The setting was deleted: objects are encrypted all the same. */
  readonly encryptionDeleted?: true
  readonly lifecycle?: Lifecycle
  /** Where requests to it are logged. */
  readonly logging?: BucketLogging
  /** Its deletion has begun: nothing may come in. */
  readonly deletingSince?: number
}

export interface BucketLogging {
  readonly targetBucket: string
  readonly targetPrefix: string
  /** How the client spelt what follows the prefix; nothing, which is simple, too, when absent. */
  readonly keyFormat?: 'simple' | PartitionDate
}

/** Whose day names the folder of a log: that of its requests, or that of its delivery. */
export type PartitionDate = 'EventTime' | 'DeliveryTime'

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}

export interface BucketEncryption {
  readonly algorithm: 'AES256' | 'aws:kms'
  readonly keyId?: string
  readonly bucketKey: boolean
}

export interface Lifecycle {
  readonly rules: readonly LifecycleRule[]
  readonly smallest?: string
}

export interface LifecycleRule {
  readonly id: string
  readonly enabled: boolean
  /** The old spelling, outside of a filter. */
  readonly prefix?: string
  readonly filter?: LifecycleFilter
  readonly expiration?: {
    readonly days?: number
    readonly date?: number
    readonly expiredMarkers?: boolean
  }
  readonly noncurrent?: { readonly days?: number; readonly newer?: number }
  readonly abortDays?: number
}

export interface LifecycleFilter {
  readonly prefix?: string
  readonly tags?: readonly Tag[]
  readonly largerThan?: number
  readonly smallerThan?: number
  /** Whether it was spelt as a conjunction. */
  readonly isAnd?: boolean
}

/** One version of a key: an object, or a delete marker. */
export type Version = StoredObject | DeleteMarker

interface Placed {
  readonly key: string
  /** `null` in buckets that were never versioned. */
  readonly versionId: string
  /** Newer versions of a key come first. */
  readonly place: string
  readonly modifiedAt: number
  /** Where the null version stands, when this is the newest and that an older one. */
  readonly nullAt?: string
}

export interface DeleteMarker extends Placed {
  readonly kind: 'marker'
}

export interface StoredObject extends Placed {
  readonly kind: 'object'
  readonly sizeBytes: number
  /** Hex, without quotes. */
  readonly etag: string
  readonly checksum: ObjectChecksum
  /** In the order of their bytes; several for what was uploaded in parts. */
  readonly parts: readonly StoredPart[]
  /** Whether it was uploaded in parts, if only in one. */
  readonly multipart: boolean
  readonly encryption: ObjectEncryption
  readonly storageClass: string
  readonly headers: ContentHeaders
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
}

export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** Bytes encrypted under the object's data key and a salt of their own: in a blob, or right here if they are few. */
export interface StoredPart {
  readonly number: number
  readonly blob?: BlobId
  /** The encrypted frames, base64. */
  readonly inline?: string
  readonly sizeBytes: number
  readonly salt: string
  readonly checksum?: string
}

export type ObjectEncryption =
  | { readonly kind: 'AES256'; readonly sealedKey: string }
  | {
      readonly kind: 'aws:kms'
      readonly keyArn: string
      /** The data key as KMS wrapped it, base64. */
      readonly wrappedKey: string
      readonly context: Readonly<Record<string, string>>
      readonly bucketKey: boolean
    }

export interface ContentHeaders {
  readonly cacheControl?: string
  readonly contentDisposition?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly contentType: string
  readonly expires?: string
  readonly websiteRedirect?: string
}

/** An upload in parts that is not complete. */
export interface Upload {
  readonly id: string
  readonly key: string
  readonly startedAt: number
  readonly initiator: string
  readonly encryption: ObjectEncryption
  readonly storageClass: string
  readonly headers: ContentHeaders
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** The object of its key was deleted while it ran. */
  readonly isOvertaken?: boolean
  /** What the client asked for; CRC64NVME of the whole when it asked for nothing. */
  readonly checksum?: {
    readonly algorithm: ChecksumAlgorithm
    readonly type: ObjectChecksum['type']
  }
}

export interface UploadedPart extends StoredPart {
  readonly blob: BlobId
  readonly etag: string
  readonly modifiedAt: number
  /** With what algorithm `checksum` was made. */
  readonly algorithm: ChecksumAlgorithm
}

/** Blobs that no object names any more, to be deleted later. */
export interface Trash {
  readonly blobs: readonly BlobId[]
  readonly after: number
}

export const bucketKey = (name: string): Key => key('s3.bucket', name)
export const bucketOfAccountKey = (account: string, name: string): Key =>
  key('s3.account-bucket', account, name)
export const bucketsOf = (account: string) => within('s3.account-bucket', account)
export const bucketCountKey = (account: string): Key => key('s3.bucket-count', account)

/** The newest version of a key, be it an object or a marker. */
export const headKey = (bucketId: string, objectKey: string): Key =>
  key('s3.object', bucketId, objectKey)
export const headsOf = (bucketId: string) => within('s3.object', bucketId)
/** An older version. */
export const olderKey = (bucketId: string, objectKey: string, place: string): Key =>
  key('s3.version', bucketId, objectKey, place)
export const olderOf = (bucketId: string, ...objectKey: readonly string[]) =>
  within('s3.version', bucketId, ...objectKey)

export const uploadKey = (bucketId: string, objectKey: string, uploadId: string): Key =>
  key('s3.upload', bucketId, objectKey, uploadId)
export const uploadsOf = (bucketId: string) => within('s3.upload', bucketId)
export const uploadsOfKey = (bucketId: string, objectKey: string) =>
  within('s3.upload', bucketId, objectKey)
export const partKey = (bucketId: string, uploadId: string, number: number): Key =>
  key('s3.part', bucketId, uploadId, String(number).padStart(5, '0'))
export const partsOf = (bucketId: string, uploadId: string) => within('s3.part', bucketId, uploadId)

export const trashKey = (after: number, id: string): Key =>
  key('s3.trash', String(after).padStart(15, '0'), id)
export const trashBefore = (now: number): [Key, Key] => [
  within('s3.trash')[0],
  key('s3.trash', String(now).padStart(15, '0')),
]

/** The store's border: these documents are written by this service alone. */
export const recordOf = <T>(document: Document): T => document.value as unknown as T
export const putRecord = (at: Key, record: object): Extract<Write, { type: 'put' }> => ({
  type: 'put',
  key: at,
  // Undefined members are absent ones.
  value: JSON.parse(JSON.stringify(record)),
})

export const bucketArn = (name: string) => `arn:aws:s3:::${name}`
export const objectArn = (name: string, objectKey: string) => `arn:aws:s3:::${name}/${objectKey}`
