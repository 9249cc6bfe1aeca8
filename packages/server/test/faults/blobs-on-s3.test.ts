/** Blobs on an endpoint that fails, is slow, loses answers and changes bytes (spec/reliability.md §6). */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BlobId } from '../../src/blobs/blobs.ts'
import { BlobDamaged } from '../../src/blobs/blocks.ts'
import { fileBlobs } from '../../src/blobs/files.ts'
import { gather } from '../../src/blobs/gather.ts'
import { createClient } from '../../src/blobs/s3/client.ts'
import { nameOf } from '../../src/blobs/s3/names.ts'
import { type S3Blobs, s3Blobs } from '../../src/blobs/s3/s3.ts'
import { createSlots } from '../../src/blobs/s3/slots.ts'
import { writeBlob } from '../../src/blobs/s3/write.ts'
import { type Clock, fakeClock, systemClock } from '../../src/kernel/clock.ts'
import { Unavailable } from '../../src/kernel/errors.ts'
import { systemRandom } from '../../src/kernel/random.ts'
import { type BlobsHouse, BUCKET, blobsEnvironment, openBlobsHouse } from '../blobs-place.ts'
import {
  type Fault,
  type FaultyEndpoint,
  openFaultyEndpoint,
  type Passing,
} from '../faulty-endpoint.ts'
import { openHouse } from '../house.ts'

const MIB = 1024 ** 2
/** Two parts. */
const LARGE = randomBytes(5 * MIB + 512_345)
const SMALL = randomBytes(150_000)

let keeper: BlobsHouse
let endpoint: FaultyEndpoint
let blobs: S3Blobs
/** For faults of which nothing but time tells. */
let impatient: S3Blobs
let pauses: number[]
let prefix: string
let tests = 0
beforeAll(async () => {
  keeper = await openBlobsHouse()
  endpoint = await openFaultyEndpoint(keeper.house.url)
})
afterAll(async () => {
  await endpoint.close()
  await keeper.close()
})
beforeEach(() => {
  endpoint.fail(() => undefined)
  endpoint.seen.length = 0
  pauses = []
  prefix = `faults/${tests++}`
  const clock: Clock = {
    ...systemClock,
    async sleep(ms) {
      pauses.push(ms)
    },
  }
  const open = (times?: { answerMs: number; restMs: number }) =>
    s3Blobs(keeper.place(prefix, endpoint.url), {
      ...{ clock, random: systemRandom },
      ...(times && { times }),
    })
  blobs = open()
  impatient = open({ answerMs: 1_000, restMs: 1_000 })
})

/** In chunks that end nowhere in particular. */
async function* streamOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 77_777) yield bytes.subarray(at, at + 77_777)
}

