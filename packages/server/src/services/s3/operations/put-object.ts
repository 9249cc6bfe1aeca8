import { createHash } from 'node:crypto'
import type { Check } from '../../../access/check.ts'
import type { ChecksumAlgorithm } from '../../../wire/checksums.ts'
import { type PutObjectRequest, s3 } from '../../../wire/models/s3.ts'
import { isVerifiedBody } from '../../../wire/verified-body.ts'
import { getBucket } from '../buckets.ts'
import { creation, etagChecks, objectCheck, tagKeys, writeKeys } from '../checks.ts'
import { orDiscard, receive, type StoredBytes } from '../content.ts'
import { operation, type S3Context } from '../context.ts'
import { newDataKey } from '../data-keys.ts'
import { lifecycleExpiration } from '../lifecycle.ts'
import { LIMITS } from '../limits.ts'
import { decodedMetadata } from '../metadata-words.ts'
import { encryptionMembers, namedVersion, quoted, typedChecksum } from '../outputs.ts'
import type { Bucket, StoredObject, Version } from '../records.ts'
import { headerTags } from '../tags.ts'
import { newVersion } from '../versions.ts'
import {
  assertAcl,
  assertMatches,
  assertWrite,
  commitVersion,
  contentHeaders,
  hasAcl,
  headOf,
} from '../write.ts'

/**
 * Stores an object. Its bytes are asked for once the caller is allowed to, and it appears once the last of
 * them was verified (spec/surroundings.md §1.2).
 */
export const putObject = operation(s3.PutObject, {
  dataEvent: true,

  async authorize(input, context) {
    assertWrite(input)
    return writeChecks(input, context, creation(true))
  },

  async handle(input, context) {
    const { bucket, object, head } = await orDiscard(input.Body, context, async () => {
      const into = await getBucket(input, context)
      assertAcl(input, into)
      assertMatches(input, await headOf(into, input, context), input.Key)
      const stored = await receiveObject(input, into, context)
      const found = await headOf(into, input, context)
      assertMatches(input, found, input.Key)
      const made = objectOf(input, into, { stored, head: found }, context)
      return { bucket: into, object: made, head: found }
    })
    await commitVersion(bucket, object, head, context)
    return putOutput(bucket, object)
  },
})

/** What writing an object demands, with its tags and its ACL. */
export async function writeChecks(
  input: Pick<PutObjectRequest, 'Bucket' | 'Key' | 'Tagging' | 'ACL' | 'IfMatch'>,
  context: S3Context,
  more: NonNullable<Check['context']>,
): Promise<Check[]> {
  const tags = headerTags(input.Tagging)
  const place = { bucket: input.Bucket, key: input.Key }
  const keys = { ...writeKeys(input), ...tagKeys(tags), ...more }
  const checks = [await objectCheck('s3:PutObject', place, context, keys)]
  if (input.Tagging !== undefined) {
    checks.push(await objectCheck('s3:PutObjectTagging', place, context, tagKeys(tags)))
  }
  if (hasAcl(input) && !isDelivery(input, context))
    checks.push(await objectCheck('s3:PutObjectAcl', place, context, keys))
  return [...checks, ...(await etagChecks(place, input.IfMatch, context))]
}

/**
 * A service that delivers into a bucket leaves the object to the bucket's owner: as in every published policy for
 * such deliveries, `s3:PutObject` alone decides.
 */
const isDelivery = ({ ACL }: Pick<PutObjectRequest, 'ACL'>, { identity }: S3Context) =>
  ACL === 'bucket-owner-full-control' && identity.principal.kind === 'service'

function receiveObject(
  input: PutObjectRequest,
  bucket: Bucket,
  context: S3Context,
): Promise<StoredBytes> {
  const { Body, Key, ContentMD5 } = input
  return receive(
    {
      body: Body,
      bucket,
      dataKey: () => newDataKey(input, { bucket, key: Key }, context),
      algorithm: wantedAlgorithm(Body),
      contentMd5: ContentMD5,
      maxBytes: LIMITS.singlePutBytes,
      mayBeInline: true,
    },
    context,
  )
}

/** S3 adds a checksum of its own where the client sends none. */
const wantedAlgorithm = (body: PutObjectRequest['Body']): ChecksumAlgorithm =>
  (body && isVerifiedBody(body) ? body.algorithm : undefined) ?? 'CRC64NVME'

function objectOf(
  input: PutObjectRequest,
  bucket: Bucket,
  { stored, head }: { readonly stored: StoredBytes; readonly head: Version | undefined },
  context: S3Context,
): StoredObject {
  const { dataKey, salt, sizeBytes, md5, checksum } = stored
  const { encryption } = dataKey
  return {
    kind: 'object',
    key: input.Key,
    ...newVersion(bucket, head, context),
    sizeBytes,
    etag: etagOf(md5, salt, encryption.kind),
    checksum: { ...checksum, type: 'FULL_OBJECT' },
    parts: [{ number: 1, ...placeOf(stored), sizeBytes, salt }],
    multipart: false,
    encryption,
    storageClass: input.StorageClass ?? 'STANDARD',
    headers: contentHeaders(input),
    metadata: decodedMetadata(input.Metadata),
    tags: headerTags(input.Tagging),
  }
}

/** The MD5 of the bytes; under a KMS key it tells nothing about them. */
export const etagOf = (md5: Buffer, salt: string, kind: StoredObject['encryption']['kind']) =>
  kind === 'AES256' ? md5.toString('hex') : createHash('md5').update(md5).update(salt).digest('hex')

export const placeOf = ({ blob, inline }: Pick<StoredBytes, 'blob' | 'inline'>) => ({
  ...(blob !== undefined && { blob }),
  ...(inline !== undefined && { inline }),
})

function putOutput(bucket: Bucket, object: StoredObject) {
  return {
    Expiration: lifecycleExpiration(bucket, object),
    ETag: quoted(object.etag),
    ...typedChecksum(object.checksum),
    ...encryptionMembers(object.encryption),
    SSEKMSEncryptionContext: undefined,
    VersionId: namedVersion(object),
    RequestCharged: undefined,
    Size: undefined,
  }
}
