import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChecksum } from '../../src/wire/checksums.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** Uploads in parts, and copies (spec/surroundings.md §1.2). */

const MIB = 1024 ** 2
const Bucket = 'parts'
let house: House
let s3: S3Client

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => house.close())

const begin = async (Key: string, more = {}) => {
  const { UploadId = '' } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...more }),
  )
  return UploadId
}
const send = (Key: string, UploadId: string, PartNumber: number, Body: Uint8Array | string) =>
  s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
const complete = (Key: string, UploadId: string, Parts: object[], more = {}) =>
  s3.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts },
      ...more,
    }),
  )
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()

describe('an upload in parts', () => {
  it('becomes one object, with the ETag and the checksum of all its parts', async () => {
    const Key = 'whole'
    const [a, b] = [Buffer.alloc(5 * MIB, 'a'), Buffer.alloc(100, 'b')]
    const UploadId = await begin(Key, { Metadata: { from: 'parts' } })
    const second = await send(Key, UploadId, 2, b)
    const first = await send(Key, UploadId, 1, a)
    const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MIB],
      [2, 100],
    ])
    expect((await refusal(s3.send(new GetObjectCommand({ Bucket, Key }))))[0]).toBe('NoSuchKey')
    const done = await complete(Key, UploadId, [
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ])
    const etag = createHash('md5').update(md5(a)).update(md5(b)).digest('hex')
    const crc = startChecksum('CRC64NVME')
    crc.update(a)
    crc.update(b)
    expect([done.ETag, done.ChecksumCRC64NVME, done.ChecksumType]).toEqual([
      `"${etag}-2"`,
      crc.value(),
      'FULL_OBJECT',
    ])
    const found = await s3.send(new GetObjectCommand({ Bucket, Key }))
    const bytes = Buffer.from((await found.Body?.transformToByteArray()) ?? [])
    expect(bytes.equals(Buffer.concat([a, b]))).toBe(true)
    expect(found.Metadata).toEqual({ from: 'parts' })
    const across = await s3.send(
      new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` }),
    )
    expect(await across.Body?.transformToString()).toBe('aabb')
    const part = await s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 2 }))
    expect([part.ContentLength, part.PartsCount, part.ContentRange]).toEqual([
      100,
      2,
      `bytes ${5 * MIB}-${5 * MIB + 99}/${5 * MIB + 100}`,
    ])
    expect((await refusal(send(Key, UploadId, 3, 'late')))[0]).toBe('NoSuchUpload')
  })

  it('may have a checksum of its checksums', async () => {
    const Key = 'composite'
    const UploadId = await begin(Key, { ChecksumAlgorithm: 'SHA256' })
    const { ETag, ChecksumSHA256 } = await s3.send(
      new UploadPartCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: 1,
        Body: 'x',
        ChecksumAlgorithm: 'SHA256',
      }),
    )
    const bare = complete(Key, UploadId, [{ PartNumber: 1, ETag }])
    expect((await refusal(bare))[1]).toMatch(/must include the checksum for each part/)
    const done = await complete(Key, UploadId, [{ PartNumber: 1, ETag, ChecksumSHA256 }])
    const inner = createHash('sha256').update('x').digest()
    const outer = createHash('sha256').update(inner).digest('base64')
    expect([done.ChecksumSHA256, done.ChecksumType]).toEqual([`${outer}-1`, 'COMPOSITE'])
  })

  it('refuses parts that are too small, unknown or out of order', async () => {
    const Key = 'refused'
    const UploadId = await begin(Key)
    const one = await send(Key, UploadId, 1, 'small')
    const two = await send(Key, UploadId, 2, 'last')
    const parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ]
    const codeOf = async (list: object[]) => (await refusal(complete(Key, UploadId, list)))[0]
    expect(await codeOf(parts)).toBe('EntityTooSmall')
    expect(await codeOf(parts.toReversed())).toBe('InvalidPartOrder')
    expect(await codeOf([{ PartNumber: 1, ETag: two.ETag }])).toBe('InvalidPart')
    expect(await codeOf([{ PartNumber: 9, ETag: two.ETag }])).toBe('InvalidPart')
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
    expect(Uploads?.map(upload => [upload.Key, upload.UploadId])).toEqual([[Key, UploadId]])
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    expect(await codeOf(parts)).toBe('NoSuchUpload')
    const { Uploads: left } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
    expect(left).toBeUndefined()
  })

  it('takes a part again, and keeps the last', async () => {
    const Key = 'again'
    const UploadId = await begin(Key)
    await send(Key, UploadId, 1, 'first')
    const { ETag } = await send(Key, UploadId, 1, 'second')
    await complete(Key, UploadId, [{ PartNumber: 1, ETag }])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await Body?.transformToString()).toBe('second')
  })

  it('may take its parts from other objects', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }))
    const Key = 'from-source'
    const UploadId = await begin(Key)
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: 'bytes=2-5',
      }),
    )
    await complete(Key, UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await Body?.transformToString()).toBe('2345')
  })
})

describe('a copy', () => {
  it('takes bytes and metadata, or new metadata', async () => {
    const put = {
      Bucket,
      Key: 'ä/original',
      Body: 'text',
      Metadata: { a: '1' },
      ContentType: 'text/x',
    }
    await s3.send(new PutObjectCommand(put))
    const CopySource = `${Bucket}/${encodeURIComponent('ä/original')}`
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
    const copied = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }))
    expect([await copied.Body?.transformToString(), copied.Metadata, copied.ContentType]).toEqual([
      'text',
      { a: '1' },
      'text/x',
    ])
    const replaced = { MetadataDirective: 'REPLACE', Metadata: { b: '2' } } as const
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ...replaced }))
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))
    expect(head.Metadata).toEqual({ b: '2' })
  })

  it('onto itself must change something', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'self', Body: 'x' }))
    const onto = { Bucket, Key: 'self', CopySource: `${Bucket}/self` }
    expect((await refusal(s3.send(new CopyObjectCommand(onto))))[0]).toBe('InvalidRequest')
    await s3.send(new CopyObjectCommand({ ...onto, StorageClass: 'STANDARD_IA' }))
    const { StorageClass } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'self' }))
    expect(StorageClass).toBe('STANDARD_IA')
  })
})
