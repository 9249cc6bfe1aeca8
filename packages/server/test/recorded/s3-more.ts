import { CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Tests } from './s3.ts'
import { newKey } from './s3-copies.ts'
import { documentOf, sendSigned } from './s3-raw.ts'
import { type BucketRoom, openBucketRoom, zipped } from './s3-stage.ts'
import { sumOf } from './s3-uploads.ts'
import { ACCOUNT, type Stage } from './stage.ts'

/** Buckets: their places and policies; keys of KMS; listings as documents; checksums of wholes. */

const made = async (stage: Stage, region: string) => {
  const room = await openBucketRoom(stage, { region })
  const LocationConstraint = region as 'EU'
  await room.ask('CreateBucket', { CreateBucketConfiguration: { LocationConstraint } })
  return room
}

/** A creation in us-east-2 that names no place, which the SDK would add. */
async function placeless(room: BucketRoom, stage: Stage, note: string, body = ''): Promise<void> {
  const place = { method: 'PUT', region: 'us-east-2', target: `/${stage.name('placed')}` }
  const { status, text } = await sendSigned(stage, { ...place, body })
  const { RequestId: _, HostId: __, ...told } = documentOf(text)['Error'] as Record<string, string>
  const ResponseMetadata = { HTTPHeaders: {}, HTTPStatusCode: status }
  room.keep(`create-bucket-${note}`, { Error: told, ResponseMetadata })
}

const places: Tests = {
  region_header_exists_outside_us_east_1: async (room, stage) => {
    const { bucket: Bucket } = await made(stage, 'us-west-2')
    const here = (headers: Readonly<Record<string, string>>) => headers['x-amz-bucket-region']
    const regions: unknown[] = []
    const { BucketRegion } = await room.note('head_bucket', 'HeadBucket', { Bucket })
    regions.push(BucketRegion, here(room.lastHead().HTTPHeaders))
    await room.note('list_objects_v2', 'ListObjectsV2', { Bucket })
    regions.push(here(room.lastHead().HTTPHeaders))
    if (regions.join() !== 'us-west-2,us-west-2,us-west-2') throw new Error(`told ${regions}`)
  },
  bucket_availability: async (room, stage) => {
    const Bucket = stage.name('nobodys')
    await room.note('bucket-lifecycle', 'GetBucketLifecycleConfiguration', { Bucket })
  },
  bucket_exists: async room => {
    await room.note('get-bucket-acl', 'GetBucketAcl', {})
    await room.note('get-bucket-not-exists', 'GetBucketAcl', { Bucket: 'bucket-not-exists' })
  },
  different_location_constraint: async (room, stage) => {
    const create = (from: BucketRoom, note: string, constraint?: string) =>
      from.note(`create-bucket-${note}`, 'CreateBucket', {
        ...{ Bucket: stage.name('placed') },
        CreateBucketConfiguration: { LocationConstraint: constraint as 'EU' },
      })
    const location = (from: BucketRoom, note: string, input = {}) =>
      from.note(`get-bucket-location-${note}`, 'GetBucketLocation', input)
    await location(room, 'bucket-us-east-1')
    await create(room, 'constraint-us-east-1', 'us-east-1')
    await create(room, 'constraint-us-east-1-with-None')
    const east = await made(stage, 'us-east-2')
    const west = await openBucketRoom(stage, { region: 'us-west-1' })
    await location(east, 'bucket-us-east-2')
    await placeless(room, stage, 'us-east-2-no-constraint-exc')
    await placeless(room, stage, 'constraint-us-east-2-with-None', '<CreateBucketConfiguration/>')
    await create(east, 'us-east-2-constraint-to-us-west-1', 'us-west-1')
    await create(west, 'us-west-1-constraint-to-us-east-2', 'us-east-2')
    await create(west, 'us-west-1-constraint-to-us-east-1', 'us-east-1')
    await location(room, 'non-existent-bucket', { Bucket: stage.name('nobodys') })
  },
  create_bucket_with_existing_name: async (room, stage) => {
    const Bucket = stage.name('placed')
    const at = (place: string) => ({
      ...{ Bucket, CreateBucketConfiguration: { LocationConstraint: place as 'us-west-1' } },
    })
    await room.ask('CreateBucket', at('us-west-1'))
    for (const place of ['us-west-1', 'us-east-2']) {
      await room.note(`create-bucket-${place}`, 'CreateBucket', at(place))
    }
  },
  bucket_does_not_exist: async (room, stage) => {
    const Bucket = stage.name('nobodys')
    await room.note('list_object', 'ListObjects', { Bucket })
    const inHost = await openBucketRoom(stage, { inHost: true })
    await inHost.note('list_object_vhost', 'ListObjects', { Bucket })
  },
  create_bucket_head_bucket: async (room, stage) => {
    const [one, two] = [stage.name('my-bucket'), stage.name('my-bucket')]
    await room.note('create_bucket', 'CreateBucket', { Bucket: one })
    const CreateBucketConfiguration = { LocationConstraint: 'us-west-1' } as const
    const input = { Bucket: two, CreateBucketConfiguration }
    await room.note('create_bucket_location_constraint', 'CreateBucket', input)
    for (const [note, Bucket] of [
      ['head_bucket', one],
      ['head_bucket_2', two],
    ] as const) {
      await room.note(note, 'HeadBucket', { Bucket })
      const told = Object.entries(room.lastHead().HTTPHeaders).filter(
        ([name]) => name.startsWith('x-amz') || name === 'content-type',
      )
      room.keep(`${note}_filtered_header`, Object.fromEntries(told))
    }
    await room.note('head_bucket_not_exist', 'HeadBucket', { Bucket: stage.name('nobodys') })
  },
}

