import type { Tag } from '../../access/identity.ts'
import { successor } from '../../store/order.ts'
import { assertOwnerText } from './buckets.ts'
import type { S3Context } from './context.ts'
import { assertEncryption, type EncryptionInput } from './data-keys.ts'
import { invalidRequest, noSuchKey, notImplemented, preconditionFailed, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import { assertObjectKey } from './names.ts'
import { type Bucket, type ContentHeaders, headKey, recordOf, type Version } from './records.ts'
import { findVersion, putVersion } from './versions.ts'

/** What every operation that writes an object has in common. */

export interface WriteInput extends EncryptionInput {
  readonly Bucket: string
  readonly Key: string
  readonly ExpectedBucketOwner?: string | undefined
  readonly ACL?: string | undefined
  readonly GrantFullControl?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWriteACP?: string | undefined
  readonly StorageClass?: string | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
  readonly ObjectLockMode?: string | undefined
  readonly ObjectLockRetainUntilDate?: number | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

export interface HeaderInput {
  readonly CacheControl?: string | undefined
  readonly ContentDisposition?: string | undefined
  readonly ContentEncoding?: string | undefined
  readonly ContentLanguage?: string | undefined
  readonly ContentType?: string | undefined
  readonly Expires?: string | undefined
  readonly WebsiteRedirectLocation?: string | undefined
}

/** What the head alone decides: before authorization, for it tells nothing of what exists. @throws ServiceError */
export function assertWrite(input: WriteInput): void {
  assertObjectKey(input.Key)
  assertOwnerText(input)
  assertEncryption(input)
  assertConditions(input)
  const { StorageClass = 'STANDARD', Metadata = {} } = input
  if (!STORAGE_CLASSES.has(StorageClass)) {
    throw s3Error('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: StorageClass,
    })
  }
  const size = Object.entries(Metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
  if (size > LIMITS.metadataBytes) {
    throw s3Error(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { Size: size, MaxSizeAllowed: LIMITS.metadataBytes },
    )
  }
  // There is no object lock: what asks for it is never written without.
  if (input.ObjectLockMode ?? input.ObjectLockRetainUntilDate ?? input.ObjectLockLegalHoldStatus) {
    throw invalidRequest('Bucket is missing Object Lock Configuration')
  }
}

/** Storage costs the same here whatever its class; archives, which cannot be read at once, are not built. */
const STORAGE_CLASSES = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
])

function assertConditions({ IfMatch, IfNoneMatch }: WriteInput): void {
  const refused = (name: string) =>
    notImplemented(name, `We don't accept the provided value of ${name} header for this API`)
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    const message = 'Multiple conditional request headers present in the request'
    throw notImplemented('If-Match,If-None-Match', message)
  }
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw refused('If-None-Match')
  if (IfMatch === '*') throw refused('If-Match')
}

/** ACLs are off where the owner is enforced; elsewhere only the private one is built. @throws ServiceError */
export function assertAcl(input: WriteInput, { ownership }: Bucket): void {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP } = input
  const grants = GrantFullControl ?? GrantRead ?? GrantReadACP ?? GrantWriteACP
  if (ACL === undefined && grants === undefined) return
  if (ACL === 'bucket-owner-full-control' && grants === undefined) return
  if (ownership === 'BucketOwnerEnforced') {
    throw s3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)
  }
  if (ACL === 'private' && grants === undefined) return
  throw notImplemented('x-amz-acl')
}

export const hasAcl = ({
  ACL,
  GrantFullControl,
  GrantRead,
  GrantReadACP,
  GrantWriteACP,
}: WriteInput) =>
  (ACL ?? GrantFullControl ?? GrantRead ?? GrantReadACP ?? GrantWriteACP) !== undefined

/** The head of a key as the conditions need it: expected unchanged by the commit only where that matters. */
export async function headOf(
  bucket: Bucket,
  { Key, IfMatch, IfNoneMatch }: Pick<WriteInput, 'Key' | 'IfMatch' | 'IfNoneMatch'>,
  context: S3Context,
): Promise<Version | undefined> {
  const isGuarded = (IfMatch ?? IfNoneMatch) !== undefined || bucket.versioning !== undefined
  if (isGuarded) return findVersion(bucket, Key, undefined, context)
  // Whoever writes last wins: it need not be the one that read what is there now.
  const at = headKey(bucket.id, Key)
  const { documents } = await context.documents.range(at, successor(at), { limit: 1 })
  return documents[0] && recordOf<Version>(documents[0])
}

/** @throws ServiceError PreconditionFailed, NoSuchKey */
export function assertMatches(
  { IfMatch, IfNoneMatch }: Pick<WriteInput, 'IfMatch' | 'IfNoneMatch'>,
  head: Version | undefined,
  objectKey: string,
): void {
  const object = head?.kind === 'object' ? head : undefined
  if (IfNoneMatch !== undefined && object) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!object) throw noSuchKey(objectKey)
  if (IfMatch.replaceAll('"', '') !== object.etag) throw preconditionFailed('If-Match')
}

/** Commits a version as the newest of its key. */
export async function commitVersion(
  bucket: Bucket,
  version: Version,
  head: Version | undefined,
  context: S3Context,
): Promise<void> {
  await context.documents.commit(await putVersion(bucket, version, head, context))
}

export function contentHeaders(input: HeaderInput): ContentHeaders {
  // The encoding of the transfer is none of the object's.
  const encodings = (input.ContentEncoding ?? '')
    .split(',')
    .map(encoding => encoding.trim())
    .filter(encoding => encoding !== '' && encoding.toLowerCase() !== 'aws-chunked')
  return {
    contentType: input.ContentType || 'binary/octet-stream',
    ...present('cacheControl', input.CacheControl),
    ...present('contentDisposition', input.ContentDisposition),
    ...present('contentEncoding', encodings.length > 0 ? encodings.join(',') : undefined),
    ...present('contentLanguage', input.ContentLanguage),
    ...present('expires', input.Expires),
    ...present('websiteRedirect', input.WebsiteRedirectLocation),
  }
}

export const isTagged = (tags: readonly Tag[]) => tags.length > 0

const present = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [key in K]?: V }
