import { beforeEach, describe, expect, it } from 'vitest'
import type { Blobs } from '../../blobs/blobs.ts'
import { memoryBlobs } from '../../blobs/memory.ts'
import { type FakeClock, fakeClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { documentsOver } from '../../operation/documents.ts'
import { within } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import { FORGET_UPLOADS, forgetUploadsJob, UPKEEP } from './job-kinds.ts'
import { s3Jobs } from './jobs.ts'
import {
  type Bucket,
  bucketKey,
  headKey,
  type LifecycleRule,
  olderOf,
  partKey,
  putRecord,
  recordOf,
  type StoredObject,
  uploadKey,
  uploadsOf,
  type Version,
} from './records.ts'
import { newVersion, putVersion } from './versions.ts'

const DAY_MS = 86_400_000
const random = seededRandom('s3 jobs')
let store: Store
let blobs: Blobs
let clock: FakeClock

beforeEach(() => {
  clock = fakeClock()
  store = memoryStore({ clock })
  blobs = memoryBlobs(random, clock)
})

const run = (kind: string, job = { kind, id: 'all', runAt: 0, payload: {} }) =>
  s3Jobs({ store, blobs, clock, random }).get(kind)?.(job, {
    signal: new AbortController().signal,
    fencing: 1,
  })

async function bucketWith(
  rule: Partial<LifecycleRule>,
  more: Partial<Bucket> = {},
): Promise<Bucket> {
  const bucket: Bucket = {
    id: 'id',
    name: 'b',
    account: '111111111111',
    region: 'us-east-1',
    createdAt: 0,
    tags: [],
    lifecycle: { rules: [{ id: 'r', enabled: true, ...rule }] },
    ...more,
  }
  await store.commit([putRecord(bucketKey('b'), bucket)])
  return bucket
}

async function put(
  bucket: Bucket,
  key: string,
  more: Partial<StoredObject> = {},
): Promise<StoredObject> {
  const documents = documentsOver(store, () => [])
  const found = await documents.get(headKey(bucket.id, key))
  const head = found && recordOf<Version>(found)
  const blob = await blobs.write(Buffer.from('x'))
  const object: StoredObject = {
    kind: 'object',
    key,
    ...newVersion(bucket, head, { clock, random }),
    sizeBytes: 1,
    etag: 'e',
    checksum: { algorithm: 'CRC32', value: 'AAAAAA==', type: 'FULL_OBJECT' },
    parts: [{ number: 1, blob, sizeBytes: 1, salt: 's' }],
    multipart: false,
    encryption: { kind: 'AES256', sealedKey: 'k' },
    storageClass: 'STANDARD',
    headers: { contentType: 't' },
    metadata: {},
    tags: [],
    ...more,
  }
  await documents.commit(await putVersion(bucket, object, head, { documents, clock, random }))
  return object
}

async function head(bucket: Bucket, key: string): Promise<Version | undefined> {
  const document = await store.get(headKey(bucket.id, key))
  return document && recordOf<Version>(document)
}

const isThere = (object: StoredObject) =>
  blobs.readAll(object.parts[0]!.blob!).then(
    () => true,
    () => false,
  )

describe('expiry', () => {
  it('ends objects at the midnight after their days, their bytes a while later', async () => {
    const bucket = await bucketWith({ filter: { prefix: 'tmp/' }, expiration: { days: 2 } })
    clock.set(clock.now() + 3_600_000)
    const object = await put(bucket, 'tmp/a')
    await put(bucket, 'kept')
    await clock.advance(2 * DAY_MS)
    await run(UPKEEP)
    expect(await head(bucket, 'tmp/a')).toBeDefined()
    await clock.advance(DAY_MS)
    await run(UPKEEP)
    expect([await head(bucket, 'tmp/a'), await isThere(object)]).toEqual([undefined, true])
    await clock.advance(DAY_MS)
    await run(UPKEEP)
    expect(await isThere(object)).toBe(false)
    expect(await head(bucket, 'kept')).toBeDefined()
  })

  it('asks for the tags and the size that a rule names', async () => {
    const tags = [{ key: 'a', value: 'b' }]
    const bucket = await bucketWith({ filter: { tags, largerThan: 5 }, expiration: { days: 1 } })
    await put(bucket, 'small', { tags })
    await put(bucket, 'untagged', { sizeBytes: 6 })
    await put(bucket, 'both', { tags, sizeBytes: 6 })
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    const left = await Promise.all(['small', 'untagged', 'both'].map(key => head(bucket, key)))
    expect(left.map(found => found !== undefined)).toEqual([true, true, false])
  })

  it('puts a marker over what is versioned, and takes old versions away', async () => {
    const rule = { expiration: { days: 5 }, noncurrent: { days: 1 } }
    const bucket = await bucketWith(rule, { versioning: 'Enabled' })
    await put(bucket, 'k')
    await clock.advance(1)
    const newest = await put(bucket, 'k')
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    const older = () => store.range(...olderOf(bucket.id, 'k'))
    expect([(await head(bucket, 'k'))?.versionId, (await older()).documents.length]).toEqual([
      newest.versionId,
      0,
    ])
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    expect((await head(bucket, 'k'))?.kind).toBe('marker')
    expect((await older()).documents.map(one => recordOf<Version>(one).versionId)).toEqual([
      newest.versionId,
    ])
  })

  it('leaves markers alone where a rule asks for tags', async () => {
    const tags = [{ key: 'a', value: 'b' }]
    const rule = { noncurrent: { days: 1 }, filter: { tags } }
    const bucket = await bucketWith(rule, { versioning: 'Enabled' })
    await put(bucket, 'k', { tags })
    const documents = documentsOver(store, () => [])
    const top = (await head(bucket, 'k'))!
    const changing = { documents, clock, random }
    const mark = {
      kind: 'marker' as const,
      key: 'k',
      ...newVersion(bucket, top, { clock, random }),
    }
    await documents.commit(await putVersion(bucket, mark, top, changing))
    await put(bucket, 'k')
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    const left = await store.range(...olderOf(bucket.id, 'k'))
    expect(left.documents.map(one => recordOf<Version>(one).kind)).toEqual(['marker'])
  })

  it('takes every old version away at once, but those that a rule keeps', async () => {
    const noncurrent = { days: 1, newer: 2 }
    const bucket = await bucketWith({ noncurrent }, { versioning: 'Enabled' })
    const all: StoredObject[] = []
    for (let n = 0; n < 250; n++) {
      all.push(await put(bucket, 'k'))
      await clock.advance(1)
    }
    await clock.advance(3 * DAY_MS)
    // Versions of today, more than a page of them, lie above those that end.
    for (let n = 0; n < 120; n++) all.push(await put(bucket, 'k', { parts: [] }))
    await run(UPKEEP)
    const left = await store.range(...olderOf(bucket.id, 'k'))
    const ids = left.documents.map(one => recordOf<Version>(one).versionId)
    expect(ids).toEqual(
      all
        .slice(249, -1)
        .map(({ versionId }) => versionId)
        .reverse(),
    )
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    expect((await store.range(...olderOf(bucket.id, 'k'))).documents).toHaveLength(2)
    expect(await isThere(all[0]!)).toBe(false)
  })

  it.each<[string, Partial<Bucket>, (string | undefined)[]]>([
    ['versioning came on', { versioning: 'Enabled' }, ['marker', 'object']],
    ['its rules went', { lifecycle: { rules: [] } }, ['object', undefined]],
  ])('goes by what the bucket says now, where %s while it ran', async (_, change, expected) => {
    const bucket = await bucketWith({ expiration: { days: 1 } })
    await put(bucket, 'k')
    await clock.advance(3 * DAY_MS)
    const { range } = store
    store = {
      ...store,
      async range(from, to, options) {
        const page = await range(from, to, options)
        // Between the list of buckets and the first of their keys.
        if (from === within('s3.bucket')[0]) {
          await store.commit([putRecord(bucketKey('b'), { ...bucket, ...change })])
        }
        return page
      },
    }
    await run(UPKEEP)
    const { documents } = await range(...olderOf(bucket.id, 'k'))
    expect([
      (await head(bucket, 'k'))?.kind,
      documents.map(one => recordOf<Version>(one).kind)[0],
    ]).toEqual(expected)
  })

  it('gives up uploads that nobody completes', async () => {
    const bucket = await bucketWith({ abortDays: 1 })
    const { encryption, storageClass, headers } = await put(bucket, 'other')
    const upload = {
      id: 'u',
      key: 'k',
      startedAt: clock.now(),
      initiator: 'i',
      encryption,
      storageClass,
      headers,
      metadata: {},
      tags: [],
    }
    await store.commit([putRecord(uploadKey(bucket.id, 'k', 'u'), upload)])
    await run(UPKEEP)
    expect((await store.range(...uploadsOf(bucket.id))).documents).toHaveLength(1)
    await clock.advance(3 * DAY_MS)
    await run(UPKEEP)
    expect((await store.range(...uploadsOf(bucket.id))).documents).toEqual([])
  })
})

describe('a bucket that is gone', () => {
  it('leaves no upload and no part behind', async () => {
    const blob = await blobs.write(Buffer.from('part'))
    await store.commit([
      putRecord(uploadKey('id', 'k', 'u'), { id: 'u', key: 'k' }),
      putRecord(partKey('id', 'u', 1), { number: 1, blob }),
    ])
    await run(FORGET_UPLOADS, forgetUploadsJob('id', 0) as never)
    await expect(blobs.readAll(blob)).rejects.toThrow()
    expect(await store.get(partKey('id', 'u', 1))).toBeUndefined()
    expect(await store.get(uploadKey('id', 'k', 'u'))).toBeUndefined()
  })
})
