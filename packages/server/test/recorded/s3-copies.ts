import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Tests } from './s3.ts'
import { versioning } from './s3-objects.ts'
import type { BucketRoom } from './s3-stage.ts'
import type { Stage } from './stage.ts'

/** Copies, in place and elsewhere. */

const Key = 'source-object'
const JSON_BODY = { Body: '{"key": "value"}', ContentType: 'application/json' }
const KEYED = { ...JSON_BODY, Metadata: { key: 'value' } }

const put = (room: BucketRoom, note: string, input: object) =>
  room.note(note, 'PutObject', { Key, ...input })
const head = (room: BucketRoom, note: string, key = Key, more = {}) =>
  room.note(note, 'HeadObject', { Key: key, ...more })
const get = (room: BucketRoom, note: string, key = Key) =>
  room.note(note, 'GetObject', { Key: key })
const tags = (room: BucketRoom, note: string, key: string, more = {}) =>
  room.note(note, 'GetObjectTagging', { Key: key, ...more })
const copy = (room: BucketRoom, note: string, to: string, more = {}, version = '') =>
  room.note(note, 'CopyObject', { Key: to, CopySource: `${room.bucket}/${Key}${version}`, ...more })
const inPlace = (room: BucketRoom, note: string, more = {}) => copy(room, note, Key, more)
const facts = (room: BucketRoom, note: string, wanted: string, key = Key) =>
  room.note(note, 'GetObjectAttributes', { Key: key, ObjectAttributes: [wanted as 'ETag'] })
const REPLACE = { MetadataDirective: 'REPLACE' } as const

export async function newKey(stage: Stage): Promise<string> {
  const { KeyMetadata } = await new KMSClient(stage.as()).send(new CreateKeyCommand({}))
  return KeyMetadata?.KeyId ?? ''
}

