import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** Answers in corners that AWS was recorded in. */

const Bucket = 'answers'
let house: House
let s3: S3Client
beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
})
afterAll(() => house.close())

describe('the id of a version', () => {
  it('that was never given is malformed; one that is gone is unknown', async () => {
    const Key = 'ids'
    const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
    const get = (id: string) => s3.send(new GetObjectCommand({ Bucket, Key, VersionId: id }))
    const never = `${VersionId.slice(0, -4)}ABCD`
    expect((await refusal(get(VersionId)))[0]).toBe('NoSuchVersion')
    expect((await refusal(get(never)))[0]).toBe('InvalidArgument')
    const Delete = { Objects: [{ Key, VersionId: never }] }
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))
    expect(Errors?.map(({ Code }) => Code)).toEqual(['NoSuchVersion'])
  })
})

describe('tags', () => {
  it('of a delete marker there are none, be it named or the newest', async () => {
    const Key = 'marked'
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging: 'a=b' }))
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    for (const which of [{}, { VersionId }]) {
      const get = s3.send(new GetObjectTaggingCommand({ Bucket, Key, ...which }))
      expect((await refusal(get)).slice(0, 1)).toEqual(['MethodNotAllowed'])
    }
  })
})

describe('a checksum of checksums', () => {
  const Key = 'composite'

  async function upload(ChecksumCRC32?: string) {
    const how = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' } as const
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...how }))
    const part = { Bucket, Key, UploadId, PartNumber: 1, Body: 'abc' }
    const sent = await s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'CRC32' }))
    const Part = { PartNumber: 1, ETag: sent.ETag }
    const listed = { ...Part, ChecksumCRC32: ChecksumCRC32 ?? sent.ChecksumCRC32 }
    const MultipartUpload = { Parts: [listed] }
    const complete = { Bucket, Key, UploadId, MultipartUpload }
    return { part: sent, done: s3.send(new CompleteMultipartUploadCommand(complete)) }
  }

  it('is told bare among attributes, and of a part with the part', async () => {
    const { part, done } = await upload()
    expect((await done).ChecksumCRC32).toMatch(/-1$/)
    const wanted = { Bucket, Key, ObjectAttributes: ['Checksum' as const] }
    const { Checksum } = await s3.send(new GetObjectAttributesCommand(wanted))
    expect(Checksum?.ChecksumCRC32).not.toContain('-')
    const summed = { Bucket, Key, PartNumber: 1, ChecksumMode: 'ENABLED' } as const
    const { ChecksumCRC32, ChecksumType } = await s3.send(new GetObjectCommand(summed))
    expect([ChecksumCRC32, ChecksumType]).toEqual([part.ChecksumCRC32, 'COMPOSITE'])
  })

  it('becomes one of the whole, by the same algorithm, in a copy', async () => {
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` })
    const { CopyObjectResult } = await s3.send(copy)
    expect([CopyObjectResult?.ChecksumCRC32, CopyObjectResult?.ChecksumType]).toEqual([
      'NSRBwg==',
      'FULL_OBJECT',
    ])
  })

  it('is made of parts that are what the client says', async () => {
    const { done } = await upload('AAAAAA==')
    expect((await refusal(done)).slice(0, 1)).toEqual(['InvalidPart'])
  })
})

describe('a bucket', () => {
  it('of one’s own is created again, but not with tags', async () => {
    const again = { Bucket: 'again' }
    await s3.send(new CreateBucketCommand(again))
    await s3.send(new CreateBucketCommand(again))
    const Tags = [{ Key: 'a', Value: 'b' }]
    const tagged = new CreateBucketCommand({ ...again, CreateBucketConfiguration: { Tags } })
    expect((await refusal(s3.send(tagged)))[0]).toBe('BucketAlreadyOwnedByYou')
  })

  it('in Ireland may go by its old name', async () => {
    const ireland = new S3Client({ ...house.as(), region: 'eu-west-1' })
    const CreateBucketConfiguration = { LocationConstraint: 'EU' as const }
    await ireland.send(new CreateBucketCommand({ Bucket: 'dublin', CreateBucketConfiguration }))
    const location = await ireland.send(new GetBucketLocationCommand({ Bucket: 'dublin' }))
    expect(location.LocationConstraint).toBe('EU')
  })

  it('says no content to tags and policies', async () => {
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] }
    const tags = await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }))
    const statement = { Effect: 'Allow', Principal: { AWS: house.account }, Action: 's3:GetObject' }
    const Statement = [{ ...statement, Resource: `arn:aws:s3:::${Bucket}/*` }]
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    const policy = await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect([tags, policy].map(one => one.$metadata.httpStatusCode)).toEqual([204, 204])
    const none = s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '' }))
    expect((await refusal(none))[0]).toBe('MalformedPolicy')
  })
})

describe('the rules of a bucket', () => {
  const put = (more: object) => {
    const rule = { ID: 'r', Status: 'Enabled', Filter: {}, ...more } as const
    const LifecycleConfiguration = { Rules: [rule] }
    return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
  }

  it('may ask for several tags at once', async () => {
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    await put({ Filter: { And: { Prefix: 'p', Tags } }, Expiration: { Days: 1 } })
    const get = new GetBucketLifecycleConfigurationCommand({ Bucket })
    const [rule] = (await s3.send(get)).Rules ?? []
    expect(rule?.Filter?.And?.Tags).toEqual(Tags)
  })

  it('end no version without a number of days', async () => {
    const none = put({ NoncurrentVersionExpiration: {}, Expiration: { Days: 1 } })
    expect((await refusal(none))[0]).toBe('MalformedXML')
  })
})
