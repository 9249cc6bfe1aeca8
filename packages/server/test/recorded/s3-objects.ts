import { setTimeout as wait } from 'node:timers/promises'
import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Objects and their versions: written, deleted, tagged. */

const CRUD = 'TestS3ObjectCRUD::test_'
const BUCKETS = 'TestS3BucketCRUD::test_'
const TAGS = 'TestS3BucketObjectTagging::test_'
const NOBODYS_VERSION = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD'

export const versioning = (room: BucketRoom, Status: 'Enabled' | 'Suspended' = 'Enabled') =>
  room.ask('PutBucketVersioning', { VersioningConfiguration: { Status } })

const versionsOf = (room: BucketRoom, note: string) => room.note(note, 'ListObjectVersions', {})
const tagSet = (pairs: Readonly<Record<string, string>>) => ({
  TagSet: Object.entries(pairs).map(([Key, Value]) => ({ Key, Value })),
})
const NOBODY = 'fake-bucket-of-nobody'

const buckets: Tests = {
  delete_bucket_with_objects: async room => {
    const object = { Key: 'test-delete' }
    await room.ask('PutObject', { ...object, Body: 'test-delete' })
    await room.note('delete-with-obj', 'DeleteBucket', {})
    await room.note('delete-obj', 'DeleteObject', object)
    await room.note('delete-bucket', 'DeleteBucket', {})
  },
  delete_versioned_bucket_with_objects: async room => {
    await versioning(room)
    const object = { Key: 'test-delete-versioned' }
    const { VersionId } = await room.ask('PutObject', { ...object, Body: 'test-delete' })
    const { VersionId: marker } = await room.ask('DeleteObject', object)
    await room.note('delete-with-obj-and-delete-marker', 'DeleteBucket', {})
    await room.note('delete-obj-by-version', 'DeleteObject', { ...object, VersionId })
    await room.note('delete-with-only-delete-marker', 'DeleteBucket', {})
    const last = { ...object, VersionId: marker }
    await room.note('delete-marker-by-version', 'DeleteObject', last)
    await room.note('success-delete-bucket', 'DeleteBucket', {})
  },
}

const object = { Key: 'test-delete' }