const objects = async () => {
  const { Contents = [] } = await keeper.s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${prefix}/` }),
  )
  return Contents.map(({ Key = '' }) => Key.slice(prefix.length + 1))
}
const uploads = async () => {
  const { Uploads = [] } = await keeper.s3.send(
    new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: `${prefix}/` }),
  )
  return Uploads.length
}
const countOf = (pattern: RegExp) => endpoint.seen.filter(one => pattern.test(one)).length

/** The first attempts of requests like these fail. */
const first =
  (count: number, pattern: RegExp, fault: Fault) =>
  ({ method, target, turn }: Passing) =>
    turn < count && pattern.test(`${method} ${target}`) ? fault : undefined

const BUSY: Fault = {
  kind: 'answer',
  status: 503,
  body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
}
const PART = /^PUT .*partNumber=2/
const PUT = /^PUT /
const GET = /^GET /
const BEGIN = /^POST .*\?uploads/
const COMPLETE = /^POST .*uploadId=/

describe('a blob is stored whole in spite of', () => {
  const CASES: readonly [string, RegExp, Fault][] = [
    ['an endpoint that is busy', PUT, BUSY],
    ['an upload that cannot begin', BEGIN, BUSY],
    ['a connection cut in the middle of a part', PART, { kind: 'cut', afterBytes: 100_000 }],
    ['an answer to a part that is lost', PART, { kind: 'lose' }],
    ['an endpoint that does not answer', BEGIN, { kind: 'hold' }],
    ['an answer to the completion that is lost', COMPLETE, { kind: 'lose' }],
    ['a completion that fails behind a promise of success', COMPLETE, { ...BUSY, status: 200 }],
    ['an internal error', COMPLETE, { kind: 'answer', status: 500 }],
    [
      'bytes that were changed on their way',
      PART,
      { ...BUSY, status: 400, body: '<Error><Code>XAmzContentSHA256Mismatch</Code></Error>' },
    ],
  ]
  it.each(CASES)('%s', async (_what, pattern, fault) => {
    const isSilent = fault.kind === 'hold'
    endpoint.fail(first(isSilent ? 1 : 2, pattern, fault))
    const id = await (isSilent ? impatient : blobs).write(streamOf(LARGE))
    expect(pauses.length).toBeGreaterThan(0)
    endpoint.fail(() => undefined)
    expect(LARGE.equals(await blobs.readAll(id))).toBe(true)
    expect(await objects()).toEqual([nameOf(id)])
    expect(await uploads()).toBe(0)
  })

  it('an endpoint that goes away in the middle of an upload and comes back', async () => {
    const larger = Buffer.concat([LARGE, SMALL, LARGE])
    async function* interrupted() {
      yield* streamOf(larger.subarray(0, 7 * MIB))
      await endpoint.goAway()
      setTimeout(() => void endpoint.comeBack(), 100)
      yield* streamOf(larger.subarray(7 * MIB))
    }
    const { place } = keeper
    const patient = s3Blobs(place(prefix, endpoint.url), {
      clock: systemClock,
      random: systemRandom,
    })
    const id = await patient.write(interrupted())
    expect(larger.equals(await blobs.readAll(id))).toBe(true)
    expect(await uploads()).toBe(0)
  })
})

describe('a blob that cannot be stored', () => {
  it('is refused after a while, each pause longer than the one before, and leaves nothing', async () => {
    endpoint.fail(first(Number.POSITIVE_INFINITY, PART, BUSY))
    const failure = await blobs.write(streamOf(LARGE)).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Unavailable)
    expect(String(failure)).toContain("UploadPart of the blobs' endpoint: SlowDown (503)")
    expect(countOf(PART)).toBe(7)
    expect(pauses).toHaveLength(6)
    for (const [index, ms] of pauses.entries()) {
      expect(ms).toBeGreaterThanOrEqual(50 * 2 ** index)
      expect(ms).toBeLessThanOrEqual(100 * 2 ** index)
    }
    expect(await objects()).toEqual([])
    expect(await uploads()).toBe(0)
  })

  it('waits as long as it is asked to, within bounds', async () => {
    endpoint.fail(first(1, PUT, { ...BUSY, headers: { 'retry-after': '3' } }))
    await blobs.write(SMALL)
    endpoint.fail(first(1, PUT, { ...BUSY, headers: { 'retry-after': '86400' } }))
    await blobs.write(SMALL)
    expect(pauses).toEqual([3_000, 5_000])
  })

  it('is not tried again when that would change nothing', async () => {
    const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
    endpoint.fail(first(Number.POSITIVE_INFINITY, PUT, { kind: 'answer', status: 403, body }))
    await expect(blobs.write(SMALL)).rejects.toThrow(
      "PutObject of the blobs' endpoint: AccessDenied (403)",
    )
    expect(countOf(PUT)).toBe(1)
  })

  it('is forgotten when its sender goes away in the middle', async () => {
    async function* leaving() {
      yield* streamOf(LARGE)
      throw new Error('the client went away')
    }
    await expect(blobs.write(leaving())).rejects.toThrow('the client went away')
    expect(await objects()).toEqual([])
    expect(await uploads()).toBe(0)
  })

  it('never stands in a message with the credentials or a signature', async () => {
    const secret = keeper.house.root.secretAccessKey
    endpoint.fail(() => ({
      kind: 'answer',
      status: 403,
      body: `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><StringToSign>canary</StringToSign></Error>`,
    }))
    const failure = await blobs.check().catch(String)
    expect(failure).toContain('the credentials of AWS_ACCESS_KEY_ID are refused')
    for (const word of ['canary', secret, keeper.house.root.accessKeyId]) {
      expect(failure).not.toContain(word)
    }
  })
})

describe('a blob is read whole in spite of', () => {
  let id: BlobId
  beforeEach(async () => {
    id = await blobs.write(LARGE)
  })
  const CASES: readonly [string, Fault][] = [
    ['an endpoint that is busy', BUSY],
    ['an answer that is cut off', { kind: 'truncate', afterBytes: 1_234_567 }],
    ['an answer that is cut off where a block ends', { kind: 'truncate', afterBytes: 65_536 * 4 }],
    ['an answer that rests', { kind: 'rest', afterBytes: 3_000_000 }],
    ['a bit that is changed on its way', { kind: 'flip', atByte: 2_000_000 }],
    [
      'a bit of its end that is changed on its way',
      { kind: 'flip', atByte: LARGE.length + Math.ceil(LARGE.length / 65_532) * 4 + 3 },
    ],
    ['a connection that is cut', { kind: 'cut', afterBytes: 0 }],
  ]
  it.each(CASES)('%s', async (_what, fault) => {
    endpoint.fail(first(1, GET, fault))
    const reader = fault.kind === 'rest' ? impatient : blobs
    expect(LARGE.equals(await reader.readAll(id))).toBe(true)
    expect(pauses).toHaveLength(1)
  })

  it('answers that are cut off again and again, as long as each brings something', async () => {
    endpoint.fail(({ method }) =>
      method === 'GET' ? { kind: 'truncate', afterBytes: MIB } : undefined,
    )
    expect(LARGE.equals(await gather(blobs.read(id)))).toBe(true)
    expect(countOf(GET)).toBeGreaterThan(5)
  })

  it('a reader that is slower than the endpoint may be', async () => {
    const parts: Uint8Array[] = []
    for await (const part of impatient.read(id, { start: 0, end: 2 * MIB })) {
      if (parts.length === 3) await new Promise(resolve => setTimeout(resolve, 1_200))
      parts.push(part)
    }
    expect(Buffer.concat(parts).equals(LARGE.subarray(0, 2 * MIB))).toBe(true)
    expect(pauses).toEqual([])
  })
})

describe('encoded bytes', () => {
  const put = (id: BlobId, Body: Buffer) =>
    keeper.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${prefix}/${nameOf(id)}`, Body }))
  const encoded = async (id: BlobId) => {
    const answer = await keeper.house.send({
      ...{ service: 's3', method: 'GET', target: `/${BUCKET}/${prefix}/${nameOf(id)}` },
    })
    return Buffer.from(await answer.arrayBuffer())
  }

  it('that are not what was written are never given, wherever they were changed, cut or added', async () => {
    const id = await blobs.write(SMALL)
    const intact = await encoded(id)
    const flipped = (at: number) => {
      const copy = Buffer.from(intact)
      copy[at]! ^= 4
      return copy
    }
    const DAMAGED = [
      ...[0, 65_535, 65_536, intact.length - 17, intact.length - 16, intact.length - 1].map(
        flipped,
      ),
      ...[0, 10, 16, 65_536, 65_552, intact.length - 1].map(length => intact.subarray(0, length)),
      Buffer.concat([intact, Buffer.from('x')]),
    ]
    for (const copy of DAMAGED) {
      await put(id, copy)
      await expect(blobs.readAll(id)).rejects.toBeInstanceOf(BlobDamaged)
    }
    await put(id, intact.subarray(0, 65_536 + 16))
    await expect(gather(blobs.read(id, { start: 100_000 }))).rejects.toBeInstanceOf(BlobDamaged)
    await put(id, flipped(0))
    const range = { start: 70_000, end: 70_100 }
    expect((await gather(blobs.read(id, range))).equals(SMALL.subarray(70_000, 70_100))).toBe(true)
  })

  it('are told alike in a bucket and in a data directory: either is a copy of the other', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'parley-blobs-'))
    const files = fileBlobs(directory, systemRandom)
    const [inFiles, inBucket] = [await files.write(LARGE), await blobs.write(SMALL)]
    await put(inFiles, readFileSync(join(directory, nameOf(inFiles))))
    const copy = join(directory, nameOf(inBucket))
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, await encoded(inBucket))
    expect(LARGE.equals(await blobs.readAll(inFiles))).toBe(true)
    expect(SMALL.equals(await files.readAll(inBucket))).toBe(true)
    rmSync(directory, { recursive: true })
  })
})