async function opened(room: BucketRoom): Promise<{ Policy: string }> {
  await room.ask('DeleteBucketOwnershipControls', {})
  await room.ask('DeletePublicAccessBlock', {})
  const what = { Action: 's3:GetObject', Resource: `arn:aws:s3:::${room.bucket}/*` }
  const open = { Effect: 'Allow', Principal: { AWS: '*' }, ...what }
  return { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [open] }) }
}

const OWNER = { ExpectedBucketOwner: ACCOUNT }
const OTHER = { ExpectedBucketOwner: '000000000002' }

const policies: Tests = {
  get_bucket_policy: async room => {
    const policy = await opened(room)
    const get = (note: string, input = {}) =>
      room.note(`get-bucket-policy${note}`, 'GetBucketPolicy', input)
    await get('-no-such-bucket-policy')
    await room.ask('PutBucketPolicy', policy)
    await get('')
    await get('-with-expected-bucket-owner', OWNER)
    await get('-with-expected-bucket-owner-error', OTHER)
  },
  put_bucket_policy: async room => {
    await room.note('put-bucket-policy', 'PutBucketPolicy', await opened(room))
    await room.note('get-bucket-policy', 'GetBucketPolicy', {})
  },
  put_bucket_policy_expected_bucket_owner: async room => {
    const policy = await opened(room)
    const note = 'put-bucket-policy-with-expected-bucket-owner'
    await room.note(`${note}-error`, 'PutBucketPolicy', { ...policy, ...OTHER })
    await room.note(note, 'PutBucketPolicy', { ...policy, ...OWNER })
  },
  delete_bucket_policy: async room => {
    await room.ask('PutBucketPolicy', await opened(room))
    await room.note('delete-bucket-policy', 'DeleteBucketPolicy', {})
    await room.note('get-bucket-policy-no-such-bucket-policy', 'GetBucketPolicy', {})
  },
  delete_bucket_policy_expected_bucket_owner: async room => {
    await room.ask('PutBucketPolicy', await opened(room))
    const remove = (note: string, input: object) =>
      room.note(`delete-bucket-policy-${note}`, 'DeleteBucketPolicy', input)
    await remove('with-expected-bucket-owner-error', OTHER)
    await remove('invalid-bucket-owner', { ExpectedBucketOwner: 'invalid' })
    await remove('with-expected-bucket-owner', OWNER)
  },
}

