import {
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import type { Tests } from './s3.ts'
import { type BucketRoom, openBucketRoom } from './s3-stage.ts'

/** Where buckets are, what keys they are encrypted under, what ends in them. */

const LIFE = 'TestS3BucketLifecycle::test_'

const located = (room: BucketRoom, note: string, LocationConstraint: string, Bucket?: string) =>
  room.note(note, 'CreateBucket', {
    ...(Bucket !== undefined && { Bucket }),
    CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'EU' },
  })

const places: Tests = {
  create_bucket_with_eu_location_constraint: async (_room, stage) => {
    const room = await openBucketRoom(stage, { region: 'eu-west-1' })
    await room.ask('CreateBucket', { CreateBucketConfiguration: { LocationConstraint: 'EU' } })
    await room.note('get-bucket-location', 'GetBucketLocation', {})
    await room.note('list-bucket-response', 'ListBuckets', { Prefix: room.bucket } as never)
  },
  create_bucket_with_eu_location_constraint_raises: async (_room, stage) => {
    await located(
      await openBucketRoom(stage, { region: 'us-east-2' }),
      'eu-location-constraint-error',
      'EU',
    )
  },
  ...Object.fromEntries(
    [
      ['us-east-1', 'us-east-1'],
      ['us-east-1', 'foo'],
      ['eu-west-1', 'bar'],
    ].map(([region = '', wanted = '']): [string, Tests[string]] => [
      `create_bucket_with_invalid_location_constraint[${region}-${wanted}]`,
      async (_room, stage) => {
        const room = await openBucketRoom(stage, { region })
        await located(room, `${region}-location-constraint-${wanted}-error`, wanted)
      },
    ]),
  ),
  s3_uppercase_bucket_name: async room => {
    await room.note('uppercase-bucket', 'CreateBucket', { Bucket: 'TESTUPPERCASE-bucket' })
  },
  s3_uppercase_key_names: async room => {
    await room.ask('PutObject', { Key: 'camelCaseKey', Body: 'something' })
    await room.note('response', 'GetObject', { Key: 'camelCaseKey' })
    await room.note('wrong-case-key', 'GetObject', { Key: 'camelcasekey' })
  },
  invalid_range_error: async room => {
    await room.ask('PutObject', { Key: 'my-key', Body: 'abcdefgh' })
    await room.note('exc', 'GetObject', { Key: 'my-key', Range: 'bytes=1024-4096' })
  },
  range_key_not_exists: async room => {
    await room.note('exc', 'GetObject', { Key: 'my-key', Range: 'bytes=1024-4096' })
  },
  put_object_tagging_empty_list: async room => {
    const Key = 'my-key'
    const tag = (TagSet: { Key: string; Value: string }[]) =>
      room.ask('PutObjectTagging', { Key, Tagging: { TagSet } })
    await room.ask('PutObject', { Key, Body: 'abcdefgh' })
    await room.note('created-object-tags', 'GetObjectTagging', { Key })
    await tag([
      { Key: 'tag1', Value: 'tag1' },
      { Key: 'tag2', Value: '' },
    ])
    await room.note('updated-object-tags', 'GetObjectTagging', { Key })
    await tag([])
    await room.note('deleted-object-tags', 'GetObjectTagging', { Key })
  },
  get_object_after_deleted_in_versioned_bucket: async room => {
    const Key = 'my-key'
    await room.ask('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    await room.ask('PutObject', { Key, Body: 'abcdefgh' })
    await room.note('get-object', 'GetObject', { Key })
    await room.ask('DeleteObject', { Key })
    await room.note('get-object-after-delete', 'GetObject', { Key })
  },
  ...Object.fromEntries(
    ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map((algorithm): [string, Tests[string]] => [
      `s3_copy_object_with_default_checksum[${algorithm}]`,
      async room => {
        const Key = 'source-object'
        const facts = (note: string, key = Key) =>
          room.note(note, 'GetObjectAttributes', { Key: key, ObjectAttributes: ['Checksum'] })
        const CopySource = `${room.bucket}/${Key}`
        await room.note('put-object-no-checksum', 'PutObject', {
          ...{ Key, Body: '{"key": "value"}', ContentType: 'application/json' },
          ...{ ChecksumAlgorithm: algorithm as 'CRC32', Metadata: { key: 'value' } },
        })
        await facts('object-attrs')
        const changed = { Metadata: { key1: 'value1' }, MetadataDirective: 'REPLACE' } as const
        const note = 'copy-object-in-place-with-no-checksum'
        await room.note(note, 'CopyObject', { Key, CopySource, ...changed })
        await facts('object-attrs-after-copy')
        const to = { Key: 'dest-object', CopySource }
        await room.note('copy-object-to-dest-keep-checksum', 'CopyObject', to)
        await facts('dest-object-attrs-after-copy', 'dest-object')
      },
    ]),
  ),
}

const KMS = { ServerSideEncryption: 'aws:kms' } as const
const rule = (more = {}) => ({
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, ...more },
      BucketKeyEnabled: true,
    },
  ],
})