describe('large uploads', () => {
  it('wait for one another, and the slow one gives way', async () => {
    const clock = fakeClock()
    const real = { clock: systemClock, random: systemRandom }
    const client = createClient(keeper.place(prefix), real)
    const writing = { client, clock, slots: createSlots(1) }
    const going = Promise.withResolvers<void>()
    async function* slow() {
      yield LARGE.subarray(0, MIB)
      await going.promise
      yield LARGE.subarray(MIB)
    }
    const slowly = writeBlob('slow', slow(), writing)
    const nextly = writeBlob('next', streamOf(LARGE), writing)
    await writeBlob('few', SMALL, writing)
    await vi.waitFor(() => expect(writing.slots.isWanted()).toBe(true))
    await clock.advance(60_001)
    going.resolve()
    await expect(slowly).rejects.toThrow('TooSlow')
    await nextly
    expect(await objects()).toEqual(['few', 'next'])
    expect(await uploads()).toBe(0)
  })
})

it.each(['bytes 65536-65551/65552', 'bytes 0-16/21', undefined])(
  'an endpoint that gives another range than it was asked for is not believed: %s',
  async told => {
    const id = await blobs.write(SMALL)
    const headers = told === undefined ? {} : { 'content-range': told }
    endpoint.fail(() => ({ kind: 'answer', status: 206, headers, body: 'x'.repeat(16) }))
    const read = gather(blobs.read(id, { start: 200_000 }))
    await expect(read).rejects.toThrow('asked for another range than it gave')
  },
)