const KMS = { ServerSideEncryption: 'aws:kms' } as const
const FAKE_KEY = '134f2428-cec1-4b25-a1ae-9048164dba47'

const keys: Tests = {
  s3_sse_validate_kms_key: async (_, stage) => {
    const room = await made(stage, 'us-east-2')
    const kms = new KMSClient({ ...stage.as(), region: 'us-west-2' })
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const { Arn = '', KeyId = '' } = KeyMetadata ?? {}
    room.keepAnswer('create-kms-key', KeyMetadata ?? {}, true)
    const put = (note: string, SSEKMSKeyId: string) => {
      const object = { Key: 'test-sse-validate-kms-key', Body: 'test-sse', ...KMS, SSEKMSKeyId }
      return room.note(`put-obj-${note}`, 'PutObject', object)
    }
    const none = 'fake-key-id'
    await put('wrong-kms-key', none)
    await put('wrong-kms-key-real-uuid', FAKE_KEY)
    const arn = Arn.replace('us-west-2', 'us-east-2').replace(KeyId, FAKE_KEY)
    await put('wrong-kms-key-real-uuid-arn', arn)
    await put('different-region-kms-key', Arn)
    await put('different-region-kms-key-no-arn', KeyId)
    const wrong = { Key: 'wrong', ...KMS, SSEKMSKeyId: none }
    await room.note('create-multipart-wrong-kms-key', 'CreateMultipartUpload', wrong)
    await room.ask('PutObject', { Key: 'key-to-be-copied', Body: 'test-data' })
    const CopySource = `${room.bucket}/key-to-be-copied`
    await room.note('copy-obj-wrong-kms-key', 'CopyObject', { ...wrong, CopySource })
  },
}

const rule = (KMSMasterKeyID: string | undefined, BucketKeyEnabled: boolean) => ({
  ServerSideEncryptionConfiguration: {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: {
          ...{ SSEAlgorithm: 'aws:kms' as const },
          ...(KMSMasterKeyID && { KMSMasterKeyID }),
        },
        BucketKeyEnabled,
      },
    ],
  },
})

async function encrypted(room: BucketRoom, between?: (id: string) => Promise<void>): Promise<void> {
  await room.note('get-bucket-enc', 'GetBucketEncryption', {})
  const Key = 'key-encrypted'
  const put = { Key, Body: 'test-encrypted' }
  const { SSEKMSKeyId } = await room.note('put-object-encrypted', 'PutObject', put)
  await between?.(SSEKMSKeyId)
  await room.note('head-object-encrypted', 'HeadObject', { Key })
  await room.note('get-object-encrypted', 'GetObject', { Key })
}

const ENCRYPTION = 'TestS3BucketEncryption::test_s3_bucket_encryption_sse_kms'

export const encryptionTests: Tests = {
  [ENCRYPTION]: async (room, stage) => {
    const id = await newKey(stage)
    await room.note('put-bucket-enc', 'PutBucketEncryption', rule(id, true))
    await encrypted(room)
    const end = 'bucket-key-disabled'
    await room.note(`put-bucket-enc-${end}`, 'PutBucketEncryption', rule(id, false))
    const put = { Key: 'key-encrypted-bucket-key-disabled', Body: 'test-encrypted' }
    await room.note(`put-object-encrypted-${end}`, 'PutObject', put)
  },
  [`${ENCRYPTION}_aws_managed_key`]: async (room, stage) => {
    await room.note('put-bucket-enc', 'PutBucketEncryption', rule(undefined, true))
    await encrypted(room, async KeyId => {
      const output = await new KMSClient(stage.as()).send(new DescribeKeyCommand({ KeyId }))
      room.keepAnswer('managed-kms-key', output)
    })
  },
}