const plain: Tests = {
  copy_metadata_replace: async room => {
    await put(room, 'put_object', { ...KEYED, ContentLanguage: 'en-US' })
    await head(room, 'head_object')
    const more = { ...REPLACE, Metadata: { 'another-key': 'value' }, ContentType: 'image/jpg' }
    await copy(room, 'copy_object', `${Key}-copy`, more)
    await head(room, 'head_object_copy', `${Key}-copy`)
  },
  copy_metadata_directive_copy: async room => {
    const object = { Body: 'test', Metadata: { key: 'value' }, ContentLanguage: 'en-US' }
    await put(room, 'put-object', object)
    await head(room, 'head-object')
    await copy(room, 'copy-object', `${Key}-copy`, {
      ...{ Metadata: { 'another-key': 'value' }, ContentLanguage: 'en-GB' },
      ...{ ContentType: 'image/jpg', MetadataDirective: 'COPY' },
    })
    await head(room, 'head-object-copy', `${Key}-copy`)
  },
  copy_content_type_and_metadata: async room => {
    await put(room, 'put_object', KEYED)
    await head(room, 'head_object')
    await copy(room, 'copy_object', `${Key}-copy`)
    await head(room, 'head_object_copy', `${Key}-copy`)
    const more = { Metadata: { 'another-key': 'value' }, ContentType: 'application/javascript' }
    await copy(room, 'copy_object_second', `${Key}-second-copy`, more)
    await head(room, 'head_object_second_copy', `${Key}-second-copy`)
  },
  copy_object_storage_class: async room => {
    await put(room, 'put-object', { Body: 'test', StorageClass: 'STANDARD_IA' })
    await head(room, 'head-object')
    await facts(room, 'object-attrs', 'StorageClass')
    await copy(room, 'copy-object-in-place-with-storage-class', 'dest-object')
    await facts(room, 'object-attrs-after-copy', 'StorageClass', 'dest-object')
    await inPlace(room, 'exc-invalid-request-storage-class')
  },
  copy_object_wrong_format: async room => {
    const input = { Key: 'destination-key', CopySource: 'wrongformat' }
    await room.note('copy-object-wrong-copy-source', 'CopyObject', input)
  },
  ...Object.fromEntries(
    ['COPY', 'REPLACE', 'None'].map(directive => [
      `copy_tagging_directive[${directive}]`,
      async (room: BucketRoom) => {
        const how = directive === 'None' ? {} : { TaggingDirective: directive }
        await put(room, 'put-object', { Body: 'test', Tagging: 'key1=value1' })
        await tags(room, 'get-object-tag', Key)
        await copy(room, 'copy-object', 'copied', { Tagging: 'key2=value2', ...how })
        await tags(room, 'get-copy-object-tag', 'copied')
        await copy(room, 'copy-object-tag-empty', 'copied-empty', how)
        await tags(room, 'get-copy-object-tag-empty', 'copied-empty')
      },
    ]),
  ),
  ...Object.fromEntries(
    ['COPY', 'REPLACE', 'None'].map(directive => [
      `copy_tagging_directive_versioned[${directive}]`,
      async (room: BucketRoom) => {
        const how = directive === 'None' ? {} : { TaggingDirective: directive }
        await versioning(room)
        const first = { Body: 'test', Tagging: 'key1=value1' }
        const { VersionId } = await put(room, 'put-object', first)
        await put(room, 'put-object-v2', { Body: 'test-v2', Tagging: 'key1=value1-v2' })
        await tags(room, 'get-object-tag', Key)
        await tags(room, 'get-object-tag-v1', Key, { VersionId })
        for (const [end, version] of [
          ['', ''],
          ['-v1', `?versionId=${VersionId}`],
        ] as const) {
          const tagged = { Tagging: 'key2=value2', ...how }
          await copy(room, `copy-object${end}`, `copied${end}`, tagged, version)
          await tags(room, `get-copy-object-tag${end}`, `copied${end}`)
          await copy(room, `copy-object-tag-empty${end}`, `copied-empty${end}`, how, version)
          await tags(room, `get-copy-object-tag-empty${end}`, `copied-empty${end}`)
        }
      },
    ]),
  ),
  ...Object.fromEntries(
    ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map(ChecksumAlgorithm => [
      `copy_object_with_checksum[${ChecksumAlgorithm}]`,
      async (room: BucketRoom) => {
        await put(room, 'put-object-no-checksum', KEYED)
        await facts(room, 'object-attrs', 'Checksum')
        const more = { ...REPLACE, ChecksumAlgorithm, Metadata: { key1: 'value1' } }
        await inPlace(room, 'copy-object-in-place-with-checksum', more)
        await facts(room, 'object-attrs-after-copy', 'Checksum')
        await copy(room, 'copy-object-to-dest-keep-checksum', 'dest-object')
      },
    ]),
  ),
}

