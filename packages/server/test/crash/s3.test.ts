import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../src/kernel/random.ts'
import { type BlobsHouse, blobsEnvironment, openBlobsHouse } from '../blobs-place.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'
import { clientOptions, isGone } from './crash-round.ts'

/**
 * `kill -9` while objects come in, whole and in parts: after the restart every object that was acknowledged is
 * there, and what was on its way is there whole or not at all. A short form here; `npm run crash:s3` plays two
 * hundred rounds.
 */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3)
const SEED = process.env['CRASH_SEED'] ?? String(Date.now())
const Bucket = 'survivors'
const WRITERS = 4
/** Each writer comes back to its keys, so that what was acknowledged is overwritten, too. */
const KEYS_OF_WRITER = 5
const PART_BYTES = 5 * 1024 ** 2

let base: string
let keeper: BlobsHouse
let running: ServerProcess | undefined
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'parley-crash-'))
  keeper = await openBlobsHouse()
})
afterAll(async () => {
  await running?.kill()
  await keeper.close()
  rmSync(base, { recursive: true, force: true })
})

/** What a key may hold after a crash: what was acknowledged last, or what was on its way. */
interface Known {
  acknowledged: string | undefined
  onItsWay: string | undefined
}

it.each(['files', 'a bucket'])(
  `loses no acknowledged object in ${ROUNDS} kills with its blobs in %s (CRASH_SEED=${SEED})`,
  async place => {
    const environment = place === 'files' ? {} : blobsEnvironment(keeper.place('crash'))
    const data = join(base, place.replace(' ', '-'))
    const start = () => startProcess(data, [], environment)
    const random = seededRandom(SEED)
    const known = new Map<string, Known>()
    let acknowledged = 0
    for (let round = 0; round < ROUNDS; round++) {
      const server = await start()
      running = server
      const s3 = new S3Client(clientOptions(server))
      if (round === 0) await s3.send(new CreateBucketCommand({ Bucket }))
      await assertKept(s3, known)
      setTimeout(() => void server.kill(), 100 + random.below(700))
      const counts = Array.from({ length: WRITERS }, (_, writer) =>
        write(s3, writer, random, known),
      )
      for (const count of await Promise.all(counts)) acknowledged += count
      await server.ended
      s3.destroy()
    }
    const last = await start()
    running = last
    await assertKept(new S3Client(clientOptions(last)), known)
    expect(await last.stop()).toBe(0)
    expect(acknowledged).toBeGreaterThan(0)
    console.log(
      `${ROUNDS} kills, ${acknowledged} objects acknowledged in ${place}, none lost, none in halves`,
    )
  },
  60_000 + ROUNDS * 10_000,
)

/** Writes until the server is gone; gives how often it was told that an object is kept. */
async function write(
  s3: S3Client,
  writer: number,
  random: Random,
  known: Map<string, Known>,
): Promise<number> {
  for (let count = 0; ; count++) {
    const Key = `${writer}/${random.below(KEYS_OF_WRITER)}`
    const body = randomBytes(sizeOf(writer, random))
    const state = known.get(Key) ?? { acknowledged: undefined, onItsWay: undefined }
    known.set(Key, state)
    state.onItsWay = hash(body)
    try {
      if (writer === 0) await inParts(s3, Key, body)
      else await s3.send(new PutObjectCommand({ Bucket, Key, Body: body }))
    } catch (error) {
      if (!isGone(error)) throw error
      return count
    }
    state.acknowledged = state.onItsWay
    state.onItsWay = undefined
  }
}

/** Two parts for the first writer; the others write what stays in a document, one block, and many. */
function sizeOf(writer: number, random: Random): number {
  return (
    [PART_BYTES, 1, 60_000, 0][writer]! + random.below([70_000, 2_000, 10_000, 900_000][writer]!)
  )
}

async function inParts(s3: S3Client, Key: string, body: Buffer): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const pieces = [body.subarray(0, PART_BYTES), body.subarray(PART_BYTES)]
  const Parts = await Promise.all(
    pieces.map(async (Body, index) => {
      const part = { Bucket, Key, UploadId, PartNumber: index + 1, Body }
      const { ETag } = await s3.send(new UploadPartCommand(part))
      return { PartNumber: index + 1, ETag }
    }),
  )
  const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } }
  await s3.send(new CompleteMultipartUploadCommand(complete))
}

async function assertKept(s3: S3Client, known: Map<string, Known>): Promise<void> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const listed = new Set(Contents.map(({ Key }) => Key))
  for (const [Key, state] of known) {
    const kept = listed.has(Key) ? await hashOf(s3, Key) : undefined
    expect([Key, [state.acknowledged, state.onItsWay].includes(kept)]).toEqual([Key, true])
    state.acknowledged = kept
    state.onItsWay = undefined
  }
  expect([...listed].every(Key => known.has(Key ?? ''))).toBe(true)
}

async function hashOf(s3: S3Client, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return hash((await Body?.transformToByteArray()) ?? new Uint8Array())
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
