import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** Where listings go on, in the corners that AWS was recorded in. */

let house: House
let s3: S3Client
beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
})
afterAll(() => house.close())

const FOLDER = { Prefix: 'folder/', Delimiter: '/' }
const KEYS = ['folder/deep/one', 'folder/deep/two', 'folder/file']

async function filled(Bucket: string): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
  return Bucket
}

async function versioned(Bucket: string): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  return Bucket
}

describe('a marker', () => {
  it('inside of what is folded into a prefix goes on behind that prefix', async () => {
    const Bucket = await filled('marked')
    const Marker = 'folder/deep/one'
    const first = await s3.send(new ListObjectsCommand({ Bucket, ...FOLDER, Marker }))
    const versions = await s3.send(
      new ListObjectVersionsCommand({ Bucket, ...FOLDER, KeyMarker: Marker }),
    )
    for (const Key of KEYS) await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const uploads = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, ...FOLDER, KeyMarker: Marker }),
    )
    for (const { CommonPrefixes, found } of [
      { ...first, found: first.Contents },
      { ...versions, found: versions.Versions },
      { ...uploads, found: uploads.Uploads },
    ]) {
      expect([CommonPrefixes, found?.map(({ Key }) => Key)]).toEqual([undefined, ['folder/file']])
    }
  })

  it('that is a version goes on there, be it gone by then', async () => {
    const Bucket = await versioned('gone')
    for (let turn = 0; turn < 4; turn++) await s3.send(new PutObjectCommand({ Bucket, Key: 'k' }))
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }))
    const rest = () =>
      s3.send(
        new ListObjectVersionsCommand({
          ...{ Bucket, KeyMarker: page.NextKeyMarker },
          VersionIdMarker: page.NextVersionIdMarker,
        }),
      )
    const before = (await rest()).Versions?.map(({ VersionId }) => VersionId)
    for (const { VersionId } of page.Versions ?? []) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }))
    }
    const { Versions = [] } = await rest()
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual(before)
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([true, false])
  })

  it('that is an upload is one of its key', async () => {
    const Bucket = await filled('uploads')
    const { UploadId: UploadIdMarker } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'a' }),
    )
    const list = (KeyMarker: string) =>
      s3.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker, UploadIdMarker }))
    expect((await list('a')).Uploads).toBeUndefined()
    expect((await refusal(list('b'))).slice(0, 2)).toEqual([
      'InvalidArgument',
      'Invalid uploadId marker',
    ])
  })
})

it('a token says where a page begins, whatever key is named beside it', async () => {
  const Bucket = await filled('tokens')
  const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))
  const both = { ContinuationToken: first.NextContinuationToken, StartAfter: 'z' }
  const second = await s3.send(new ListObjectsV2Command({ Bucket, ...both }))
  expect([second.KeyCount, second.StartAfter]).toEqual([2, undefined])
})

it('buckets are listed by regions that there are', async () => {
  const list = s3.send(new ListBucketsCommand({ BucketRegion: 'eu-east-1' }))
  expect((await refusal(list))[1]).toBe('Argument value eu-east-1 is not a valid AWS Region')
})
