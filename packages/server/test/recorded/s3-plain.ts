import { createHash } from 'node:crypto'
import type { Tests } from './s3.ts'
import { versioning } from './s3-objects.ts'
import { documentOf, expectStatus, hostOf, send, sendSigned } from './s3-raw.ts'
import { type BucketRoom, openBucketRoom, readFirst, zipped } from './s3-stage.ts'
import type { Stage } from './stage.ts'

/** Objects and buckets as everybody uses them. */

const put = (room: BucketRoom, Key: string, Body: string, more = {}) =>
  room.ask('PutObject', { Key, Body, ...more })

/** Written, noted, read, noted without its bytes. */
const roundTrip =
  (Key: string, Body: string): Tests[string] =>
  async room => {
    await room.note('put-object', 'PutObject', { Key, Body })
    await readFirst(room, 'get-object', { Key }, Body)
  }

const written =
  (Key: string, Body: string): Tests[string] =>
  async room => {
    await put(room, Key, Body)
    await room.note('get_object', 'GetObject', { Key })
  }

/** As in the bucket `test` when the path names it, and as in its host. */
const eachPlace = (test: string, requests: (room: BucketRoom) => Promise<void>): Tests =>
  Object.fromEntries(
    [true, false].map((inHost): [string, Tests[string]] => [
      `${test}[${inHost ? 'True' : 'False'}]`,
      async (room, stage) => requests(inHost ? await openBucketRoom(stage, { inHost }) : room),
    ]),
  )

const names: Tests = {
  put_and_get_object_with_utf8_key: roundTrip('Ā0Ä', 'abc123'),
  put_and_get_object_with_hash_prefix: roundTrip('#key-with-hash-prefix', 'test 123'),
  putobject_with_multiple_keys: written('aws/key1/key2/key3', 'test'),
  upload_file_with_xml_preamble: written('xml', '<?xml version="1.0" encoding="UTF-8"?><test/>'),
  ...eachPlace('object_with_slashes_in_key', async room => {
    const bodies = { '/foo': 'foobar', bar: 'barfoo', '/bar/foo/': 'test' }
    for (const [Key, Body] of Object.entries(bodies)) await put(room, Key, Body)
    await room.note('list-objects-slashes', 'ListObjectsV2', {})
    for (const Key of ['foo', '//foo', '/bar']) {
      const found = await room.ask('GetObject', { Key }).catch(error => error.name)
      if (found !== 'NoSuchKey') throw new Error(`${Key} is there`)
    }
  }),
  ...eachPlace('url_encoded_key', async room => {
    await put(room, 'test@key/', 'test-non-encoded')
    await put(room, 'test%40key/', 'test-encoded')
    await put(room, 'test%40key', 'test-encoded-no-trailing')
    await room.note('list-object-encoded-char', 'ListObjectsV2', {})
  }),
  delete_objects_encoding: async room => {
    const Objects = ['a%2Fb', 'a/%F0%9F%98%80'].map(Key => ({ Key }))
    await put(room, 'a%2Fb', 'percent encoding')
    await put(room, 'a/%F0%9F%98%80', 'percent encoded emoji')
    await room.note('list-objects-before-delete', 'ListObjectsV2', {})
    await room.note('deleted-resp', 'DeleteObjects', { Delete: { Objects } })
    await room.note('list-objects', 'ListObjectsV2', {})
  },
  metadata_header_character_decoding: async room => {
    const Metadata = { TEST_META_1: 'foo', __meta_2: 'bar' }
    await put(room, 'key-with-metadata', 'foo', { Metadata })
    await room.note('head-object', 'HeadObject', { Key: 'key-with-metadata' })
  },
}

const GZIP = zipped('1234567890 '.repeat(100))

