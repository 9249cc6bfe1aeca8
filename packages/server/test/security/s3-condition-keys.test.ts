import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Condition keys of S3 (spec/surroundings.md §1.1). */

const Bucket = 'conditions'
const OBJECTS = `arn:aws:s3:::${Bucket}/*`
let house: House
let owner: S3Client
beforeAll(async () => {
  house = await openHouse()
  owner = new S3Client(house.as())
  await owner.send(new CreateBucketCommand({ Bucket }))
  const tagged = { Bucket, Key: 'public/tagged', Body: 'x', Tagging: 'kind=open' }
  await owner.send(new PutObjectCommand(tagged))
  await owner.send(new PutObjectCommand({ Bucket, Key: 'secret', Body: 'x' }))
})
afterAll(() => house.close())

let users = 0
const user = async (...statements: readonly object[]) =>
  new S3Client(house.as(await createUser(house, `user${users++}`, ...statements)))
const codeOf = async (call: Promise<unknown>) => (await refusal(call))[0]

describe('a copy', () => {
  it('may be bound to where its source is, as the user guide spells that', async () => {
    const s3 = await user(
      allow('s3:GetObject', OBJECTS),
      allow(['s3:PutObject', 's3:*Tagging'], OBJECTS, {
        StringLike: { 's3:x-amz-copy-source': `${Bucket}/public/*` },
      }),
      allow('s3:*Tagging', OBJECTS),
    )
    const copy = (CopySource: string) =>
      s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
    await copy(`${Bucket}/public/tagged`)
    await copy(`/${Bucket}/public%2Ftagged`)
    expect(await codeOf(copy(`${Bucket}/secret`))).toBe('AccessDenied')
  })
})

describe('the tags of a copy', () => {
  it('are those that a policy may ask for, whether they are sent or come with the source', async () => {
    const s3 = await user(allow(['s3:GetObject', 's3:PutObject', 's3:*Tagging'], OBJECTS), {
      ...allow('s3:PutObjectTagging', OBJECTS, {
        StringEquals: { 's3:RequestObjectTag/kind': 'open' },
      }),
      Effect: 'Deny',
    })
    const copy = (more: object) =>
      s3.send(
        new CopyObjectCommand({
          ...{ Bucket, Key: 'copy-of-tagged', CopySource: `${Bucket}/public/tagged` },
          ...more,
        }),
      )
    const replaced = { TaggingDirective: 'REPLACE' as const }
    expect(await codeOf(copy({ ...replaced, Tagging: 'kind=open' }))).toBe('AccessDenied')
    expect(await codeOf(copy({}))).toBe('AccessDenied')
    await copy({ ...replaced, Tagging: 'kind=closed' })
  })
})

describe('conditional writes', () => {
  it('are demanded where an object is made, and not of what leads to one', async () => {
    const s3 = await user(
      allow('s3:PutObject', OBJECTS, { Null: { 's3:if-none-match': 'false' } }),
      allow('s3:PutObject', OBJECTS, { Bool: { 's3:ObjectCreationOperation': 'false' } }),
    )
    const put = (more: object) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x', ...more }))
    expect(await codeOf(put({}))).toBe('AccessDenied')
    await put({ IfNoneMatch: '*' })
    const place = { Bucket, Key: 'parts' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place))
    await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'x' }))
  })
})

describe('the tags that an object has', () => {
  it('count where it is read, and say nothing where it is written', async () => {
    const open = { StringEquals: { 's3:ExistingObjectTag/kind': 'open' } }
    const s3 = await user(allow(['s3:GetObject', 's3:PutObject'], OBJECTS, open))
    await s3.send(new GetObjectCommand({ Bucket, Key: 'public/tagged' }))
    expect(await codeOf(s3.send(new GetObjectCommand({ Bucket, Key: 'secret' })))).toBe(
      'AccessDenied',
    )
    const over = new PutObjectCommand({ Bucket, Key: 'public/tagged', Body: 'y' })
    expect(await codeOf(s3.send(over))).toBe('AccessDenied')
  })
})

it('whose bucket it is can be asked for', async () => {
  const own = (account: string) => ({ StringEquals: { 's3:ResourceAccount': account } })
  const inside = await user(allow('s3:GetObject', OBJECTS, own(house.account)))
  const outside = await user(allow('s3:GetObject', OBJECTS, own('999999999999')))
  const get = new GetObjectCommand({ Bucket, Key: 'secret' })
  await inside.send(get)
  expect(await codeOf(outside.send(get))).toBe('AccessDenied')
})
