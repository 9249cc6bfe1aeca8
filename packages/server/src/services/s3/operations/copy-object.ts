import type { Tag } from '../../../access/identity.ts'
import { isChecksumAlgorithm } from '../../../wire/checksums.ts'
import { type CopyObjectRequest, s3 } from '../../../wire/models/s3.ts'
import { getBucket } from '../buckets.ts'
import { copyKeys, creation, objectCheck, versioned } from '../checks.ts'
import { orDiscard, orDiscardCopy, receive, type StoredBytes } from '../content.ts'
import { operation, type S3Context } from '../context.ts'
import { copySourceOf, getSource, sourceBytes, sourceCheck, sourceSpan } from '../copy-source.ts'
import { newDataKey } from '../data-keys.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import { lifecycleExpiration } from '../lifecycle.ts'
import { LIMITS } from '../limits.ts'
import { decodedMetadata } from '../metadata-words.ts'
import { encryptionMembers, namedVersion, quoted, shownVersion, typedChecksum } from '../outputs.ts'
import type { Bucket, StoredObject } from '../records.ts'
import { headerTags, tagsHeader } from '../tags.ts'
import { newVersion } from '../versions.ts'
import {
  assertAcl,
  assertMatches,
  assertWrite,
  commitVersion,
  contentHeaders,
  headOf,
} from '../write.ts'
import { etagOf, placeOf, writeChecks } from './put-object.ts'

/** Copies an object within the house; reading its source and writing its target are both decided. */
export const copyObject = operation(s3.CopyObject, {
  dataEvent: true,

  async authorize(input, context) {
    assertWrite(input)
    assertDirectives(input)
    const source = copySourceOf(input.CopySource)
    const { bucket, key, versionId } = source
    const checks = [await sourceCheck(source, context)]
    const copiesTags = (input.TaggingDirective ?? 'COPY') === 'COPY'
    const copied = copiesTags ? await sourceTags(source, context) : []
    if (copied.length > 0) {
      const action = versioned('s3:GetObjectTagging', versionId)
      checks.push(await objectCheck(action, { bucket, key, versionId }, context))
    }
    const Tagging = copiesTags ? tagsHeader(copied) : input.Tagging
    const more = { ...copyKeys(source, input.MetadataDirective), ...creation(true) }
    return [...checks, ...(await writeChecks({ ...input, Tagging }, context, more))]
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const source = copySourceOf(input.CopySource)
    const from = await getSource(source, input, context)
    assertChanges(input, bucket, from)
    assertAcl(input, bucket)
    assertMatches(input, await headOf(bucket, input, context), input.Key)
    const bytes = sourceBytes(from, sourceSpan(undefined, from.object), context)
    const { stored, head } = await orDiscard(bytes, context, async () => {
      const received = await receiveCopy(input, { bucket, bytes, source: from.object }, context)
      const found = await headOf(bucket, input, context)
      assertMatches(input, found, input.Key)
      return { stored: received, head: found }
    })
    const object: StoredObject = {
      ...objectOf(input, { stored, source: from.object }),
      ...newVersion(bucket, head, context),
    }
    await orDiscardCopy(bytes, context, () => commitVersion(bucket, object, head, context))
    return copyOutput(bucket, object, from.object)
  },
})

function copyOutput(bucket: Bucket, object: StoredObject, source: StoredObject) {
  return {
    CopyObjectResult: {
      ETag: quoted(object.etag),
      LastModified: object.modifiedAt,
      ...typedChecksum(object.checksum),
    },
    Expiration: lifecycleExpiration(bucket, object),
    CopySourceVersionId: namedVersion(source),
    VersionId: shownVersion(bucket, object),
    ...encryptionMembers(object.encryption),
    SSEKMSEncryptionContext: undefined,
    RequestCharged: undefined,
  }
}

function assertDirectives({
  MetadataDirective,
  TaggingDirective,
  ChecksumAlgorithm,
}: CopyObjectRequest): void {
  for (const [name, value] of [
    ['x-amz-metadata-directive', MetadataDirective],
    ['x-amz-tagging-directive', TaggingDirective],
  ] as const) {
    if (value === undefined || value === 'COPY' || value === 'REPLACE') continue
    const what = name === 'x-amz-metadata-directive' ? 'metadata' : 'tagging'
    throw invalidArgument(`Unknown ${what} directive.`, name, value)
  }
  if (ChecksumAlgorithm !== undefined && !isChecksumAlgorithm(ChecksumAlgorithm)) {
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    )
  }
}

/** The tags that would be copied: reading and setting them must be allowed. */
async function sourceTags(
  { bucket, key, versionId }: ReturnType<typeof copySourceOf>,
  context: S3Context,
): Promise<readonly Tag[]> {
  const check = await objectCheck('s3:GetObjectTagging', { bucket, key, versionId }, context)
  return (await check.tags?.()) ?? []
}

/** A copy onto itself that changes nothing is a mistake. @throws ServiceError InvalidRequest */
function assertChanges(
  input: CopyObjectRequest,
  bucket: Bucket,
  from: { readonly bucket: Bucket; readonly object: StoredObject },
): void {
  const isSame = from.bucket.id === bucket.id && from.object.key === input.Key
  const source = copySourceOf(input.CopySource)
  if (!isSame || source.versionId !== undefined) return
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    from.object.encryption.kind !== 'AES256' ||
    bucket.encryption !== undefined
  if (changes) return
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}

function receiveCopy(
  input: CopyObjectRequest,
  {
    bucket,
    bytes,
    source,
  }: {
    readonly bucket: Bucket
    readonly bytes: AsyncIterable<Uint8Array>
    readonly source: StoredObject
  },
  context: S3Context,
): Promise<StoredBytes> {
  const wanted = input.ChecksumAlgorithm
  const kept = source.checksum.algorithm
  return receive(
    {
      body: bytes,
      bucket,
      dataKey: () => newDataKey(input, { bucket, key: input.Key }, context),
      algorithm: wanted !== undefined && isChecksumAlgorithm(wanted) ? wanted : kept,
      maxBytes: LIMITS.singlePutBytes,
      mayBeInline: true,
    },
    context,
  )
}

type Copied = Omit<StoredObject, 'versionId' | 'place' | 'modifiedAt' | 'nullAt'>

function objectOf(
  input: CopyObjectRequest,
  { stored, source }: { readonly stored: StoredBytes; readonly source: StoredObject },
): Copied {
  const { dataKey, salt, sizeBytes, md5, checksum } = stored
  const { encryption } = dataKey
  const replaces = input.MetadataDirective === 'REPLACE'
  const { websiteRedirect: _, ...kept } = source.headers
  const redirect = input.WebsiteRedirectLocation
  return {
    kind: 'object',
    key: input.Key,
    sizeBytes,
    etag: etagOf(md5, salt, encryption.kind),
    checksum: { ...checksum, type: 'FULL_OBJECT' },
    parts: [{ number: 1, ...placeOf(stored), sizeBytes, salt }],
    multipart: false,
    encryption,
    // The class is the one thing that a copy never takes over.
    storageClass: input.StorageClass ?? 'STANDARD',
    headers: replaces
      ? contentHeaders(input)
      : { ...kept, ...(redirect !== undefined && { websiteRedirect: redirect }) },
    metadata: replaces ? decodedMetadata(input.Metadata) : source.metadata,
    tags: input.TaggingDirective === 'REPLACE' ? headerTags(input.Tagging) : source.tags,
  }
}