const objects: Tests = {
  delete_object: async room => {
    await room.note('put-object', 'PutObject', { ...object, Body: 'test-delete' })
    await room.note('delete-object', 'DeleteObject', object)
    await room.note('delete-nonexistent-object', 'DeleteObject', object)
    const version = { ...object, VersionId: NOBODYS_VERSION }
    await room.note('delete-nonexistent-object-versionid', 'DeleteObject', version)
  },
  delete_object_versioned: async room => {
    await versioning(room)
    const remove = (note: string, more = {}) =>
      room.note(note, 'DeleteObject', { ...object, ...more })
    const get = (note: string, more = {}) => room.note(note, 'GetObject', { ...object, ...more })
    const { VersionId } = await room.note('put-object', 'PutObject', {
      ...{ ...object, Body: 'test-delete' },
    })
    const { VersionId: marker } = await remove('delete-object')
    await get('get-deleted-object')
    await get('get-object-with-version', { VersionId })
    await get('get-delete-marker', { VersionId: marker })
    await remove('delete-object-2')
    await room.note('list-object-versions', 'ListObjectVersions', { Prefix: 'test-delete' })
    await remove('delete-delete-marker', { VersionId: marker })
    await remove('delete-object-version', { VersionId })
    await get('get-deleted-object-with-version', { VersionId })
    await remove('delete-with-bad-version', { VersionId: `${VersionId.slice(0, -4)}ABCD` })
    await remove('delete-wrong-key', { Key: 'wrong-key' })
  },
  delete_objects_versioned: async room => {
    await versioning(room)
    const { VersionId } = await room.note('put-object', 'PutObject', {
      ...{ ...object, Body: 'test-delete' },
    })
    const remove = (note: string, ...Objects: { Key: string; VersionId?: string }[]) =>
      room.note(note, 'DeleteObjects', { Delete: { Objects } })
    const others = [{ Key: 'wrongkey' }, { Key: 'wrongkey-x' }]
    const { Deleted } = await remove('delete-objects-no-version-id', object, ...others)
    const marker = Deleted[0].DeleteMarkerVersionId
    await remove('delete-objects-marker', { ...object, VersionId: marker })
    const wrong = { VersionId: NOBODYS_VERSION }
    const both = [
      { ...object, ...wrong },
      { Key: 'wrong-key-2', ...wrong },
    ]
    await remove('delete-objects-wrong-version-id', ...both)
    await remove('delete-objects-version-id', { ...object, VersionId })
  },
  get_object_with_version_unversioned_bucket: async room => {
    const Key = 'test-version'
    await room.note('put-object', 'PutObject', { Key, Body: 'test-version' })
    const get = (note: string, VersionId: string) =>
      room.note(note, 'GetObject', { Key, VersionId })
    await get('get-obj-with-version', NOBODYS_VERSION)
    await get('get-obj-with-null-version', 'null')
  },
  put_object_on_suspended_bucket: async room => {
    await versioning(room)
    const Key = 'test-version'
    for (const turn of [0, 1, 2]) {
      await room.note(`put-object-${turn}`, 'PutObject', { Key, Body: `test-version-${turn}` })
    }
    await versionsOf(room, 'list-enabled')
    await versioning(room, 'Suspended')
    await versionsOf(room, 'list-suspended')
    const suspended = { Key, Body: 'test-version-suspended' }
    await room.note('put-object-suspended', 'PutObject', suspended)
    await versionsOf(room, 'list-suspended-after-put')
    await room.note('put-object-suspended-overwrite', 'PutObject', suspended)
    await versionsOf(room, 'list-suspended-after-overwrite')
    await room.note('get-object-current', 'GetObject', { Key })
  },
  delete_object_on_suspended_bucket: async room => {
    await versioning(room)
    const Key = 'test-delete-suspended'
    for (const turn of [0, 1]) {
      await room.note(`put-object-${turn}`, 'PutObject', { Key, Body: `test-version-${turn}` })
    }
    await versioning(room, 'Suspended')
    await versionsOf(room, 'list-suspended')
    await room.note('delete-object-no-version', 'DeleteObject', { Key })
    await versionsOf(room, 'list-suspended-delete')
    const again = { Key, Body: 'test-version-suspended-after-delete' }
    await room.note('put-object-suspended', 'PutObject', again)
    await versionsOf(room, 'list-suspended-put')
    await room.note('delete-object-no-version-after-put', 'DeleteObject', { Key })
    await versionsOf(room, 'list-suspended-after-put')
  },
  list_object_versions_order_unversioned: async room => {
    await versionsOf(room, 'list-empty')
    const put = (note: string, Key: string) =>
      room.note(note, 'PutObject', { Key, Body: Key.slice(2) })
    await put('put-object', 'a-test-object-1')
    await put('put-object-3', 'c-test-object-3')
    await put('put-object-2', 'b-test-object-2')
    await versionsOf(room, 'list-object-versions')
  },
}