const keys: Tests = {
  s3_sse_validate_kms_key_state: async (room, stage) => {
    const kms = new KMSClient(stage.as())
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    room.keepAnswer('create-kms-key', KeyMetadata ?? {}, true)
    const KeyId = KeyMetadata?.KeyId ?? ''
    const object = { Key: 'put-object-with-sse', Body: 'test-sse', ...KMS, SSEKMSKeyId: KeyId }
    const get = (note: string) => room.note(note, 'GetObject', { Key: 'put-object-with-sse' })
    await room.note('success-put-object-sse', 'PutObject', object)
    await get('success-get-object-sse')
    await kms.send(new DisableKeyCommand({ KeyId }))
    await get('get-obj-disabled-key')
    const other = { ...object, Key: 'key-is-deactivated' }
    await room.note('put-obj-disabled-key', 'PutObject', other)
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
    await get('get-obj-pending-deletion-key')
  },
  s3_sse_bucket_key_default: async (room, stage) => {
    const { KeyMetadata } = await new KMSClient(stage.as()).send(new CreateKeyCommand({}))
    const [before, after] = ['test-sse-bucket-before', 'test-sse-bucket-after']
    const put = (note: string, Key: string) =>
      room.note(note, 'PutObject', { Key, Body: 'test-sse' })
    const get = (note: string, Key: string) => room.note(note, 'GetObject', { Key })
    await put('put-obj-default-before-setting', before)
    await get('get-obj-default-before-setting', before)
    const usual = rule({ KMSMasterKeyID: KeyMetadata?.KeyId })
    const input = { ServerSideEncryptionConfiguration: usual }
    await room.note('put-bucket-encryption', 'PutBucketEncryption', input)
    await room.note('get-bucket-encryption', 'GetBucketEncryption', {})
    await get('get-obj-default-after-setting', before)
    await put('put-obj-after-setting', after)
    await get('get-obj-after-setting', after)
  },
  s3_sse_default_kms_key: async (room, stage) => {
    const other = stage.name('second')
    await room.ask('CreateBucket', { Bucket: other })
    const Key = 'test-sse-default-key'
    for (const [end, Bucket] of [
      ['', room.bucket],
      ['-bucket-2', other],
    ] as const) {
      const put = { Bucket, Key, Body: 'test-sse', ...KMS }
      await room.note(`put-obj-default-kms-s3-key${end}`, 'PutObject', put)
      await room.note(`get-obj-default-kms-s3-key${end}`, 'GetObject', { Bucket, Key })
    }
    const input = { ServerSideEncryptionConfiguration: rule() }
    const note = 'bucket-encryption-default-kms-s3-key'
    await room.note(`put-${note}`, 'PutBucketEncryption', input)
    await room.note(`get-${note}`, 'GetBucketEncryption', {})
    const last = { Key: 'test-sse-default-key-from-bucket' }
    const from = 'default-kms-s3-key-from-bucket'
    await room.note(`put-obj-${from}`, 'PutObject', { ...last, Body: 'test-sse' })
    await room.note(`get-obj-${from}`, 'GetObject', last)
  },
}

const WHOLE = {
  ID: 'wholebucket',
  Filter: { Prefix: '' },
  Status: 'Enabled',
  Expiration: { Days: 7 },
} as const
const rules = (room: BucketRoom, ...Rules: object[]) =>
  room.ask('PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules } as never })
const refused = (room: BucketRoom, note: string, more: object) =>
  room.note(note, 'PutBucketLifecycleConfiguration', {
    LifecycleConfiguration: { Rules: [{ ...WHOLE, ...more }] } as never,
  })

const lifecycle: Tests = {
  delete_bucket_lifecycle_configuration: async room => {
    await room.note('get-bucket-lifecycle-exc-1', 'GetBucketLifecycleConfiguration', {})
    await room.note('delete-bucket-lifecycle-no-bucket', 'DeleteBucketLifecycle', {})
    await rules(room, WHOLE)
    await room.note('get-bucket-lifecycle-conf', 'GetBucketLifecycleConfiguration', {})
    await room.ask('DeleteBucketLifecycle', {})
    await room.note('get-bucket-lifecycle-exc-2', 'GetBucketLifecycleConfiguration', {})
  },
  delete_lifecycle_configuration_on_bucket_deletion: async room => {
    await rules(room, WHOLE)
    await room.note('get-bucket-lifecycle-conf', 'GetBucketLifecycleConfiguration', {})
    await room.ask('DeleteBucket', {})
    await room.ask('CreateBucket', {})
    await room.note('get-bucket-lifecycle-exc', 'GetBucketLifecycleConfiguration', {})
  },
  put_bucket_lifecycle_conf_exc: async room => {
    await refused(room, 'missing-id', { ID: undefined, Filter: undefined })
    await refused(room, 'missing-filter', { Filter: undefined })
    const none = { Filter: {}, NoncurrentVersionExpiration: {} }
    await refused(room, 'missing-noncurrent-version-expiration-data', none)
    const both = { Filter: { And: { Prefix: 'test' }, Prefix: '' } }
    await refused(room, 'wrong-filter-and-plus-prefix', both)
    const sized = { Filter: { ObjectSizeGreaterThan: 500, Prefix: '' } }
    await refused(room, 'wrong-filter-and-and-object-size', sized)
    const hours = { Date: new Date('2023-01-01T02:02:00Z') }
    await refused(room, 'wrong-data-no-midnight', { Filter: {}, Expiration: hours })
    const Tags = ['positive', 'positive-two'].map(Value => ({ Key: 'testlifecycle', Value }))
    await refused(room, 'duplicate-tag-keys', { Filter: { And: { Tags } } })
    const two = { Days: 1, ExpiredObjectDeleteMarker: true }
    await refused(room, 'expired-delete-marker-and-days', { Filter: {}, Expiration: two })
  },
  bucket_lifecycle_configuration_date: async room => {
    await rules(room, {
      ...{ ...WHOLE, ID: 'rule_number_one', Filter: {} },
      Expiration: { Date: new Date('2023-01-01T00:00:00Z') },
    })
    const note = 'get-bucket-lifecycle-conf'
    await room.note(note, 'GetBucketLifecycleConfiguration', {})
  },
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const bucketTests: Tests = {
  ...prefixed('TestS3::test_', { ...places, ...keys }),
  ...prefixed(LIFE, lifecycle),
}
