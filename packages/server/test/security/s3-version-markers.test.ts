import {
  type BucketVersioningStatus,
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'

/** A page of versions goes on behind a marker; what lies outside of its prefix it never shows. */

const Bucket = 'homes'
let house: House
let owner: S3Client
beforeAll(async () => {
  house = await openHouse()
  owner = new S3Client(house.as())
  await owner.send(new CreateBucketCommand({ Bucket }))
  const versioning = (Status: BucketVersioningStatus) =>
    owner.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
  const put = (Key: string) => owner.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
  await versioning('Enabled')
  for (const Key of ['mine/a', 'other/secret', 'mine/a']) await put(Key)
  await versioning('Suspended')
  for (const Key of ['mine/a', 'other/secret']) await put(Key)
})
afterAll(() => house.close())

it.each([
  ['of another prefix', 'mine/', 'other/secret', undefined, []],
  ['of the prefix', 'mine/', 'mine/a', undefined, ['mine/a', 'mine/a']],
  ['that is folded away', '', 'mine/a', '/', ['other/']],
] as const)('with a marker %s', async (_, Prefix, KeyMarker, Delimiter, expected) => {
  const conditions = { StringLike: { 's3:prefix': ['mine/*', ''] } }
  const reader = new S3Client(
    house.as(
      await createUser(
        house,
        `reader-of-${expected.length}-${Prefix.length}`,
        allow('s3:ListBucketVersions', `arn:aws:s3:::${Bucket}`, conditions),
      ),
    ),
  )
  const asked = { Bucket, Prefix, KeyMarker, VersionIdMarker: 'null', Delimiter }
  const { Versions = [], CommonPrefixes = [] } = await reader.send(
    new ListObjectVersionsCommand(asked),
  )
  expect([...Versions.map(({ Key }) => Key), ...CommonPrefixes.map(one => one.Prefix)]).toEqual(
    expected,
  )
})
