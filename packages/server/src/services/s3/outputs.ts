import { createHash } from 'node:crypto'
import type { Checksum } from '../../wire/checksums.ts'
import { encodedMetadata } from './metadata-words.ts'
import type { Bucket, ObjectChecksum, ObjectEncryption, StoredObject, Version } from './records.ts'

/** The wire's members out of records. */

export const quoted = (etag: string) => `"${etag}"`

export interface ChecksumMembers {
  readonly ChecksumCRC32: string | undefined
  readonly ChecksumCRC32C: string | undefined
  readonly ChecksumCRC64NVME: string | undefined
  readonly ChecksumSHA1: string | undefined
  readonly ChecksumSHA256: string | undefined
}

/** The member of the one algorithm that there is. */
export function checksumMembers(checksum: Checksum | undefined): ChecksumMembers {
  const by = (algorithm: Checksum['algorithm']) =>
    checksum?.algorithm === algorithm ? checksum.value : undefined
  return {
    ChecksumCRC32: by('CRC32'),
    ChecksumCRC32C: by('CRC32C'),
    ChecksumCRC64NVME: by('CRC64NVME'),
    ChecksumSHA1: by('SHA1'),
    ChecksumSHA256: by('SHA256'),
  }
}

export const typedChecksum = (checksum: ObjectChecksum | undefined) => ({
  ...checksumMembers(checksum),
  ChecksumType: checksum?.type,
})

export const encryptionMembers = (encryption: ObjectEncryption) => ({
  ServerSideEncryption: encryption.kind,
  SSEKMSKeyId: encryption.kind === 'aws:kms' ? encryption.keyArn : undefined,
  BucketKeyEnabled: encryption.kind === 'aws:kms' && encryption.bucketKey ? true : undefined,
  SSECustomerAlgorithm: undefined,
  SSECustomerKeyMD5: undefined,
})

/** The canonical id of an account: nothing but its number in disguise. */
export const ownerId = (account: string) =>
  createHash('sha256').update(`canonical id of ${account}`).digest('hex')

export const owner = (account: string) => ({ ID: ownerId(account), DisplayName: undefined })

/** Absent while the bucket was never versioned. */
export const shownVersion = ({ versioning }: Bucket, { versionId }: Pick<Version, 'versionId'>) =>
  versioning === undefined && versionId === 'null' ? undefined : versionId

/** A version that was written or copied, unless it is the null one. */
export const namedVersion = ({ versionId }: Pick<Version, 'versionId'>) =>
  versionId === 'null' ? undefined : versionId

/** What GetObject and HeadObject tell alike. */
export function headOutput(bucket: Bucket, object: StoredObject) {
  const { headers, metadata } = object
  return {
    DeleteMarker: undefined,
    AcceptRanges: 'bytes',
    Restore: undefined,
    LastModified: object.modifiedAt,
    ETag: quoted(object.etag),
    MissingMeta: undefined,
    VersionId: shownVersion(bucket, object),
    CacheControl: headers.cacheControl,
    ContentDisposition: headers.contentDisposition,
    ContentEncoding: headers.contentEncoding,
    ContentLanguage: headers.contentLanguage,
    ContentType: headers.contentType,
    Expires: headers.expires,
    WebsiteRedirectLocation: headers.websiteRedirect,
    Metadata: encodedMetadata(metadata),
    ...encryptionMembers(object.encryption),
    StorageClass: object.storageClass === 'STANDARD' ? undefined : object.storageClass,
    RequestCharged: undefined,
    ReplicationStatus: undefined,
    TagCount: object.tags.length === 0 ? undefined : object.tags.length,
    ObjectLockMode: undefined,
    ObjectLockRetainUntilDate: undefined,
    ObjectLockLegalHoldStatus: undefined,
  }
}
