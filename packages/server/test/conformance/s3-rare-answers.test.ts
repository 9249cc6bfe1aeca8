import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyParts } from '../../src/store/key.ts'
import type { Store } from '../../src/store/store.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** What S3 itself was seen to answer where its documentation says little (spec/surroundings.md §1). */

let house: House
let s3: S3Client
beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client({ ...house.as(), requestChecksumCalculation: 'WHEN_REQUIRED' })
})
afterAll(() => house.close())

let count = 0
async function bucket(): Promise<string> {
  const Bucket = `rare-${++count}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  return Bucket
}

it('a bucket may be placed elsewhere by a request to us-east-1', async () => {
  const LocationConstraint = 'eu-central-1'
  const CreateBucketConfiguration = { LocationConstraint } as const
  await s3.send(new CreateBucketCommand({ Bucket: 'abroad', CreateBucketConfiguration }))
  const located = await s3.send(new GetBucketLocationCommand({ Bucket: 'abroad' }))
  expect(located.LocationConstraint).toBe(LocationConstraint)
})

it('a list for nobody tells no owners', async () => {
  const Bucket = await bucket()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'v' }))
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${Bucket}`,
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  const own = await s3.send(new ListObjectsCommand({ Bucket }))
  expect(own.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
  const listed = await fetch(`${house.url}/${Bucket}`)
  expect(listed.status).toBe(200)
  expect(listed.headers.get('x-amz-bucket-region')).toBe(house.region)
  const text = await listed.text()
  expect(text).toContain('<Key>k</Key>')
  expect(text).not.toContain('<Owner>')
})

it('when an object expires is told of it, not of a version of it', async () => {
  const Bucket = await bucket()
  const Status = 'Enabled' as const
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
  const Rules = [{ ID: 'week', Status, Filter: { Prefix: '' }, Expiration: { Days: 7 } }]
  const LifecycleConfiguration = { Rules }
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
  const at = { Bucket, Key: 'k' }
  const { VersionId } = await s3.send(new PutObjectCommand({ ...at, Body: 'v' }))
  for (const Command of [HeadObjectCommand, GetObjectCommand]) {
    const whole = await s3.send(new Command(at))
    expect(whole.Expiration).toContain('rule-id="week"')
    const version = await s3.send(new Command({ ...at, VersionId }))
    expect(version.Expiration).toBeUndefined()
  }
})

it('an empty set of tags is one', async () => {
  const at = { Bucket: await bucket(), Key: 'k' }
  await s3.send(new PutObjectCommand({ ...at, Body: 'v', Tagging: 'a=b' }))
  await s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [] } }))
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([])
})

it('another document than the one that is meant takes nothing away', async () => {
  const Bucket = await bucket()
  const all = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  }
  const TagSet = [{ Key: 'kept', Value: 'yes' }]
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
  const PublicAccessBlockConfiguration = all
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))
  const body = '<Another><TagSets/></Another>'
  const md5 = createHash('md5').update(body).digest('base64')
  for (const setting of ['tagging', 'publicAccessBlock', 'logging', 'versioning']) {
    const answer = await house.send({
      ...{ service: 's3', method: 'PUT', target: `/${Bucket}?${setting}` },
      headers: [['content-md5', md5]],
      body,
    })
    expect([setting, answer.status, await answer.text()]).toEqual([
      setting,
      400,
      expect.stringContaining('<Code>MalformedXML</Code>'),
    ])
  }
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
  const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
  expect(block.PublicAccessBlockConfiguration).toEqual(all)
})

it('metadata beyond ASCII comes back as words of UTF-8', async () => {
  const at = { Bucket: await bucket(), Key: 'k' }
  await s3.send(
    new PutObjectCommand({ ...at, Body: 'v', Metadata: { who: '=?ISO-8859-1?Q?J=FCrgen?=' } }),
  )
  const { Metadata } = await s3.send(new HeadObjectCommand(at))
  expect(Metadata).toEqual({ who: '=?UTF-8?Q?J=C3=BCrgen?=' })
})

describe('the completion of an upload', () => {
  const begun = async (more: object = {}) => {
    const at = { Bucket: await bucket(), Key: 'k' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ...more }))
    const upload = { ...at, UploadId }
    const part = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }))
    return { at, upload, part: { PartNumber: 1, ETag: part.ETag } }
  }
  const complete = (upload: object, part: CompletedPart, more: object = {}) =>
    s3.send(
      new CompleteMultipartUploadCommand({
        ...(upload as { Bucket: string; Key: string; UploadId: string }),
        MultipartUpload: { Parts: [part] },
        ...more,
      }),
    )

  it('that wants a new key conflicts with a deletion after the upload had begun', async () => {
    const { at, upload, part } = await begun()
    await s3.send(new PutObjectCommand({ ...at, Body: 'first' }))
    await s3.send(new DeleteObjectCommand(at))
    const [code, , status] = await refusal(complete(upload, part, { IfNoneMatch: '*' }))
    expect([code, status]).toEqual(['ConditionalRequestConflict', 409])
    const again = await s3.send(new CreateMultipartUploadCommand(at))
    const next = { ...at, UploadId: again.UploadId }
    const sent = await s3.send(new UploadPartCommand({ ...next, PartNumber: 1, Body: 'next' }))
    await complete(next, { PartNumber: 1, ETag: sent.ETag }, { IfNoneMatch: '*' })
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: at.Bucket }))
    expect(listed.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['k', 4]])
  })

  it('that is given up while its key is deleted stays given up', async () => {
    const to = { Bucket: 'contested', Key: 'key' }
    let meanwhile: (() => Promise<unknown>) | undefined
    const rangeOf =
      (store: Store): Store['range'] =>
      async (...asked) => {
        const page = await store.range(...asked)
        const act = meanwhile
        if (!act || !page.documents.some(({ key }) => keyParts(key)[0] === 's3.upload')) return page
        meanwhile = undefined
        await act()
        return page
      }
    await using contested = await openHouse({
      around: opened => ({ ...opened, store: { ...opened.store, range: rangeOf(opened.store) } }),
    })
    const client = new S3Client(contested.as())
    await client.send(new CreateBucketCommand({ Bucket: to.Bucket }))
    await client.send(new PutObjectCommand({ ...to, Body: 'there' }))
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(to))
    meanwhile = () => client.send(new AbortMultipartUploadCommand({ ...to, UploadId }))
    await client.send(new DeleteObjectCommand(to))
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand(to))
    expect([meanwhile, Uploads]).toEqual([undefined, []])
  })

  it('with checksums of parts that were not asked for is refused', async () => {
    const { upload, part } = await begun()
    const wrong = { ...part, ChecksumSHA256: Buffer.alloc(32).toString('base64') }
    expect((await refusal(complete(upload, wrong)))[0]).toBe('InvalidPart')
  })
})