const objects: Tests = {
  put_and_get_object_with_content_language_disposition: async room => {
    const object = { Key: 'test', Body: 'abc123', ContentLanguage: 'de', CacheControl: 'no-cache' }
    const ContentDisposition = 'attachment; filename="foo.jpg"'
    await room.note('put-object', 'PutObject', { ...object, ContentDisposition })
    room.keep('put-object-headers', room.lastHead())
    await readFirst(room, 'get-object', { Key: 'test' }, 'abc123')
    room.keep('get-object-headers', room.lastHead())
  },
  system_metadata_with_unicode: async room => {
    await room.note('put-object', 'PutObject', {
      ...{ Key: 'test', ContentLanguage: 'de', CacheControl: 'ÄMÄZÕÑ S3' },
      ContentDisposition: 'attachment; filename="test_—_file%E2%80%94_é_2.pdf"',
    })
    await room.note('get-object', 'GetObject', { Key: 'test' })
  },
  user_metadata_rfc2047_encoded: async room => {
    const Metadata = {
      'non-ascii': '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=',
      'non-ascii-2': '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=',
      'non-ascii-binary': '=?UTF-8?B?AAECAw==?=',
      'replacement-chars': `=?UTF-8?B?${Buffer.from('\ufffd'.repeat(7)).toString('base64')}?=`,
      'fake-encoded': '=?UTF-8?Q?actually-ascii?=',
      'asciib64-encoded': '=?UTF-8?B?YWJj?=',
      'safe-chars': '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ \t',
    }
    await room.note('put-object', 'PutObject', { Key: 'test', Metadata })
    await room.note('get-object', 'GetObject', { Key: 'test' })
  },
  user_metadata_rfc2047_bad_b64_encoded: async room => {
    const Metadata = { 'bad-b64-encoded': '=?UTF-8?B?=GGG?=' }
    await room.note('put-object', 'PutObject', { Key: 'test', Metadata })
    await room.note('get-object', 'GetObject', { Key: 'test' })
  },
  s3_object_expires: async room => {
    for (const [when, days] of [
      ['future', 1],
      ['past', -1],
    ] as const) {
      const Key = `key-object-${when}`
      const Expires = new Date(Date.now() + days * 86_400_000)
      const object = { Key, Body: 'foo', Expires }
      await room.note(`put-object-expires-${when}`, 'PutObject', object)
      await room.note(`head-object-expires-${when}`, 'HeadObject', { Key })
      await room.note(`get-object-expires-${when}`, 'GetObject', { Key })
    }
  },
  head_object_fields: async room => {
    await put(room, 'my-key', 'abcdefgh')
    await room.note('head-object', 'HeadObject', { Key: 'my-key' })
    await room.note('head-object-404', 'HeadObject', { Key: 'doesnotexist' })
  },
  range_header_body_length: async room => {
    const Key = 'sample.bin'
    const Body = 'r'.repeat(2048)
    await put(room, Key, Body)
    for (const [note, Range] of [
      ['get-object', 'bytes=0-1023'],
      ['get-object-2', 'bytes=1024-2048'],
    ] as const) {
      await readFirst(room, note, { Key, Range }, Body.slice(1024))
    }
  },
  delete_object_tagging: async room => {
    const Key = 'test-key-tagging'
    await put(room, Key, 'something')
    await room.note('get-obj', 'GetObject', { Key })
    await room.ask('DeleteObjectTagging', { Key })
    await room.note('get-obj-after-tag-deletion', 'GetObject', { Key })
  },
  delete_non_existing_keys: async room => {
    const Objects = ['dummy1', 'dummy2', 'test-key-nonexistent'].map(Key => ({ Key }))
    await put(room, 'test-key-nonexistent', 'something')
    await room.note('deleted-resp', 'DeleteObjects', { Delete: { Objects } })
  },
  precondition_failed_error: async room => {
    await put(room, 'foo', '{"foo": "bar"}')
    const IfMatch = '"not good etag"'
    await room.note('get-object-if-match', 'GetObject', { Key: 'foo', IfMatch })
  },
  s3_upload_download_gzip: async room => {
    const object = { Key: 'test.gz', ContentEncoding: 'gzip', Body: GZIP }
    await room.note('put-object', 'PutObject', object)
    const { Body: _, ...answer } = await room.ask('GetObject', { Key: 'test.gz' })
    room.keepAnswer('get-object', { ...answer, Body: '' })
  },
  s3_get_object_headers: async room => {
    const Key = 'en-gb.wav'
    const { ETag } = await put(room, Key, 'a sound')
    const bare = ETag.replaceAll('"', '')
    const get = async (note: string, more: object) => {
      await room.ask('GetObject', { Key, ...more })
      room.keep(note, room.lastHead().HTTPStatusCode)
    }
    const refused = (note: string, more: object) =>
      room.noteError(note, 'GetObject', { Key, ...more })
    await refused('if_none_match_err_1', { IfNoneMatch: ETag })
    await refused('if_none_match_err_2', { IfNoneMatch: bare })
    await get('if_none_match_1', { IfNoneMatch: 'etag' })
    await get('if_match_1', { IfMatch: ETag })
    await get('if_match_2', { IfMatch: bare })
    await refused('if_match_err_1', { IfMatch: 'etag' })
  },
  etag_on_get_object_call: async room => {
    await put(room, 'my-key', 'Lorem ipsum dolor sit amet, ... '.repeat(30))
    await room.note('get_object', 'GetObject', { Key: 'my-key' })
    await room.note('get_object_range', 'GetObject', { Key: 'my-key', Range: 'bytes=0-16' })
  },
  upload_big_file: async room => {
    const Key = 'test_key1'
    for (const [index, filler] of ['\u0001', 'a'].entries()) {
      const object = { Key, Body: Buffer.alloc(10_000_000, filler) }
      await room.note(`put_object_key${index + 1}`, 'PutObject', object)
    }
    await room.note('head_object_key1', 'HeadObject', { Key })
    await room.note('head_object_key2', 'HeadObject', { Key })
  },
  get_object_attributes_with_space: async (room, stage) => {
    await put(room, 'test-attrs', 'test-body', { ChecksumAlgorithm: 'SHA256' })
    const names = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']
    for (const [note, between] of [
      ['with', ', '],
      ['without', ','],
    ] as const) {
      const headers = { 'x-amz-object-attributes': names.join(between) }
      const target = `/${room.bucket}/test-attrs?attributes`
      const reply = await sendSigned(stage, { target, headers })
      room.keep(`get-attrs-${note}-whitespace`, documentOf(reply.text, true))
    }
  },
}