const places: Tests = {
  versioned: async room => {
    await versioning(room)
    await put(room, 'put_object', KEYED)
    await head(room, 'head_object')
    await facts(room, 'object-attrs', 'StorageClass')
    await inPlace(room, 'copy-object-in-place-no-change')
    const { VersionId } = await inPlace(room, 'copy-in-place-versioned', REPLACE)
    await head(room, 'head-object-copied')
    await get(room, 'get-object-copied')
    await versioning(room, 'Suspended')
    await inPlace(room, 'copy-in-place-versioned-suspended', REPLACE)
    await head(room, 'head-object-copied-suspended')
    await get(room, 'get-object-copied-suspended')
    await head(room, 'head-object-previous-version-suspended', Key, { VersionId })
    await versioning(room)
    await inPlace(room, 'copy-in-place-versioned-re-enabled', REPLACE)
  },
  suspended_only: async room => {
    await put(room, 'put_object', KEYED)
    await head(room, 'head_object')
    await inPlace(room, 'copy-in-place-non-versioned', REPLACE)
    await head(room, 'head-object-copied')
    await get(room, 'get-object-copied')
    await versioning(room, 'Suspended')
    await inPlace(room, 'copy-in-place-versioned-suspended', REPLACE)
    await head(room, 'head-object-copied-suspended')
    await get(room, 'get-object-copied-suspended')
    await inPlace(room, 'copy-in-place-versioned-suspended-twice', REPLACE)
  },
  storage_class: async room => {
    await put(room, 'put-object', { Body: 'test', StorageClass: 'STANDARD' })
    await head(room, 'head-object')
    await facts(room, 'object-attrs', 'StorageClass')
    await inPlace(room, 'copy-object-in-place-with-storage-class', { StorageClass: 'STANDARD' })
    await facts(room, 'object-attrs-after-copy', 'StorageClass')
  },
  with_encryption: async (room, stage) => {
    const kms = { ServerSideEncryption: 'aws:kms' }
    const SSEKMSKeyId = await newKey(stage)
    const object = { Body: 'test', ...kms, BucketKeyEnabled: true, SSEKMSKeyId }
    await put(room, 'put-object-with-kms-encryption', object)
    await head(room, 'head-object')
    await inPlace(room, 'copy-object-in-place-with-sse', kms)
    await head(room, 'head-copy-with-sse')
    await inPlace(room, 'copy-object-in-place-without-kms-sse')
    await head(room, 'head-copy-without-kms-sse')
    await inPlace(room, 'copy-object-in-place-with-aes', { ServerSideEncryption: 'AES256' })
    await head(room, 'head-copy-with-aes')
  },
  metadata_directive: async room => {
    await put(room, 'put_object', KEYED)
    await head(room, 'head_object')
    await inPlace(room, 'no-metadata-directive-fail', { Metadata: { key: 'value' } })
    await inPlace(room, 'copy-replace-directive', { ...REPLACE, Metadata: { key2: 'value2' } })
    await head(room, 'head-replace-directive')
    const keeps = { MetadataDirective: 'COPY', StorageClass: 'STANDARD' }
    await inPlace(room, 'copy-copy-directive', keeps)
    await head(room, 'head-copy-directive')
    await inPlace(room, 'copy-copy-directive-ignore', { ...keeps, Metadata: { key3: 'value3' } })
    await head(room, 'head-copy-directive-ignore')
    await inPlace(room, 'copy-replace-directive-empty', REPLACE)
    await head(room, 'head-replace-directive-empty')
  },
  website_redirect_location: async room => {
    const redirect = { WebsiteRedirectLocation: '/test/direct' }
    await put(room, 'put-object', { Body: 'test', ...redirect })
    await head(room, 'head-object')
    await inPlace(room, 'copy-object-in-place-with-website-redirection', redirect)
    await head(room, 'head-object-after-copy')
  },
}

