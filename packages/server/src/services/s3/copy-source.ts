import { getBucket } from './buckets.ts'
import { objectCheck, versioned } from './checks.ts'
import { readParts } from './content.ts'
import type { S3Context } from './context.ts'
import { openDataKey } from './data-keys.ts'
import { invalidArgument, invalidRequest, preconditionFailed, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import { assertVersionId, failedCondition, getObject, type Span } from './read.ts'
import type { Bucket, StoredObject } from './records.ts'
import { findVersion } from './versions.ts'

/** Where a copy comes from. */
export interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
}

/** `bucket/key?versionId=…`, percent-encoded. @throws ServiceError InvalidArgument */
export function copySourceOf(text: string): CopySource {
  const cut = text.search(/\?versionId=[^?]*$/)
  const path = (cut < 0 ? text : text.slice(0, cut)).replace(/^\//, '')
  const versionId = cut < 0 ? undefined : text.slice(cut + '?versionId='.length)
  const slash = path.indexOf('/')
  if (slash <= 0 || slash === path.length - 1) throw invalidSource()
  assertVersionId(versionId)
  try {
    // Clients encode the key or leave it: a plus sign is one, in either case.
    const [bucket, key] = [path.slice(0, slash), path.slice(slash + 1)].map(decodeURIComponent)
    return { bucket: bucket ?? '', key: key ?? '', versionId }
  } catch {
    throw invalidSource()
  }
}

const invalidSource = () =>
  invalidArgument('Invalid copy source object key', 'x-amz-copy-source', 'x-amz-copy-source')

/** What reading the source demands. */
export function sourceCheck({ bucket, key, versionId }: CopySource, context: S3Context) {
  return objectCheck(versioned('s3:GetObject', versionId), { bucket, key, versionId }, context)
}

export interface SourceConditions {
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: number | undefined
  readonly CopySourceIfUnmodifiedSince?: number | undefined
  readonly ExpectedSourceBucketOwner?: string | undefined
}

/** @throws ServiceError PreconditionFailed, InvalidRequest, and what reading throws */
export async function getSource(
  source: CopySource,
  input: SourceConditions,
  context: S3Context,
): Promise<{ bucket: Bucket; object: StoredObject }> {
  const { ExpectedSourceBucketOwner: expected } = input
  const bucket = await getBucket(
    { Bucket: source.bucket, ExpectedBucketOwner: expected },
    context,
    { anyRegion: true },
  )
  const { key, versionId } = source
  if (versionId !== undefined) {
    const version = await findVersion(bucket, key, versionId, context)
    if (version?.kind === 'marker') {
      throw invalidRequest(
        'The source of a copy request may not specifically refer to a delete marker by version id.',
      )
    }
  }
  const object = await getObject({ bucket, key, versionId, method: 'GET' }, context)
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  }
  const failed = failedCondition(conditions, object, context.clock.now())
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed}`)
  return { bucket, object }
}

/** The bytes of the source, or a span of them; its data key is opened by the caller's own right. */
export async function* sourceBytes(
  { bucket, object }: { readonly bucket: Bucket; readonly object: StoredObject },
  span: Span,
  context: S3Context,
): AsyncGenerator<Uint8Array> {
  const dataKey = await openDataKey(object.encryption, bucket, context)
  yield* readParts(object.parts, dataKey, span, context)
}

/** All of it, or `bytes=first-last`, both there. @throws ServiceError InvalidArgument, InvalidRequest */
export function sourceSpan(
  range: string | undefined,
  { sizeBytes }: Pick<StoredObject, 'sizeBytes'>,
): Span {
  const span = range === undefined ? { start: 0, end: sizeBytes } : rangeOf(range, sizeBytes)
  if (span.end - span.start <= LIMITS.singlePutBytes) return span
  throw invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${LIMITS.singlePutBytes}`,
  )
}

function rangeOf(range: string, sizeBytes: number): Span {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range) ?? []
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      range,
    )
  }
  if (Number(first) >= sizeBytes && sizeBytes > 0) {
    throw s3Error(
      'InvalidRequest',
      'The specified copy range is invalid for the source object size',
      400,
    )
  }
  if (Number(last) >= sizeBytes) {
    const message = `Range specified is not valid for source object of size: ${sizeBytes}`
    throw invalidArgument(message, 'x-amz-copy-source-range', range)
  }
  return { start: Number(first), end: Number(last) + 1 }
}
