import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Settings of buckets. */

const FAKE = { Bucket: 'fake-bucket-of-nobody' }

const encryption = (room: BucketRoom, note: string, ...Rules: object[]) =>
  room.note(note, 'PutBucketEncryption', {
    ServerSideEncryptionConfiguration: { Rules: Rules as never },
  })
const rule = (SSEAlgorithm: string, more = {}) => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...more },
})

async function encryptedObject(room: BucketRoom): Promise<void> {
  const Key = 'key-encrypted'
  await room.note('put-object-encrypted', 'PutObject', { Key, Body: 'test-encrypted' })
  await room.note('head-object-encrypted', 'HeadObject', { Key })
  await room.note('get-object-encrypted', 'GetObject', { Key })
}

const ENCRYPTION: Tests = {
  s3_default_bucket_encryption: async room => {
    await room.note('default-bucket-encryption', 'GetBucketEncryption', {})
    await room.note('delete-bucket-encryption', 'DeleteBucketEncryption', {})
    await room.note('delete-bucket-encryption-idempotent', 'DeleteBucketEncryption', {})
    await room.note('get-bucket-no-encryption', 'GetBucketVersioning', {})
  },
  s3_default_bucket_encryption_exc: async room => {
    await room.note('get-bucket-enc-no-bucket', 'GetBucketEncryption', FAKE)
    await room.note('delete-bucket-enc-no-bucket', 'DeleteBucketEncryption', FAKE)
    await encryption(room, 'put-bucket-encryption-no-rules')
    const two = [{ ...rule('aws:kms'), BucketKeyEnabled: true }, rule('AES256')]
    await encryption(room, 'put-bucket-encryption-two-rules', ...two)
    const mixed = rule('AES256', { KMSMasterKeyID: 'randomkeyid' })
    await encryption(room, 'put-bucket-encryption-kms-with-aes', mixed)
  },
  s3_bucket_encryption_sse_s3: async room => {
    await encryption(room, 'put-bucket-enc', { ...rule('AES256'), BucketKeyEnabled: true })
    await encryptedObject(room)
  },
}

const ownership = (room: BucketRoom, note: string, ...owners: string[]) =>
  room.note(note, 'PutBucketOwnershipControls', {
    OwnershipControls: { Rules: owners.map(ObjectOwnership => ({ ObjectOwnership })) as never },
  })

const OWNERSHIP: Tests = {
  crud_bucket_ownership_controls: async (room, stage) => {
    await room.note('default-ownership', 'GetBucketOwnershipControls', {})
    await ownership(room, 'put-ownership', 'ObjectWriter')
    await room.note('get-ownership', 'GetBucketOwnershipControls', {})
    await room.note('delete-ownership', 'DeleteBucketOwnershipControls', {})
    await room.note('get-ownership-after-delete', 'GetBucketOwnershipControls', {})
    await room.note('delete-ownership-after-delete', 'DeleteBucketOwnershipControls', {})
    const Bucket = stage.name('owned')
    await room.ask('CreateBucket', { Bucket, ObjectOwnership: 'BucketOwnerPreferred' })
    await room.note('get-ownership-at-creation', 'GetBucketOwnershipControls', { Bucket })
  },
  bucket_ownership_controls_exc: async (room, stage) => {
    await room.note('default-ownership', 'GetBucketOwnershipControls', {})
    const both = ['BucketOwnerPreferred', 'ObjectWriter']
    await ownership(room, 'put-ownership-multiple-rules', ...both)
    await ownership(room, 'put-ownership-wrong-value', 'RandomValue')
    await ownership(room, 'put-ownership-empty-rule')
    const Bucket = stage.name('owned')
    const wrong = { Bucket, ObjectOwnership: 'RandomValue' as 'ObjectWriter' }
    await room.note('ownership-wrong-value-at-creation', 'CreateBucket', wrong)
    const none = { Bucket, ObjectOwnership: '' as 'ObjectWriter' }
    await room.note('ownership-non-value-at-creation', 'CreateBucket', none)
  },
}

const PUBLIC: Tests = {
  crud_public_access_block: async room => {
    await room.note('get-default-public-access-block', 'GetPublicAccessBlock', {})
    const open = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false }
    const input = { PublicAccessBlockConfiguration: open }
    await room.note('put-public-access-block', 'PutPublicAccessBlock', input)
    await room.note('get-public-access-block', 'GetPublicAccessBlock', {})
    await room.note('delete-public-access-block', 'DeletePublicAccessBlock', {})
    await room.note('get-public-access-block-after-delete', 'GetPublicAccessBlock', {})
    await room.note('idempotent-delete-public-access-block', 'DeletePublicAccessBlock', {})
  },
}

async function opened(room: BucketRoom): Promise<void> {
  await room.ask('DeleteBucketOwnershipControls', {})
  await room.ask('DeletePublicAccessBlock', {})
}

const POLICY: Tests = {
  bucket_policy_crud: async room => {
    await opened(room)
    await room.note('get-bucket-default-policy', 'GetBucketPolicy', {})
    const statement = { Action: 's3:GetObject', Effect: 'Allow' }
    const who = { Resource: `arn:aws:s3:::${room.bucket}/*`, Principal: { AWS: '*' } }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...who }] })
    await room.note('put-bucket-policy', 'PutBucketPolicy', { Policy })
    await room.note('get-bucket-policy', 'GetBucketPolicy', {})
    await room.note('delete-bucket-policy', 'DeleteBucketPolicy', {})
    await room.note('get-bucket-policy-after-delete', 'GetBucketPolicy', {})
    await room.note('delete-bucket-policy-after-delete', 'DeleteBucketPolicy', {})
  },
  bucket_policy_exc: async room => {
    await opened(room)
    const put = (note: string, Policy: string) => room.note(note, 'PutBucketPolicy', { Policy })
    await put('put-empty-bucket-policy', '')
    await put('put-bucket-policy-randomstring', 'invalid json')
    await put('put-bucket-policy-empty-json', '{}')
  },
}

const VERSIONING: Tests = {
  bucket_versioning_crud: async room => {
    const put = (note: string, Status: string | undefined, more = {}) =>
      room.note(`put-versioning-${note}`, 'PutBucketVersioning', {
        ...{ VersioningConfiguration: { Status: Status as 'Enabled' }, ...more },
      })
    const get = (note: string, more = {}) =>
      room.note(`get-versioning-${note}`, 'GetBucketVersioning', more)
    await get('before')
    await put('suspended-before', 'Suspended')
    await get('after-suspended')
    await put('enabled-lowercase', 'enabled')
    await put('enabled-capitalized', 'Enabled')
    await get('after-enabled')
    await put('suspended-after', 'Suspended')
    await put('disabled', 'Disabled')
    await put('empty', undefined)
    await put('no-bucket', 'Suspended', FAKE)
    await get('no-bucket', FAKE)
  },
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const settingTests: Tests = {
  ...prefixed('TestS3BucketEncryption::test_', ENCRYPTION),
  ...prefixed('TestS3BucketOwnershipControls::test_', OWNERSHIP),
  ...prefixed('TestS3PublicAccessBlock::test_', PUBLIC),
  ...prefixed('TestS3BucketPolicy::test_', POLICY),
  ...prefixed('TestS3BucketVersioning::test_', VERSIONING),
}
