import { ServiceError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { ActingAs, CallOptions, Calls } from '../wire/calls.ts'
import type { OperationRef } from '../wire/models/model.ts'
import { s3 } from '../wire/models/s3.ts'
import type { FoundObject, Place } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

export interface HouseParts {
  readonly calls: Calls
  readonly random: Random
}

/** Calls an operation of this server and turns its refusals into failures that name their request. */
export async function callHouse<I, O>(
  { calls, random }: HouseParts,
  operation: OperationRef<I, O>,
  input: I,
  { as, ...options }: CallOptions & { readonly as: ActingAs },
): Promise<O> {
  const requestId = random.uuid()
  try {
    return await calls.call(operation, input, as, { ...options, requestId })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new SourceFailure(error.code, error.message, requestId, error)
  }
}

/** A bucket of this server, entered through the same pipeline as anybody (spec/surroundings.md §0.3). */
export function houseSource(
  { bucket: Bucket, region }: Pick<Place, 'bucket' | 'region'>,
  as: ActingAs,
  parts: HouseParts,
): BucketSource {
  const where = { as, region }
  return {
    async region() {
      const { LocationConstraint } = await callHouse(parts, s3.GetBucketLocation, { Bucket }, where)
      return LocationConstraint || 'us-east-1'
    },
    async list({ prefix, after, token, delimiter, max }) {
      const page = await callHouse(
        parts,
        s3.ListObjectsV2,
        {
          Bucket,
          Prefix: prefix,
          StartAfter: after,
          ContinuationToken: token,
          Delimiter: delimiter,
          MaxKeys: max,
        },
        where,
      )
      return {
        objects: (page.Contents ?? []).map(found),
        prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
        next: page.NextContinuationToken,
      }
    },
    async head(Key) {
      const head = await callHouse(parts, s3.HeadObject, { Bucket, Key }, where)
      const facts = found({ ...head, Key, Size: head.ContentLength })
      const { SSEKMSKeyId: kmsKeyArn } = head
      return { ...facts, ...(kmsKeyArn !== undefined && { kmsKeyArn }) }
    },
    async *read(Key, { etag, start, end, signal } = {}) {
      const input = { Bucket, Key, IfMatch: etag && `"${etag}"`, Range: rangeOf(start, end) }
      const options = { ...where, ...(signal && { signal }) }
      const { Body } = await callHouse(parts, s3.GetObject, input, options)
      try {
        if (Body) yield* Body
      } catch (error) {
        signal?.throwIfAborted()
        // One object that cannot be read keeps nobody from the others.
        throw new SourceFailure('ReadFailed', 'its bytes cannot be read', undefined, error)
      }
    },
    async write(Key, bytes) {
      const Body = bodyOf(bytes)
      const input = { Bucket, Key, Body, ContentLength: bytes.length }
      await callHouse(parts, s3.PutObject, input, where)
    },
    async delete(Key) {
      await callHouse(parts, s3.DeleteObject, { Bucket, Key }, where)
    },
  }
}

/** `bytes=5-9` of `5 <= n < 10`; undefined for the whole. */
export function rangeOf(start: number | undefined, end: number | undefined): string | undefined {
  if (start === undefined && end === undefined) return undefined
  return `bytes=${start ?? 0}-${end === undefined ? '' : end - 1}`
}

/** ETags without their quotes. */
export const bareEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

function found(object: {
  readonly Key: string | undefined
  readonly ETag: string | undefined
  readonly Size: number | undefined
  readonly LastModified: number | undefined
  readonly StorageClass: string | undefined
}): FoundObject {
  const { Key: key = '', ETag, Size: size = 0, LastModified, StorageClass: storageClass } = object
  return {
    key,
    etag: bareEtag(ETag),
    size,
    lastModified: LastModified ?? 0,
    ...(storageClass !== undefined && { storageClass }),
  }
}

async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
