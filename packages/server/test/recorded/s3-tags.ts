import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Tags that are wrong, or missing; deletions of what is not there. */

type Tag = { Key: string; Value: string }

const tag = (Key: string | null, Value: string | null): Tag =>
  ({ ...(Key !== null && { Key }), ...(Value !== null && { Value }) }) as Tag

const WRONG: Readonly<Record<string, readonly Tag[]>> = {
  'duplicate-keys': [tag('Key1', 'Val1'), tag('Key1', 'Val1')],
  'invalid-key': [tag('Key1,Key2', 'Val1')],
  'none-key': [tag(null, 'Val1')],
  'invalid-value': [tag('Key1', 'Val1,Val2')],
  'none-value': [tag('key1', null)],
  'aws-prefixed': [tag('aws:prefixed', 'Val1')],
}

const NONE = { Tagging: { TagSet: undefined as unknown as Tag[] } }
const tagsOf = (room: BucketRoom, note: string, Key: string) =>
  room.note(note, 'GetObjectTagging', { Key })

const tags: Tests = {
  tagging_validation: async room => {
    const Key = 'tagging-validation'
    await room.ask('PutObject', { Key })
    for (const [note, tagSet] of Object.entries(WRONG)) {
      const Tagging = { TagSet: [...tagSet] }
      await room.note(`put-bucket-tags-${note}`, 'PutBucketTagging', { Tagging })
      if (note === 'invalid-value') continue
      const end = note === 'invalid-key' ? 'invalid-field' : note
      await room.note(`put-object-tags-${end}`, 'PutObjectTagging', { Key, Tagging })
    }
  },
  put_object_with_tags: async room => {
    const Key = 'test-put-object-tagging'
    const object = { Key, Body: 'test-tagging', Tagging: 'tag=&tag1=tag1&tag2=tag2' }
    await room.note('put-object', 'PutObject', object)
    await tagsOf(room, 'get-object-tags', Key)
    const Tagging = { TagSet: [tag('tag3', 'tag3')] }
    await room.note('put-object-tags', 'PutObjectTagging', { Key, Tagging })
    await tagsOf(room, 'get-object-tags-override', Key)
    await room.note('head-obj', 'HeadObject', { Key })
    await room.note('get-obj', 'GetObject', { Key })
    for (const [note, query] of [
      ['', 'wrongagain&wrongquery'],
      ['-2', 'key1&&&key2'],
    ] as const) {
      await room.ask('PutObject', { Key, Body: '', Tagging: query })
      await tagsOf(room, `get-object-tags-wrong-format-qs${note}`, Key)
    }
  },
  put_object_tagging_none_value: async room => {
    const Key = 'test-empty-tag-set'
    await room.ask('PutObject', { Key, Body: 'test-tagging' })
    await room.note('put-none-tag-set', 'PutObjectTagging', { Key, ...NONE })
    await tagsOf(room, 'get-object-tags-none', Key)
  },
  put_bucket_tagging_none_value: async room => {
    const Tagging = { TagSet: [tag('tag3', 'tag3')] }
    await room.note('put-bucket-tags-origin', 'PutBucketTagging', { Tagging })
    await room.note('put-none-tag-set', 'PutBucketTagging', NONE)
    await room.note('no-such-tag-set', 'GetBucketTagging', {})
  },
  create_bucket_with_tags_exc: async (room, stage) => {
    const Bucket = stage.name('tagged')
    const create = (note: string, ...Tags: Tag[]) =>
      room.note(`tags-${note}`, 'CreateBucket', { Bucket, CreateBucketConfiguration: { Tags } })
    await create('key-none', tag(null, 'value1'))
    await create('value-none', tag('key1', null))
    await create('key-aws-prefix', tag('aws:test', 'value1'))
    await create('key-aws-bad-value', tag('test', 'value1,value2'))
    await create('key-aws-bad-key', tag('test,test2', 'value1'))
  },
  create_bucket_with_empty_tags: async (room, stage) => {
    const Bucket = stage.name('tagged')
    const create = (note: string, Tags?: Tag[]) =>
      room.note(`create-bucket-with-${note}-tags`, 'CreateBucket', {
        ...{ Bucket, CreateBucketConfiguration: { Tags } },
      })
    await create('empty', [])
    await room.note('get-bucket-tags', 'GetBucketTagging', { Bucket })
    await create('none')
  },
}

const objects: Tests = {
  delete_objects: async room => {
    const object = { Key: 'test-delete' }
    await room.note('put-object', 'PutObject', { ...object, Body: 'test-delete' })
    const remove = (note: string, ...Objects: { Key: string; VersionId?: string }[]) =>
      room.note(note, 'DeleteObjects', { Delete: { Objects } })
    const wrong = { ...object, VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }
    await remove('delete-object-wrong-version-id', wrong)
    await remove('delete-objects', { Key: 'a-wrong-key' }, { Key: 'c-wrong-key' }, object)
  },
}

const conditions: Tests = {
  multipart_if_none_match_with_delete: async room => {
    const Key = 'test-precondition'
    const once = { IfNoneMatch: '*' }
    await room.note('put-obj', 'PutObject', { Key, ...once })
    const upload = async (UploadId: string) => {
      const part = { Key, UploadId, PartNumber: 1, Body: 'test' }
      const { ETag } = await room.ask('UploadPart', part)
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
      return (note: string) =>
        room.note(`complete-multipart-${note}`, 'CompleteMultipartUpload', {
          ...{ Key, UploadId, MultipartUpload, ...once },
        })
    }
    const { UploadId } = await room.note('create-multipart', 'CreateMultipartUpload', { Key })
    const complete = await upload(UploadId)
    await complete('if-none-match')
    await room.note('del-obj', 'DeleteObject', { Key })
    await complete('after-del')
    const again = await room.ask('CreateMultipartUpload', { Key })
    await (await upload(again.UploadId))('after-del-restart')
  },
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const tagTests: Tests = {
  ...prefixed('TestS3BucketObjectTagging::test_', tags),
  ...prefixed('TestS3ObjectCRUD::test_', objects),
  ...prefixed('TestS3ObjectWritePrecondition::test_', conditions),
}
