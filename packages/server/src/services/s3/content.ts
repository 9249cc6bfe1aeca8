import { createHash } from 'node:crypto'
import type { BlobId } from '../../blobs/blobs.ts'
import { gather } from '../../blobs/gather.ts'
import { assert } from '../../kernel/errors.ts'
import { release } from '../../kernel/release.ts'
import { CommitConflict } from '../../store/store.ts'
import { type Checksum, type ChecksumAlgorithm, startChecksum } from '../../wire/checksums.ts'
import { isVerifiedBody } from '../../wire/verified-body.ts'
import type { S3Context } from './context.ts'
import type { DataKey } from './data-keys.ts'
import { noSuchBucket, s3Error } from './errors.ts'
import { blobKey, openFrames, sealedRange, sealFrames } from './frames.ts'
import { LIMITS } from './limits.ts'
import type { Bucket, StoredPart } from './records.ts'

/** Bytes that are on disk, encrypted, and that no document names yet. */
export interface StoredBytes {
  readonly dataKey: DataKey
  /** Of the bucket that the data key is sealed for. */
  readonly bucketId: string
  /** Where they are: one of both. */
  readonly blob?: BlobId
  readonly inline?: string
  readonly salt: string
  readonly sizeBytes: number
  readonly md5: Buffer
  readonly checksum: Checksum
}

export interface Receiving {
  readonly body: Body
  readonly bucket: Pick<Bucket, 'id' | 'name'>
  /** Made or opened when the body is about to be read. */
  readonly dataKey: () => Promise<DataKey>
  /** Of the checksum to keep; not computed again where the body brought it. */
  readonly algorithm: ChecksumAlgorithm
  readonly contentMd5?: string | undefined
  /** How errors spell the one that was expected. */
  readonly md5Shown?: 'hex' | 'base64'
  /** Few bytes may stay in the document that will name them. */
  readonly mayBeInline?: boolean
  readonly maxBytes: number
}

/**
 * Writes a body to a blob while hashing and encrypting it: it is never whole in memory. Nothing of it is
 * visible before a document names it. A request that runs again gets what it received the first time.
 * @throws ServiceError when the bytes are not those that were announced: nothing is left of them
 */
export async function receive(receiving: Receiving, context: S3Context): Promise<StoredBytes> {
  const { body, bucket } = receiving
  const known = body && context.received.get(body)
  const stored = known ?? store(receiving, context)
  if (body) context.received.set(body, stored)
  const { bucketId } = await stored
  // Another bucket has the name by now, under which nothing of these bytes could be read.
  if (bucketId !== bucket.id) throw noSuchBucket(bucket.name)
  return stored
}

type Body = AsyncIterable<Uint8Array> | undefined

/** What happens before the commit of received bytes: if it fails, they come to nothing and are deleted. */
export async function orDiscard<T>(
  body: Body,
  context: S3Context,
  prepare: () => Promise<T>,
): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    await discard(body, context)
    throw error
  }
}

/**
 * The commit of bytes that another attempt makes anew, out of a source that may have changed. After any other
 * failure a document may name them, for nobody knows whether it was written: then the sweep decides.
 */
export async function orDiscardCopy<T>(
  body: Body,
  context: S3Context,
  commit: () => Promise<T>,
): Promise<T> {
  try {
    return await commit()
  } catch (error) {
    if (error instanceof CommitConflict) await discard(body, context)
    throw error
  }
}

async function discard(body: Body, { received, blobs }: S3Context): Promise<void> {
  const stored = body && (await received.get(body)?.catch(() => undefined))
  // Why it goes matters more than that it does: the sweep finds what stays.
  if (stored?.blob !== undefined) await blobs.delete(stored.blob).catch(() => undefined)
}

async function store(receiving: Receiving, context: S3Context): Promise<StoredBytes> {
  const { body = NOTHING, contentMd5, maxBytes } = receiving
  const isVerified = isVerifiedBody(body)
  if (isVerified && body.sizeBytes > maxBytes) throw tooLarge(body.sizeBytes, maxBytes)
  const expectedMd5 = contentMd5 === undefined ? undefined : md5Of(contentMd5)
  const dataKey = await receiving.dataKey()
  const salt = Buffer.from(context.random.bytes(16)).toString('hex')
  const md5 = createHash('md5')
  // A checksum that came with the body was computed while it was verified.
  const isBrought = isVerified && body.algorithm === receiving.algorithm
  const own = isBrought ? undefined : startChecksum(receiving.algorithm)
  let sizeBytes = 0
  let digest: Buffer = Buffer.alloc(0)
  async function* measured() {
    for await (const chunk of body) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw tooLarge(sizeBytes, maxBytes)
      md5.update(chunk)
      own?.update(chunk)
      yield chunk
      // What came over the wire is nobody else's.
      if (isVerified) release(chunk)
    }
    digest = md5.digest()
    if (expectedMd5 && !expectedMd5.equals(digest))
      throw wrongMd5(expectedMd5.toString(receiving.md5Shown ?? 'hex'), digest)
  }
  const sealed = sealFrames(measured(), blobKey(dataKey.plain, salt))
  const isSmall = isVerified && body.sizeBytes <= LIMITS.inlineBytes && receiving.mayBeInline
  const place = isSmall
    ? { inline: (await gather(sealed)).toString('base64') }
    : { blob: await context.blobs.write(sealed) }
  const value = own ? own.value() : isVerified ? body.checksum()?.value : undefined
  assert(value !== undefined, 'bytes that were read have their checksum')
  const checksum = { algorithm: receiving.algorithm, value }
  const bucketId = receiving.bucket.id
  return { dataKey, bucketId, ...place, salt, sizeBytes, md5: digest, checksum }
}

/** The bytes of an object from `start` up to `end`, out of its parts. */
export async function* readParts(
  parts: readonly StoredPart[],
  dataKey: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  { blobs }: Pick<S3Context, 'blobs'>,
): AsyncGenerator<Uint8Array> {
  let offset = 0
  for (const { blob, inline, salt, sizeBytes } of parts) {
    const from = Math.max(start - offset, 0)
    const to = Math.min(end - offset, sizeBytes)
    offset += sizeBytes
    if (from >= to) continue
    const { start: first, end: last } = sealedRange(from, to)
    const sealed =
      inline === undefined
        ? blobs.read(asBlob(blob), { start: first, end: last })
        : only(Buffer.from(inline, 'base64').subarray(first, last))
    yield* openFrames(sealed, blobKey(dataKey, salt), { start: from, end: to, sizeBytes })
  }
}

function asBlob(blob: BlobId | undefined): BlobId {
  assert(blob !== undefined, 'bytes are in a blob or in their document')
  return blob
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

function md5Of(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 16 && bytes.toString('base64') === text) return bytes
  throw s3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
    'Content-MD5': text,
  })
}

const wrongMd5 = (ExpectedDigest: string, found: Buffer) =>
  s3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
    ExpectedDigest,
    CalculatedDigest: found.toString('base64'),
  })

const tooLarge = (ProposedSize: number, MaxSizeAllowed: number) =>
  s3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    ProposedSize,
    MaxSizeAllowed,
  })
