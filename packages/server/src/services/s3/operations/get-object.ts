import { type GetObjectRequest, type HeadObjectRequest, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { objectCheck, versioned } from '../checks.ts'
import { readParts } from '../content.ts'
import { operation, type S3Context } from '../context.ts'
import { openDataKey } from '../data-keys.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import { lifecycleExpiration } from '../lifecycle.ts'
import { assertObjectKey } from '../names.ts'
import { headOutput, typedChecksum } from '../outputs.ts'
import {
  assertFresh,
  assertVersionId,
  getObject as getStored,
  requestedPart,
  requestedRange,
  type Span,
} from '../read.ts'
import type { Bucket, ObjectChecksum, StoredObject } from '../records.ts'

type ReadInput = GetObjectRequest | HeadObjectRequest

/** Reads an object, or a range or part of it, as a stream (spec/surroundings.md §1.2). */
export const getObject = operation(s3.GetObject, {
  readOnly: true,
  authorize: (input, context) => readCheck(input, context),

  async handle(input, context) {
    const { bucket, object } = await readable(input, 'GET', context)
    const span = spanOf(input, object)
    const whole = { start: 0, end: object.sizeBytes }
    const dataKey = await openDataKey(object.encryption, bucket, context)
    return {
      ...headOutput(bucket, object),
      ...expirationOf(input, bucket, object),
      ...overrides(input),
      ...spanOutput(input, object, span),
      Body: readParts(object.parts, dataKey, span ?? whole, context),
    }
  },
})

/** What GetObject would tell, without the bytes. */
export const headObject = operation(s3.HeadObject, {
  readOnly: true,
  authorize: (input, context) => readCheck(input, context),

  async handle(input, context) {
    const { bucket, object } = await readable(input, 'HEAD', context)
    const span = spanOf(input, object)
    // The checksum of encrypted bytes is for those who may decrypt them.
    if (wantsChecksum(input)) await openDataKey(object.encryption, bucket, context)
    return {
      ...headOutput(bucket, object),
      ...expirationOf(input, bucket, object),
      ...overrides(input),
      ...spanOutput(input, object, span),
      ArchiveStatus: undefined,
    }
  },
})

function readCheck(input: ReadInput, context: S3Context) {
  assertObjectKey(input.Key)
  assertOwnerText(input)
  assertVersionId(input.VersionId)
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
  const { Bucket: bucket, Key: key, VersionId: versionId } = input
  return objectCheck(versioned('s3:GetObject', versionId), { bucket, key, versionId }, context)
}

async function readable(
  input: ReadInput,
  method: string,
  context: S3Context,
): Promise<{ bucket: Bucket; object: StoredObject }> {
  if (context.identity.principal.kind === 'anonymous' && hasOverrides(input)) {
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    )
  }
  const bucket = await getBucket(input, context)
  const place = { bucket, key: input.Key, versionId: input.VersionId, method }
  const object = await getStored(place, context)
  assertFresh(input, object, context.clock.now())
  return { bucket, object }
}

/** Rules end what is current: a version that is asked for by its id is told no end. */
const expirationOf = ({ VersionId }: ReadInput, bucket: Bucket, object: StoredObject) => ({
  Expiration: VersionId === undefined ? lifecycleExpiration(bucket, object) : undefined,
})

function spanOf({ Range, PartNumber }: ReadInput, object: StoredObject): Span | undefined {
  if (PartNumber !== undefined) return requestedPart(PartNumber, object)
  return requestedRange(Range, object.sizeBytes)
}

function spanOutput(input: ReadInput, object: StoredObject, span: Span | undefined) {
  const { PartNumber } = input
  const { sizeBytes, multipart, parts } = object
  const { start, end } = span ?? { start: 0, end: sizeBytes }
  return {
    ContentLength: end - start,
    ContentRange: span && `bytes ${start}-${Math.max(end - 1, 0)}/${sizeBytes}`,
    PartsCount: PartNumber !== undefined && multipart ? parts.length : undefined,
    ...typedChecksum(wantsChecksum(input) ? shownChecksum(input, object, span) : undefined),
  }
}

/** That of the whole is told with the whole, that of a part with the part where each has its own. */
function shownChecksum(
  { PartNumber }: ReadInput,
  { checksum, multipart, parts, sizeBytes }: StoredObject,
  span: Span | undefined,
): ObjectChecksum | undefined {
  if (PartNumber !== undefined && multipart && checksum.type === 'COMPOSITE') {
    const value = parts[PartNumber - 1]?.checksum
    return value ? { ...checksum, value } : undefined
  }
  const isWhole = !span || (span.start === 0 && span.end === sizeBytes)
  return isWhole ? checksum : undefined
}

const wantsChecksum = ({ ChecksumMode }: ReadInput) => ChecksumMode?.toUpperCase() === 'ENABLED'

const OVERRIDES = [
  ['ResponseCacheControl', 'CacheControl', 'response-cache-control'],
  ['ResponseContentDisposition', 'ContentDisposition', 'response-content-disposition'],
  ['ResponseContentEncoding', 'ContentEncoding', 'response-content-encoding'],
  ['ResponseContentLanguage', 'ContentLanguage', 'response-content-language'],
  ['ResponseContentType', 'ContentType', 'response-content-type'],
  ['ResponseExpires', 'Expires', 'response-expires'],
] as const

const hasOverrides = (input: ReadInput) => OVERRIDES.some(([name]) => input[name] !== undefined)

/** Headers that a signed request wants in place of the object's. @throws ServiceError InvalidArgument */
function overrides(input: ReadInput): Partial<Record<(typeof OVERRIDES)[number][1], string>> {
  const wanted: Partial<Record<(typeof OVERRIDES)[number][1], string>> = {}
  for (const [from, to, wireName] of OVERRIDES) {
    const value = input[from]
    if (value === undefined) continue
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
      throw invalidArgument('Header value cannot be represented using ISO-8859-1.', wireName, value)
    }
    wanted[to] = value
  }
  return wanted
}
