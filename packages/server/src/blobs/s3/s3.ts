import { createHash } from 'node:crypto'
import { type BlobId, BlobNotFound, type Blobs, type ByteRange } from '../blobs.ts'
import { gather } from '../gather.ts'
import { isBlobId, newBlobId } from '../id.ts'
import {
  type Asked,
  type BlobsPlace,
  type Client,
  type ClientParts,
  createClient,
} from './client.ts'
import { BlobsUnavailable } from './failure.ts'
import { LIMITS } from './limits.ts'
import { listed, OBJECTS, UPLOADS } from './listing.ts'
import { nameOf, OWNER } from './names.ts'
import { readBlob } from './read.ts'
import { createSlots } from './slots.ts'
import { sweepObjects } from './sweep.ts'
import { begin, giveUp } from './upload.ts'
import { writeBlob } from './write.ts'

/** Blobs as objects of a bucket, each byte for byte what the file of the same name would be. */
export interface S3Blobs extends Blobs {
  /** Does once, on a blob of its own, whatever blobs need. Nothing of it remains. @throws Error that says what is missing */
  check(): Promise<void>
  /** Which store's blobs these are; undefined when nobody has said so yet. */
  owner(): Promise<string | undefined>
  /** Says so, if nobody has. From then on a sweep sees first that it is still so: two may have said it at once. */
  own(store: string): Promise<void>
  /** Stores bytes under the id that they had: what a backup is restored with. */
  restore(id: BlobId, bytes: AsyncIterable<Uint8Array>): Promise<void>
}

export function s3Blobs(place: BlobsPlace, parts: ClientParts): S3Blobs {
  const { clock, random } = parts
  const client = createClient(place, parts)
  const writing = { client, clock, slots: createSlots(LIMITS.largeUploads) }
  let claimed: string | undefined
  const remove = async (id: BlobId) => {
    await client.ask({ operation: 'DeleteObject', method: 'DELETE', name: nameOf(id) })
  }
  const blobs: S3Blobs = {
    async write(bytes) {
      const id = newBlobId(random)
      await writeBlob(nameOf(id), bytes, writing)
      return id
    },
    read: (id, range) => read(id, range, client),
    readAll: id => gather(read(id, undefined, client)),
    async delete(id) {
      if (isBlobId(id)) await remove(id)
    },
    async sweep(isNamed, minimumAgeMs) {
      if (claimed !== undefined && (await readOwner(client)) !== claimed) {
        throw new Error('the bucket says that its blobs are of another store: nothing is swept')
      }
      return sweepObjects({ isNamed, before: clock.now() - minimumAgeMs }, client)
    },
    restore: (id, bytes) => writeBlob(nameOf(id), bytes, writing),
    check: () => check(blobs, client, newBlobId(random)).catch(explained(place)),
    owner: () => readOwner(client),
    async own(store) {
      claimed = store
      if ((await readOwner(client)) === undefined) await client.ask(ownership(store))
    },
  }
  return blobs
}

async function* read(id: BlobId, range: ByteRange = { start: 0 }, client: Client) {
  if (!isBlobId(id)) throw new BlobNotFound(id)
  try {
    yield* readBlob(nameOf(id), range, client)
  } catch (error) {
    throw isNoSuchKey(error) ? new BlobNotFound(id) : error
  }
}

const PROBE = Buffer.from('parley')

async function check(blobs: Blobs, client: Client, spare: BlobId): Promise<void> {
  for (const listing of [OBJECTS, UPLOADS]) {
    for await (const _page of listed(listing, 0, client)) break
  }
  await giveUp(nameOf(spare), await begin(nameOf(spare), client), client)
  const id = await blobs.write(PROBE)
  try {
    const found = await blobs.readAll(id)
    if (!PROBE.equals(found)) throw new Error('it does not give back what it was given')
    // Of an empty range the end is read: not every endpoint knows ranges that are counted from there.
    await gather(blobs.read(id, { start: 0, end: 0 }))
  } finally {
    await blobs.delete(id)
  }
}

const explained =
  ({ bucket, prefix, endpoint }: BlobsPlace) =>
  (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const code = cause instanceof BlobsUnavailable ? cause.code : ''
    const advice = ADVICE[code] ?? ''
    const where = `s3://${bucket}/${prefix} at ${endpoint}`
    throw new Error(`blobs cannot be kept in ${where}${advice}: ${reason}`, { cause })
  }

const REFUSED = ', the credentials of AWS_ACCESS_KEY_ID are refused'
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: ', there is no such bucket',
  InvalidAccessKeyId: REFUSED,
  SignatureDoesNotMatch: REFUSED,
  InvalidToken: REFUSED,
  ExpiredToken: REFUSED,
  AccessDenied: ', the credentials of AWS_ACCESS_KEY_ID may not do what blobs need',
  Unreachable: ', nothing answers there',
}

const ownership = (store: string): Asked => {
  const bytes = Buffer.from(store)
  const sha256 = createHash('sha256').update(bytes).digest()
  const body = { pieces: [bytes], sizeBytes: bytes.length, sha256 }
  return { operation: 'PutObject', method: 'PUT', name: OWNER, body }
}

async function readOwner(client: Client): Promise<string | undefined> {
  try {
    const found = await client.ask({ operation: 'GetObject', method: 'GET', name: OWNER })
    return found.text.trim()
  } catch (error) {
    if (isNoSuchKey(error)) return undefined
    throw error
  }
}

const isNoSuchKey = (error: unknown) =>
  error instanceof BlobsUnavailable && error.code === 'NoSuchKey'