const others: Tests = {
  s3_copy_object_in_place: async room => {
    await put(room, 'put_object', KEYED)
    await head(room, 'head_object')
    await facts(room, 'object-attrs', 'StorageClass')
    await inPlace(room, 'copy-object-in-place-no-change')
    const changed = { ChecksumAlgorithm: 'SHA256', StorageClass: 'STANDARD' }
    await inPlace(room, 'copy-object-in-place-with-storage-class', changed)
    await facts(room, 'object-attrs-after-copy', 'StorageClass')
    await room.ask('DeleteBucketOwnershipControls', {})
    await room.note('object-acl', 'GetObjectAcl', { Key })
    await inPlace(room, 'copy-object-in-place-with-acl', { ACL: 'public-read' })
  },
  copy_object_kms: async (room, stage) => {
    const SSEKMSKeyId = await newKey(stage)
    await room.ask('PutObject', { Key: 'mykey', Body: 'hello world' })
    await get(room, 'get-object', 'mykey')
    await room.note('copy-object', 'CopyObject', {
      ...{ Key: 'copiedkey', CopySource: `${room.bucket}/mykey`, BucketKeyEnabled: true },
      ...{ SSEKMSKeyId, ServerSideEncryption: 'aws:kms' },
    })
    await get(room, 'get-copied-object', 'copiedkey')
  },
  copy_in_place_with_bucket_encryption: async room => {
    const usual = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }
    const ServerSideEncryptionConfiguration = { Rules: [{ ...usual, BucketKeyEnabled: false }] }
    const input = { ServerSideEncryptionConfiguration }
    await room.note('put-bucket-encryption', 'PutBucketEncryption', input)
    await put(room, 'put-obj', {})
    await inPlace(room, 'copy-obj')
  },
  copy_object_special_character: async (room, stage) => {
    const Bucket = stage.name('target')
    await room.ask('CreateBucket', { Bucket })
    const special = ['test@key/', 'test key/', 'test key//', 'a/%F0%9F%98%80/', 'test+key']
    for (const key of ['file%2Fname', ...special]) {
      const src = { Key: key, Body: 'test' }
      await room.note(`put-object-src-special-char-${key}`, 'PutObject', src)
      const CopySource = `${room.bucket}/${encodeURIComponent(key).replaceAll('%2F', '/')}`
      const input = { Bucket, Key: key, CopySource }
      await room.note(`copy-object-special-char-${key}`, 'CopyObject', input)
    }
    await room.note('list-object-copy-dest-special-char', 'ListObjectsV2', { Bucket })
  },
  ...Object.fromEntries(
    (['GetObject', 'HeadObject'] as const).map(name => [
      `s3_get_object_preconditions[${name === 'GetObject' ? 'get_object' : 'head_object'}]`,
      async (room: BucketRoom) => {
        const object = { Key: 'test-object' }
        const { ETag } = await room.ask('PutObject', { ...object, Body: 'data' })
        const { LastModified } = await room.ask('HeadObject', object)
        await new Promise(resolve => setTimeout(resolve, 1_100))
        const now = new Date()
        const day = (count: number) => new Date(now.getTime() + count * 86_400_000)
        const ask = (note: string, more: object) => room.note(note, name, { ...object, ...more })
        const since = { IfModifiedSince: now }
        const none = { ...since, IfNoneMatch: ETag }
        const un = { ...none, IfUnmodifiedSince: day(-1) }
        await ask('precondition-if-match', { ...un, IfMatch: 'etag123' })
        await ask('precondition-if-unmodified-since', un)
        await ask('precondition-if-none-match', none)
        await ask('copy-precondition-if-modified-since', since)
        await ask('obj-ignore-future-modified-since', { IfModifiedSince: day(1) })
        const bare = ETag.replaceAll('"', '')
        await ask('etag-missing-quotes', { ...since, IfNoneMatch: bare })
        await ask('precondition-if-unmodified-since-is-object', { IfUnmodifiedSince: LastModified })
        await ask('precondition-if-modified-since-is-object', { IfModifiedSince: LastModified })
        const positive = { IfMatch: bare, IfNoneMatch: 'etag123' }
        const times = { IfModifiedSince: day(-1), IfUnmodifiedSince: now }
        await ask('obj-success', { ...positive, ...times })
      },
    ]),
  ),
  s3_get_object_header_overrides: async room => {
    const object = { Key: 'key-header-overrides' }
    await room.ask('PutObject', { ...object, Body: 'something' })
    await room.note('get-object', 'GetObject', {
      ...{ ...object, ResponseCacheControl: 'max-age=74', ResponseContentEncoding: 'identity' },
      ResponseContentDisposition: 'attachment; filename="foo.jpg"',
      ...{ ResponseContentLanguage: 'de-DE', ResponseContentType: 'image/jpeg' },
      ResponseExpires: new Date('2015-10-21T07:28:00Z'),
    })
  },
  ...Object.fromEntries(
    ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'None'].map(algorithm => [
      `TestS3PutObjectChecksum::test_s3_get_object_checksum[${algorithm}]`,
      async (room: BucketRoom) => {
        const object = { Key: 'test-checksum-retrieval' }
        const sum = algorithm === 'None' ? {} : { ChecksumAlgorithm: algorithm as 'CRC32' }
        await room.note('put-object', 'PutObject', { ...object, Body: 'test-checksum', ...sum })
        await room.note('get-object', 'GetObject', object)
        const summed = { ...object, ChecksumMode: 'ENABLED' } as const
        await room.note('get-object-with-checksum', 'GetObject', summed)
        const small = { ...object, ChecksumMode: 'enabled' as 'ENABLED' }
        await room.note('head-object-with-checksum', 'GetObject', small)
        await facts(room, 'get-object-attrs', 'Checksum', object.Key)
      },
    ]),
  ),
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(
    Object.entries(tests).map(([test, requests]) => [
      test.includes('::') ? test : prefix + test,
      requests,
    ]),
  )

export const copyTests: Tests = {
  ...prefixed('TestS3::test_s3_', plain),
  ...prefixed('TestS3::test_s3_copy_object_in_place_', places),
  ...prefixed('TestS3::test_', others),
}