it('a server whose bucket refuses asks its clients to come again, and needs no restart', async () => {
  const data = mkdtempSync(join(tmpdir(), 'parley-refused-'))
  const environment = blobsEnvironment(keeper.place(prefix, endpoint.url))
  const house = await openHouse({ args: ['--port', '0', '--data', data], environment })
  const send = (method: string, target: string, body?: Buffer) =>
    house.send({ service: 's3', method, target, ...(body && { body }) })
  expect((await send('PUT', '/kept')).status).toBe(200)
  endpoint.fail(({ method }) =>
    method === 'PUT'
      ? { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
      : undefined,
  )
  const refused = await send('PUT', '/kept/object', SMALL)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.text()).not.toContain('AccessDenied')
  expect((await send('HEAD', '/kept/object')).status).toBe(404)
  endpoint.fail(() => undefined)
  expect((await send('PUT', '/kept/object', SMALL)).status).toBe(200)
  expect(SMALL.equals(Buffer.from(await (await send('GET', '/kept/object')).arrayBuffer()))).toBe(
    true,
  )
  endpoint.fail(({ method }) =>
    method === 'GET'
      ? { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
      : undefined,
  )
  const unread = await send('GET', '/kept/object')
  expect([unread.status, unread.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await unread.text()).toContain('<Code>ServiceUnavailable</Code>')
  await house.close()
  rmSync(data, { recursive: true })
})

it('a bucket that is gone is not a blob that is gone', async () => {
  const place = { ...keeper.place('x'), bucket: 'no-such-bucket' }
  const gone = s3Blobs(place, { clock: systemClock, random: systemRandom })
  const id = '0123456789abcdef0123456789abcdef' as BlobId
  await expect(gone.readAll(id)).rejects.toThrow('NoSuchBucket')
  await expect(gone.check()).rejects.toThrow('there is no such bucket')
  await expect(blobs.readAll(id)).rejects.toThrow('there is no blob')
})

it('a check leaves nothing behind', async () => {
  await blobs.check()
  expect([countOf(BEGIN), countOf(PUT)]).toEqual([1, 1])
  expect(await objects()).toEqual([])
  expect(await uploads()).toBe(0)
})