async function emptied(room: BucketRoom): Promise<void> {
  const { Contents } = await room.ask('ListObjectsV2', {})
  const Objects = Contents.map(({ Key }: { Key: string }) => ({ Key }))
  await room.ask('DeleteObjects', { Delete: { Objects } })
}

const versionsOf = (room: BucketRoom, note: string) => room.note(note, 'ListObjectVersions', {})
const statusOf = (room: BucketRoom, note: string) => room.note(note, 'GetBucketVersioning', {})

const many: Tests = {
  delete_bucket_with_content: async (room, stage) => {
    for (let i = 0; i < 10; i++) await put(room, `test-key-${i}`, `test-${i}`)
    await room.note('list-objects', 'ListObjects', { MaxKeys: 100 })
    await room.ask('CreateBucket', { Bucket: stage.name('other') })
    await emptied(room)
    await room.ask('DeleteBucket', {})
    await room.note('list-buckets', 'ListBuckets', {})
  },
  empty_bucket_fixture: async room => {
    for (let i = 0; i < 3; i++) await put(room, `key${i}`, '123')
    await room.note('list-obj', 'ListObjectsV2', {})
    await emptied(room)
    await room.note('list-obj-after-empty', 'ListObjectsV2', {})
  },
  s3_batch_delete_objects: async (room, stage) => {
    const Objects = [0, 1, 2, 3, 4].map(() => ({ Key: stage.name('key-batch-delete') }))
    for (const { Key } of Objects) await put(room, Key, 'This body document')
    await room.note('batch-delete', 'DeleteObjects', { Delete: { Objects } })
    await room.note('list-remaining-objects', 'ListObjects', {})
  },
  s3_put_more_than_1000_items: async room => {
    const all = Array.from({ length: 1010 }, (_, index) => index)
    for (let from = 0; from < all.length; from += 20) {
      const some = all.slice(from, from + 20)
      await Promise.all(some.map(i => put(room, `test-key-${i}`, `test-${i}`)))
    }
    for (const i of [1009, 0]) {
      await room.note(`get_object-${i}`, 'GetObject', { Key: `test-key-${i}` })
    }
    const page = await room.ask('ListObjects', { Delimiter: '/' })
    if (page.Contents.length !== 1000) throw new Error(`${page.Contents.length} on a page`)
    room.keepAnswer('list-objects', { ...page, Contents: '<content>' })
    await room.note('list-objects-next_marker', 'ListObjects', { Marker: page.NextMarker })
  },
  get_bucket_versioning_order: async room => {
    await versionsOf(room, 'list_object_versions_before')
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await room.note('put_bucket_versioning', 'PutBucketVersioning', { VersioningConfiguration })
    await statusOf(room, 'get_bucket_versioning')
    for (const Key of ['test', 'test', 'test2']) await put(room, Key, 'body')
    await versionsOf(room, 'list_object_versions')
  },
  s3_delete_object_with_version_id: async room => {
    const [first, second] = ['aws/s3/testkey1.txt', 'aws/s3/testkey2.txt']
    const text = 'Lorem ipsum dolor sit amet, ... '.repeat(30)
    await versioning(room)
    await statusOf(room, 'get_bucket_versioning')
    const { VersionId } = await put(room, first, text)
    await put(room, second, text)
    const Objects = [{ Key: first, VersionId }]
    await room.note('delete_objects', 'DeleteObjects', { Delete: { Objects } })
    await versionsOf(room, 'list_object_versions_after_delete')
    await versioning(room, 'Suspended')
    await statusOf(room, 'get_bucket_versioning_suspended')
  },
  s3_put_object_versioned: async room => {
    const [key, other, last] = [
      'non-version-bucket-key',
      'versioned-bucket-key',
      'non-version-bucket-key-after-disable',
    ] as const
    const write = (note: string, Key: string, Body: string) =>
      room.note(`put-${note}`, 'PutObject', { Key, Body })
    const read = (note: string, Key: string) => room.note(`get-${note}`, 'GetObject', { Key })
    await write('pre-versioned', key, 'non-versioned-key')
    await read('pre-versioned', key)
    await versionsOf(room, 'list-object-pre-versioned')
    await versioning(room)
    await read('post-versioned', key)
    await write('obj-versioned-1', other, 'versioned-key')
    await write('obj-versioned-2', other, 'versioned-key-updated')
    await read('obj-versioned', other)
    await versionsOf(room, 'list-object-versioned')
    await versioning(room, 'Suspended')
    await versionsOf(room, 'list-bucket-suspended')
    await read('obj-versioned-disabled', other)
    await read('obj-non-versioned-disabled', key)
    await write('non-versioned-post-disable', last, 'non-versioned-key-post')
    await read('non-versioned-post-disable', last)
  },
}

