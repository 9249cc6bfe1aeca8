import { ServiceError } from '../../kernel/errors.ts'
import { bucketCheck } from './checks.ts'
import type { S3Context } from './context.ts'
import { invalidArgument, noSuchKey, noSuchVersion, preconditionFailed, s3Error } from './errors.ts'
import { quoted } from './outputs.ts'
import type { Bucket, StoredObject } from './records.ts'
import { findVersion, isVersionId } from './versions.ts'

/** What every operation that reads an object has in common. */

export interface Reading {
  readonly bucket: Bucket
  readonly key: string
  readonly versionId?: string | undefined
  /** As errors name it. */
  readonly method: string
  /** Whether a marker that is the newest version counts as what was meant, and refuses it. */
  readonly ofMarker?: boolean
}

/** @throws ServiceError InvalidArgument */
export function assertVersionId(versionId: string | undefined): void {
  if (versionId === undefined || isVersionId(versionId)) return
  throw invalidArgument('Invalid version id specified', 'versionId', versionId)
}

/**
 * The object, or what is told in its place: that it is missing only to those who may list the bucket.
 * @throws ServiceError NoSuchKey, NoSuchVersion, MethodNotAllowed, AccessDenied
 */
export async function getObject(
  { bucket, key, versionId, method, ofMarker = false }: Reading,
  context: S3Context,
): Promise<StoredObject> {
  const found = await findVersion(bucket, key, versionId, context)
  if (found?.kind === 'object') return found
  await context.authorize(await bucketCheck('s3:ListBucket', bucket.name, context))
  if (!found) {
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  }
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId }
  if (versionId === undefined && !ofMarker) throw noSuchKey(key, marker)
  const message = 'The specified method is not allowed against this resource.'
  throw s3Error('MethodNotAllowed', message, 405, {
    Method: method,
    ResourceType: 'DeleteMarker',
    ...marker,
    allow: 'DELETE',
    'last-modified': new Date(found.modifiedAt).toUTCString(),
  })
}

export interface ReadConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: number | undefined
  readonly IfUnmodifiedSince?: number | undefined
}

/** The conditions of HTTP, in its order. @throws ServiceError PreconditionFailed, or 304 */
export function assertFresh(conditions: ReadConditions, object: StoredObject, now: number): void {
  const failed = failedCondition(conditions, object, now)
  if (failed === undefined) return
  if (failed === 'If-Match' || failed === 'If-Unmodified-Since') throw preconditionFailed(failed)
  throw new ServiceError('NotModified', 'Not Modified', {
    status: 304,
    members: { etag: quoted(object.etag), 'last-modified': httpDate(object.modifiedAt) },
  })
}

/** The first condition that does not hold. */
export function failedCondition(
  { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince }: ReadConditions,
  { etag, modifiedAt }: StoredObject,
  now: number,
): string | undefined {
  const seconds = Math.floor(modifiedAt / 1000) * 1000
  const names = (list: string) =>
    list
      .split(',')
      .some(one => ['*', etag].includes(one.trim().replace(/^W\//, '').replaceAll('"', '')))
  if (IfMatch !== undefined) {
    if (!names(IfMatch)) return 'If-Match'
  } else if (IfUnmodifiedSince !== undefined && seconds > IfUnmodifiedSince) {
    return 'If-Unmodified-Since'
  }
  if (IfNoneMatch !== undefined) return names(IfNoneMatch) ? 'If-None-Match' : undefined
  // A date that has not come is no condition.
  const since =
    IfModifiedSince !== undefined && IfModifiedSince <= now ? IfModifiedSince : undefined
  return since !== undefined && seconds <= since ? 'If-Modified-Since' : undefined
}

const httpDate = (time: number) => new Date(time).toUTCString()

export interface Span {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

/** The bytes that a `Range` header asks for; undefined when it asks for nothing that we read. @throws InvalidRange */
export function requestedRange(range: string | undefined, sizeBytes: number): Span | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes)
    if (length === 0) throw invalidRange(range ?? '', sizeBytes)
    return { start: sizeBytes - length, end: sizeBytes }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= sizeBytes) throw invalidRange(range ?? '', sizeBytes)
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) }
}

/** The bytes of one part. @throws ServiceError InvalidPartNumber */
export function requestedPart(number: number, object: StoredObject): Span {
  const count = object.multipart ? object.parts.length : 1
  if (number < 1 || number > count) {
    throw s3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: count,
    })
  }
  if (!object.multipart) return { start: 0, end: object.sizeBytes }
  const start = object.parts.slice(0, number - 1).reduce((sum, part) => sum + part.sizeBytes, 0)
  return { start, end: start + (object.parts[number - 1]?.sizeBytes ?? 0) }
}

const invalidRange = (RangeRequested: string, ActualObjectSize: number) =>
  s3Error('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested,
    ActualObjectSize,
  })
