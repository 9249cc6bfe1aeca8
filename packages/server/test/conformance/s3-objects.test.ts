import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** Objects through the SDK (spec/surroundings.md §1.2). */

let house: House
let s3: S3Client
const Bucket = 'objects'

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => house.close())

const put = (Key: string, Body: string | Uint8Array | Readable, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = async (Key: string, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return { ...answer, text: (await answer.Body?.transformToString()) ?? '' }
}

describe('buckets', () => {
  it('are listed, told of and removed', async () => {
    const { Location, BucketArn } = await s3.send(new CreateBucketCommand({ Bucket: 'passing' }))
    expect([Location, BucketArn]).toEqual(['/passing', 'arn:aws:s3:::passing'])
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).toEqual([Bucket, 'passing'])
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket: 'passing' }))
    expect(BucketRegion).toBe('us-east-1')
    await s3.send(new DeleteBucketCommand({ Bucket: 'passing' }))
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'passing' })))).toEqual([
      'NotFound',
      expect.anything(),
      404,
    ])
  })

  it('keep what is in them', async () => {
    await put('kept', 'a')
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toEqual([
      'BucketNotEmpty',
      'The bucket you tried to delete is not empty',
      409,
    ])
    expect((await get('kept')).text).toBe('a')
  })
})

describe('an object', () => {
  it('comes back with its bytes, headers and metadata', async () => {
    const { ETag, ChecksumCRC32, ServerSideEncryption } = await put('a/b c+d.txt', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { colour: 'blue' },
    })
    expect([ETag, ChecksumCRC32, ServerSideEncryption]).toEqual([
      '"5d41402abc4b2a76b9719d911017c592"',
      'NhCmhg==',
      'AES256',
    ])
    const found = await get('a/b c+d.txt')
    expect(found).toMatchObject({
      text: 'hello',
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { colour: 'blue' },
      ContentLength: 5,
      ChecksumCRC32: 'NhCmhg==',
      ETag,
    })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d.txt' }))
    expect([head.ContentLength, head.ETag, head.ChecksumCRC32]).toEqual([5, ETag, undefined])
  })

  it('may be a stream of unknown content, with a trailer', async () => {
    const bytes = Buffer.alloc(300_000, 'stream')
    await put('streamed', Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]), {
      ContentLength: bytes.length,
    })
    const { Body, ContentEncoding } = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'streamed' }),
    )
    expect(ContentEncoding).toBeUndefined()
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true)
  })

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=5-100', '56789', 'bytes 5-9/10'],
  ])('is read by the range %s', async (Range, text, ContentRange) => {
    await put('ten', '0123456789')
    const found = await get('ten', { Range })
    expect([found.text, found.ContentRange, found.$metadata.httpStatusCode]).toEqual([
      text,
      ContentRange,
      206,
    ])
  })

  it('is read across its frames', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251))
    await put('frames', bytes)
    for (const [start, end] of [
      [0, 0],
      [65_535, 65_536],
      [65_530, 131_080],
      [131_072, 199_999],
    ] as const) {
      const { Body } = await s3.send(
        new GetObjectCommand({ Bucket, Key: 'frames', Range: `bytes=${start}-${end}` }),
      )
      const found = Buffer.from((await Body?.transformToByteArray()) ?? [])
      expect(found.equals(bytes.subarray(start, end + 1))).toBe(true)
    }
  })

  it('may be empty', async () => {
    await put('empty', '')
    const found = await get('empty')
    expect([found.text, found.ContentLength]).toEqual(['', 0])
  })

  it('that is not there is told of', async () => {
    expect(await refusal(get('missing'))).toEqual([
      'NoSuchKey',
      'The specified key does not exist.',
      404,
    ])
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'missing' }))
  })

  it('is refused beyond its end', async () => {
    await put('ten', '0123456789')
    expect((await refusal(get('ten', { Range: 'bytes=10-11' })))[0]).toBe('InvalidRange')
  })
})

describe('listing', () => {
  it('folds what lies behind a delimiter, page by page', async () => {
    const bucket = 'listed'
    await s3.send(new CreateBucketCommand({ Bucket: bucket }))
    const keys = ['a!b', 'a/1', 'a/2', 'a/b/3', 'b', 'c/4', 'c0', 'd/', 'é/1']
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '' }))
    const seen: string[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      )
      expect(page.KeyCount).toBeLessThanOrEqual(2)
      seen.push(
        ...(page.Contents ?? []).map(({ Key = '' }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      )
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    expect(seen.sort()).toEqual(['a!b', 'a/', 'b', 'c/', 'c0', 'd/', 'é/'].sort())
    const all = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(keys)
    const below = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'a/', Delimiter: '/' }),
    )
    expect(below.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2'])
    expect(below.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }])
  })
})

describe('many at once', () => {
  it('are deleted while others come back', async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `batch/${i}`)
    await Promise.all(keys.map(key => put(key, 'x')))
    const Objects = [...keys, 'batch/0', 'batch/0'].map(Key => ({ Key }))
    const [{ Deleted = [], Errors }] = await Promise.all([
      s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })),
      ...keys.slice(0, 20).map(key => put(key, 'again')),
    ])
    expect([Deleted.map(({ Key }) => Key), Errors]).toEqual([
      Objects.map(({ Key }) => Key),
      undefined,
    ])
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'batch/' }))
    expect(Contents.every(({ Key = '' }) => keys.indexOf(Key) < 20)).toBe(true)
  })

  it('are deleted, missing ones as well', async () => {
    await put('x1', '1')
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'x1' }, { Key: 'x2' }] } }),
    )
    expect([Deleted, Errors]).toEqual([[{ Key: 'x1' }, { Key: 'x2' }], undefined])
    expect((await refusal(get('x1')))[0]).toBe('NoSuchKey')
  })
})