const tagging: Tests = {
  bucket_tagging_crud: async room => {
    const put = (note: string, pairs: Readonly<Record<string, string>>) =>
      room.note(note, 'PutBucketTagging', { Tagging: tagSet(pairs) })
    await room.note('get-bucket-tags-empty', 'GetBucketTagging', {})
    await put('put-bucket-tags', { tag1: 'tag1', tag2: '' })
    await room.note('get-bucket-tags', 'GetBucketTagging', {})
    await put('put-bucket-tags-overwrite', { tag3: 'tag3' })
    await room.note('get-bucket-tags-overwritten', 'GetBucketTagging', {})
    await room.note('delete-bucket-tags', 'DeleteBucketTagging', {})
    await put('put-bucket-tags-empty', {})
  },
  bucket_tagging_exc: async room => {
    const Bucket = NOBODY
    await room.note('get-no-bucket-tags', 'GetBucketTagging', { Bucket })
    await room.note('delete-no-bucket-tags', 'DeleteBucketTagging', { Bucket })
    const Tagging = { TagSet: [] }
    await room.note('put-no-bucket-tags', 'PutBucketTagging', { Bucket, Tagging })
  },
  create_bucket_with_tags: async (room, stage) => {
    const Bucket = stage.name('tagged')
    const CreateBucketConfiguration = { Tags: [{ Key: 'tag1', Value: 'value1' }] }
    const input = { Bucket, CreateBucketConfiguration }
    await room.note('create-bucket-with-tags', 'CreateBucket', input)
    await room.note('get-bucket-tags', 'GetBucketTagging', { Bucket })
  },
  create_bucket_with_tags_us_east_1_idempotency: async (room, stage) => {
    const Bucket = stage.name('tagged')
    const create = (note: string, ...Tags: { Key: string; Value: string }[]) =>
      room.note(note, 'CreateBucket', { Bucket, CreateBucketConfiguration: { Tags } })
    const [one, two] = [
      { Key: 'tag1', Value: 'value1' },
      { Key: 'tag2', Value: 'value2' },
    ]
    await create('create-bucket-with-tags', one)
    await room.note('get-bucket-tags', 'GetBucketTagging', { Bucket })
    await create('create-bucket-different-tags', two)
    await room.note('create-bucket-with-no-tags', 'CreateBucket', { Bucket })
    await room.note('get-bucket-tags-after-re-create', 'GetBucketTagging', { Bucket })
    await create('create-bucket-with-same-tags', one)
    await create('create-bucket-with-empty-tags')
    await room.note('get-bucket-tags-after-create-empty', 'GetBucketTagging', { Bucket })
  },
  object_tagging_crud: async room => {
    const Key = 'test-object-tagging'
    const tag = (note: string, pairs: Readonly<Record<string, string>>) =>
      room.note(note, 'PutObjectTagging', { Key, Tagging: tagSet(pairs) })
    await room.note('put-object', 'PutObject', { Key, Body: 'test-tagging' })
    await room.note('get-object-tags-empty', 'GetObjectTagging', { Key })
    await tag('put-object-tags', { tag1: 'tag1', tag2: '' })
    await room.note('get-object-tags', 'GetObjectTagging', { Key })
    await tag('put-object-tags-overwrite', { tag3: 'tag3' })
    await room.note('get-object-tags-overwritten', 'GetObjectTagging', { Key })
    await room.note('get-obj-after-tags', 'GetObject', { Key })
    await room.note('delete-object-tags', 'DeleteObjectTagging', { Key })
    await room.note('get-object-tags-deleted', 'GetObjectTagging', { Key })
    await room.note('get-obj-after-tags-deleted', 'GetObject', { Key })
  },
  object_tagging_exc: async room => {
    const Key = 'fake-key'
    for (const [what, Bucket] of [
      ['bucket', NOBODY],
      ['key', room.bucket],
    ] as const) {
      if (what === 'bucket')
        await room.note('get-no-bucket-tags', 'GetObjectTagging', { Bucket, Key })
      await room.note(`delete-no-${what}-tags`, 'DeleteObjectTagging', { Bucket, Key })
      const put = { Bucket, Key, Tagging: { TagSet: [] } }
      await room.note(`put-no-${what}-tags`, 'PutObjectTagging', put)
    }
    const put = (note: string, Tagging: string) => room.note(note, 'PutObject', { Key, Tagging })
    await put('put-obj-duplicate-tagging', 'key1=val1&key1=val2')
    await put('put-obj-wrong-format', 'key1=val1,key2=val2')
  },
  object_tags_delete_or_overwrite_object: async room => {
    const Key = 'test-put-object-tagging-kept'
    const tags = (note: string) => room.note(note, 'GetObjectTagging', { Key })
    await room.ask('PutObject', { Key, Body: 'create', Tagging: 'tag1=val1' })
    await tags('get-object-after-creation')
    await room.ask('PutObject', { Key, Body: 'overwrite' })
    await tags('get-object-after-overwrite')
    await room.ask('PutObjectTagging', { Key, Tagging: tagSet({ tag3: 'tag3' }) })
    await room.ask('DeleteObject', { Key })
    await room.ask('PutObject', { Key, Body: 'recreate' })
    await tags('get-object-after-recreation')
  },
  head_object_with_tags: async room => {
    const Key = 'test-put-object-tagging'
    const head = (note: string) => room.note(`head-obj-after-${note}`, 'HeadObject', { Key })
    const Tagging = 'tag1=tag1&tag2=tag2&tag='
    await room.note('put-object', 'PutObject', { Key, Body: 'test-tagging', Tagging })
    await head('create')
    const one = { Key, Tagging: tagSet({ tag3: 'tag3' }) }
    await room.note('put-object-tags', 'PutObjectTagging', one)
    await head('tagging')
    const three = tagSet({ tag3: 'tag3', tag4: 'tag4', tag5: 'tag5' })
    await room.ask('PutObjectTagging', { Key, Tagging: three })
    await head('overwrite')
    await room.ask('PutObjectTagging', { Key, Tagging: { TagSet: [] } })
    await head('removal')
  },
  object_tagging_versioned: async room => {
    await versioning(room)
    const Key = 'test-version-tagging'
    const first = { Key, Body: 'test-0', Tagging: 'test_tag=tagv1' }
    const { VersionId } = await room.note('put-obj-0', 'PutObject', first)
    await room.note('put-obj-1', 'PutObject', { Key, Body: 'test-1' })
    const one = tagSet({ tag1: 'tag1' })
    const put = (note: string, more = {}) =>
      room.note(`put-object-tags-${note}`, 'PutObjectTagging', { Key, Tagging: one, ...more })
    const get = (note: string, more = {}) =>
      room.note(`get-object-tags-${note}`, 'GetObjectTagging', { Key, ...more })
    await put('current-version', { Tagging: tagSet({ tag3: 'tag3' }) })
    await get('current-version')
    await get('previous-version', { VersionId })
    await put('previous-version', { VersionId })
    await get('previous-version-again', { VersionId })
    await room.ask('DeleteObjectTagging', { Key })
    await get('deleted-current')
    await room.ask('DeleteObjectTagging', { Key, VersionId })
    await get('previous-version-deleted')
    const { VersionId: marker } = await room.note('put-delete-marker', 'DeleteObject', { Key })
    for (const [which, more] of [
      ['id', { VersionId: marker }],
      ['latest', {}],
    ] as const) {
      await put(`delete-marker-${which}`, more)
      await get(`delete-marker-${which}`, more)
      const note = `delete-object-tags-delete-marker-${which}`
      await room.note(note, 'DeleteObjectTagging', { Key, ...more })
    }
  },
}