const SUMS = 'TestS3PutObjectChecksum::test_s3_checksum_'
const ENABLED = { ChecksumMode: 'ENABLED' } as const
const DATA = 'test data..'
const UNSIGNED = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }

const sums: Tests = {
  with_content_encoding: async room => {
    const object = { Key: 'test.gz', ContentEncoding: 'gzip', ChecksumAlgorithm: 'SHA256' } as const
    const Body = zipped('1234567890 '.repeat(100))
    await room.note('put-object', 'PutObject', { ...object, Body })
    for (const [note, more] of [
      ['get-object', {}],
      ['get-object-with-checksum', ENABLED],
    ] as const) {
      const { Body: _, ...answer } = await room.ask('GetObject', { Key: 'test.gz', ...more })
      room.keepAnswer(note, { ...answer, Body: '' })
    }
    const facts = { Key: 'test.gz', ObjectAttributes: ['Checksum' as const] }
    await room.note('get-object-attrs', 'GetObjectAttributes', facts)
  },
  no_algorithm: async room => {
    const put = (note: string, sums: object) =>
      room.note(note, 'PutObject', { Key: 'file', Body: DATA, ...sums })
    await put('put-wrong-checksum', { ChecksumSHA256: 'a1b2c3d4' })
    await put('put-2-checksums', { ChecksumSHA256: 'a1b2c3d4', ChecksumCRC32: 'a1b2c3d4' })
    await put('put-right-checksum', { ChecksumSHA256: sumOf('SHA256', DATA) })
    await room.note('head-obj', 'HeadObject', { Key: 'file', ...ENABLED })
  },
  no_automatic_sdk_calculation: async (room, stage) => {
    const put = async (Key: string, more: Readonly<Record<string, string>>) => {
      const headers = { ...UNSIGNED, ...more }
      const target = `/${room.bucket}/${Key}`
      return sendSigned(stage, { method: 'PUT', target, headers, body: DATA })
    }
    const stored = async (note: string, Key: string, more: Readonly<Record<string, string>>) => {
      const { status, text } = await put(Key, more)
      if (status !== 200) throw new Error(text)
      await room.note(`head-obj-${note}`, 'HeadObject', { Key, ...ENABLED })
    }
    const sha256 = { 'x-amz-checksum-sha256': sumOf('SHA256', DATA) }
    const wrong = await put('wrong-checksum', { 'x-amz-checksum-sha256': 'a1b2c3d4' })
    room.keep('wrong-checksum', documentOf(wrong.text))
    await stored('right-checksum', 'right-checksum', sha256)
    const algorithm = (name: string) => ({ 'x-amz-checksum-algorithm': name })
    await stored('only-checksum-algo', 'algo-only-checksum', algorithm('SHA256'))
    const unknown = await put('algo-wrong-checksum', algorithm('TEST'))
    if (unknown.status !== 200) throw new Error(unknown.text)
    const both = { ...algorithm('SHA1'), ...sha256 }
    await stored('diff-checksum-algo', 'algo-diff-checksum', both)
    await stored('no-checksum', 'no-checksum', {})
    const facts = (note: string, Key: string) =>
      room.note(note, 'GetObjectAttributes', { Key, ObjectAttributes: ['Checksum'] })
    await facts('get-obj-attrs-no-checksum', 'no-checksum')
    const Key = 'dest-key-checksum'
    const copy = { Key, CopySource: `${room.bucket}/no-checksum` }
    await room.note('copy-obj-default-checksum', 'CopyObject', copy)
    await facts('get-copy-obj-attrs-no-checksum', Key)
  },
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const moreTests: Tests = {
  ...prefixed('TestS3::test_', { ...places, ...policies, ...keys }),
  ...prefixed(SUMS, sums),
}
