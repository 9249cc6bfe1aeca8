import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

/** A condition on an ETag tells what is there: it is for those who may read it (docs/decisions/s3.md). */

const Bucket = 'compared'
const place = { Bucket, Key: 'k' }
const IfMatch = '"0123"'
let house: House
let owner: S3Client
let MultipartUpload: { readonly Parts: { PartNumber: number; ETag: string | undefined }[] }
let UploadId: string | undefined
beforeAll(async () => {
  house = await openHouse()
  owner = new S3Client(house.as())
  await owner.send(new CreateBucketCommand({ Bucket }))
  await owner.send(new PutObjectCommand({ ...place, Body: 'secret' }))
  await owner.send(new PutObjectCommand({ Bucket, Key: 'open', Body: 'x' }))
  UploadId = (await owner.send(new CreateMultipartUploadCommand(place))).UploadId
  const part = new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'part' })
  const { ETag } = await owner.send(part)
  MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
})
afterAll(() => house.close())

const OBJECT = `arn:aws:s3:::${Bucket}/k`
const user = async (name: string, ...actions: string[]) =>
  new S3Client(
    house.as(
      await createUser(
        house,
        name,
        allow(['s3:PutObject', 's3:DeleteObject', ...actions], OBJECT),
        allow('s3:GetObject', `arn:aws:s3:::${Bucket}/open`),
      ),
    ),
  )

const ATTEMPTS: Readonly<Record<string, (s3: S3Client) => Promise<unknown>>> = {
  PutObject: s3 => s3.send(new PutObjectCommand({ ...place, Body: 'x', IfMatch })),
  CopyObject: s3 =>
    s3.send(new CopyObjectCommand({ ...place, CopySource: `${Bucket}/open`, IfMatch })),
  CompleteMultipartUpload: s3 =>
    s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload, IfMatch })),
  DeleteObject: s3 => s3.send(new DeleteObjectCommand({ ...place, IfMatch })),
  async DeleteObjects(s3) {
    const Delete = { Objects: [{ Key: 'k', ETag: IfMatch }] }
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))
    throw Object.assign(new Error(Errors[0]?.Message), { name: Errors[0]?.Code })
  },
}

it.each(Object.entries(ATTEMPTS))(
  '%s compares only what its caller may read',
  async (name, ask) => {
    const blind = await user(`blind-${name}`)
    const [code, message] = await refusal(ask(blind))
    expect([code, message]).toEqual([
      'AccessDenied',
      expect.stringContaining(`s3:GetObject on resource: "${OBJECT}"`),
    ])
    const seeing = await user(`seeing-${name}`, 's3:GetObject')
    expect((await refusal(ask(seeing)))[0]).toBe('PreconditionFailed')
  },
)

it('whether there is anything to delete may be asked by whoever may delete', async () => {
  const blind = await user('blind')
  await blind.send(new DeleteObjectCommand({ ...place, IfMatch: '*' }))
  expect((await refusal(owner.send(new HeadObjectCommand(place))))[2]).toBe(404)
})