/** Conditions that the recordings hold in tests of their own. */
const more: Tests = {
  'TestS3ObjectWritePrecondition::test_put_object_if_none_match_validation': async room => {
    const Key = 'test-precondition-validation'
    const { ETag: IfNoneMatch } = await room.note('put-obj', 'PutObject', { Key })
    await room.note('put-obj-if-none-match-bad-value', 'PutObject', { Key, IfNoneMatch })
  },
  'TestS3BucketVersioning::test_object_version_id_format': async room => {
    await versioning(room)
    await room.note('put-object', 'PutObject', { Key: 'test-version-id' })
  },
  ...Object.fromEntries(
    Object.entries({
      with_copy_source_if_none_match_and_if_unmodified_since_match_failed: [
        'upload-part-copy-source-unmodified-since-and-if-none-match',
        () => ({
          CopySourceIfNoneMatch: 'not-matching',
          CopySourceIfUnmodifiedSince: new Date(Date.now() - 86_400_000),
        }),
      ],
      with_if_modified_since_failed: [
        'upload-part-copy-source-modified-since-match',
        () => ({ CopySourceIfModifiedSince: new Date() }),
      ],
    } as const).map(([test, [note, conditions]]) => [
      `TestS3Multipart::test_upload_part_copy_${test}`,
      async (room: BucketRoom) => {
        await room.ask('PutObject', { Key: 'source', Body: '0123456789' })
        const { UploadId } = await room.ask('CreateMultipartUpload', { Key: 'target' })
        await wait(1_100)
        const part = { Key: 'target', UploadId, PartNumber: 1 }
        const CopySource = `${room.bucket}/source`
        await room.note(note, 'UploadPartCopy', { ...part, CopySource, ...conditions() })
      },
    ]),
  ),
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const objectTests: Tests = {
  ...prefixed(BUCKETS, buckets),
  ...prefixed(CRUD, objects),
  ...prefixed(TAGS, tagging),
  ...more,
}