/** What ACLs opened to the world there, policies open here. */
async function openTo(room: BucketRoom, ...Action: string[]): Promise<void> {
  await room.ask('DeletePublicAccessBlock', {})
  const arn = `arn:aws:s3:::${room.bucket}`
  const open = { Effect: 'Allow', Principal: '*', Action, Resource: [arn, `${arn}/*`] }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [open] })
  await room.ask('PutBucketPolicy', { Policy })
}

const anonymous: Tests = {
  get_object_with_anon_credentials: async (room, stage) => {
    await openTo(room, 's3:GetObject')
    await put(room, 'key', 'body data')
    const anybody = await openBucketRoom(stage, { anonymous: true, bucket: room.bucket })
    await anybody.note('get_object', 'GetObject', { Key: 'key' })
  },
  s3_batch_delete_public_objects_using_requests: async (room, stage) => {
    await openTo(room, 's3:PutObject', 's3:DeleteObject')
    const anybody = await openBucketRoom(stage, { anonymous: true, bucket: room.bucket })
    const keys = ['key-created-by-anonymous-1', 'key-created-by-anonymous-2']
    for (const key of keys) await put(anybody, key, 'This body document')
    const objects = keys.map(key => `<Object><Key>${key}</Key></Object>`)
    const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.join('')}</Delete>`
    const md5 = createHash('md5').update(body).digest('base64')
    const headers = { 'content-md5': md5, 'x-amz-request-payer': 'requester' }
    const target = `/${room.bucket}?delete`
    const reply = await send(stage, { method: 'POST', target, headers, body })
    room.keep('multi-delete-with-requests', documentOf(expectStatus(reply, 200).text, true))
    await room.note('list-remaining-objects', 'ListObjects', {})
  },
  bucket_name_with_dots: async (_, stage) => {
    const bucket = `my.bucket.name.${stage.name('n')}`
    const room = await openBucketRoom(stage, { bucket, isNew: true })
    await openTo(room, 's3:ListBucket')
    await put(room, 'my-content', 'something')
    await room.note('list-objects', 'ListObjects', {})
    const list = async (note: string, target: string, host: string) => {
      const { text } = await send(stage, { target, headers: { host } })
      room.keep(`request-${note}-url-content`, documentOf(text, true))
    }
    await list('vhost', '/', hostOf(stage, bucket))
    await list('path', `/${bucket}`, hostOf(stage))
  },
}

/** In the words of a link's answer. */
export async function linkHeaders(stage: Stage, target: string, host: string) {
  const { headers, status, text } = await send(stage, { target, headers: { host } })
  if (status !== 200) throw new Error(text)
  return headers
}

const prefixed = (tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, ask]) => [`TestS3::test_${test}`, ask]))

export const plainTests: Tests = prefixed({ ...names, ...objects, ...many, ...anonymous })
