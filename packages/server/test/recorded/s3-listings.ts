import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Listings: of buckets, objects, versions, uploads, parts. */

const V1 = 'TestS3ListObjects::test_'
const V2 = 'TestS3ListObjectsV2::test_'
const VERSIONS = 'TestS3ListObjectVersions::test_'
const UPLOADS = 'TestS3ListMultipartUploads::test_'
const PARTS = 'TestS3ListParts::test_'
const BUCKETS = 'TestS3ListBuckets::test_'

const Body = 'content 123'
const TREE = ['test/foo/bar/123', 'test/foo/bar/456', 'test/bar/foo/123']
const FOLDERS = [
  'folder/aSubfolder/subFile1',
  'folder/aSubfolder/subFile2',
  'folder/file1',
  'folder/file2',
]
const FIRST_FILE = FOLDERS[0]!
const ONE = { Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 }

async function fill(room: BucketRoom, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await room.ask('PutObject', { Key, Body })
}

const versioned = (room: BucketRoom) =>
  room.ask('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })

export const listings: Tests = {
  [`${V1}list_objects_next_marker`]: async room => {
    await fill(room, ['test_0', 'test_1', 'test_2'])
    await room.note('list-objects-all', 'ListObjects', {})
    const first = { MaxKeys: 1, Delimiter: '/' }
    const { NextMarker } = await room.note('list-objects-max-1', 'ListObjects', first)
    await room.note('list-objects-rest', 'ListObjects', { Marker: NextMarker, MaxKeys: 1 })
    await room.note('list-objects-marker-empty', 'ListObjects', { Marker: '', MaxKeys: 1 })
  },
  [`${V1}s3_list_objects_empty_marker`]: async room => {
    await room.note('list-objects', 'ListObjects', { Marker: '' })
  },
  ...Object.fromEntries(
    ['', '/'].map(Delimiter => [
      `${V1}list_objects_with_prefix[${Delimiter}]`,
      async (room: BucketRoom) => {
        await fill(room, ['test/foo/bar/123'])
        await room.note('list-objects', 'ListObjects', { Prefix: 'test/', Delimiter, MaxKeys: 1 })
      },
    ]),
  ),
  [`${V1}list_objects_marker_common_prefixes`]: async room => {
    await fill(room, FOLDERS)
    await room.note('list-objects-all-keys', 'ListObjects', {})
    const list = (note: string, Marker?: string) =>
      room.note(note, 'ListObjects', { ...ONE, Marker })
    const { NextMarker: first } = await list('list-objects-start')
    const { NextMarker: second } = await list('list-objects-next-1', first)
    await list('list-objects-end', second)
    await list('list-objects-manual-first-file', FIRST_FILE)
  },
  [`${V2}list_objects_v2_with_prefix_and_delimiter`]: async room => {
    await fill(room, TREE)
    const list = (note: string, Prefix: string, more = {}) =>
      room.note(`list-objects-v2-${note}`, 'ListObjectsV2', { Prefix, Delimiter: '/', ...more })
    await list('1', 'test/')
    await list('1-with-max-keys', 'test/', { MaxKeys: 1 })
    await list('2', 'test/foo')
    await list('3', 'test/foo/bar')
  },
  [`${V2}list_objects_v2_continuation_start_after`]: async room => {
    await fill(
      room,
      Array.from({ length: 12 }, (_, i) => `test_${i}`),
    )
    const list = (note: string, input: object) => room.note(note, 'ListObjectsV2', input)
    const { NextContinuationToken: token } = await list('list-objects-v2-max-5', { MaxKeys: 5 })
    await list('list-objects-v2-rest', { ContinuationToken: token })
    await list('list-objects-start-after', { StartAfter: 'test_7', MaxKeys: 2 })
    const both = { StartAfter: 'test_7', ContinuationToken: token }
    await list('list-objects-start-after-token', both)
    await list('exc-continuation-token', { ContinuationToken: '' })
  },
  [`${V2}list_objects_v2_continuation_common_prefixes`]: async room => {
    await fill(room, FOLDERS)
    await room.note('list-objects-v2-all-keys', 'ListObjectsV2', {})
    const list = (note: string, ContinuationToken?: string) =>
      room.note(`list-objects-v2-${note}`, 'ListObjectsV2', { ...ONE, ContinuationToken })
    const { NextContinuationToken: first } = await list('start')
    const { NextContinuationToken: second } = await list('next-1', first)
    await list('end', second)
  },
  ...Object.fromEntries(
    (
      [
        ['list_objects', 'ListObjects'],
        ['list_objects_v2', 'ListObjectsV2'],
        ['list_object_versions', 'ListObjectVersions'],
        ['list_multipart_uploads', 'ListMultipartUploads'],
      ] as const
    ).map(([words, name]) => [
      `${V2}list_ops_encoding_type_validation[${words}]`,
      async (room: BucketRoom) => {
        const list = (note: string, EncodingType: string) =>
          room.note(`${words}-error-${note}`, name, { EncodingType: EncodingType as 'url' })
        await list('wrong-value', 'value')
        await list('empty-value', '')
      },
    ]),
  ),
  [`${VERSIONS}list_objects_versions_markers`]: async room => {
    await versioned(room)
    const ids: string[] = []
    const put = async (Key: string, text: string) =>
      ids.push((await room.ask('PutObject', { Key, Body: text })).VersionId)
    const keys = ['test_0', 'test_1', 'test_2']
    for (const key of keys) await put(key, 'version 1')
    await put('test_2', 'version 2')
    for (const Key of keys) ids.push((await room.ask('DeleteObject', { Key })).VersionId)
    for (const key of keys.slice(0, 2)) await put(key, 'version 2')
    room.keep('version-order', { Versions: ids.map(VersionId => ({ VersionId })) })
    const list = (note: string, input: object) =>
      room.note(`list-objects-${note}`, 'ListObjectVersions', input)
    await list('versions-all', {})
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = await list(
      'versions-5',
      { MaxKeys: 5 },
    )
    await list('next-key-only', { MaxKeys: 1, KeyMarker })
    await list('next-key-last', { MaxKeys: 1, KeyMarker: 'test_2' })
    await list('next-version-only', { MaxKeys: 1, VersionIdMarker })
    await list('both-markers', { MaxKeys: 1, KeyMarker, VersionIdMarker })
    const last = { MaxKeys: 1, KeyMarker: 'test_2', VersionIdMarker: ids[3] }
    await list('last-key-last-version', last)
    await list('next-key-empty', { MaxKeys: 1, KeyMarker: '' })
  },
  [`${VERSIONS}list_object_versions_pagination_common_prefixes`]: async room => {
    await versioned(room)
    await fill(room, FOLDERS)
    const list = (note: string, input: object) =>
      room.note(`list-object-versions-${note}`, 'ListObjectVersions', input)
    await list('all-keys', {})
    const { NextKeyMarker: first } = await list('start', ONE)
    const { NextKeyMarker: second } = await list('next-1', { ...ONE, KeyMarker: first })
    await list('end', { ...ONE, KeyMarker: second })
    await list('manual-first-file', { ...ONE, KeyMarker: FIRST_FILE })
  },
  [`${VERSIONS}list_objects_versions_with_prefix_only_and_pagination`]: async room => {
    await versioned(room)
    for (let turn = 0; turn < 5; turn++) await room.ask('PutObject', { Key: 'prefixed_key' })
    await room.ask('PutObject', { Key: 'non_prefixed_key' })
    const list = (note: string, input: object) =>
      room.note(`list-object-version-prefix-${note}`, 'ListObjectVersions', {
        ...{ Prefix: 'prefix', ...input },
      })
    await list('full', {})
    const page = await list('page-1', { MaxKeys: 3 })
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page
    await list('key-marker-only', { MaxKeys: 4, KeyMarker })
    await list('page-2', { MaxKeys: 5, KeyMarker, VersionIdMarker })
    const Objects = page.Versions.map(({ Key, VersionId }: { Key: string; VersionId: string }) => ({
      Key,
      VersionId,
    }))
    await room.ask('DeleteObjects', { Delete: { Objects } })
    await list('page-2-after-delete', { MaxKeys: 5, KeyMarker, VersionIdMarker })
  },
  [`${UPLOADS}list_multiparts_next_marker`]: async room => {
    const list = (note: string, input: object) =>
      room.note(`list-multiparts-${note}`, 'ListMultipartUploads', input)
    await list('empty', {})
    const ids: string[] = []
    for (const Key of ['test_c', 'test_b', 'test_a', 'test_a', 'test_a']) {
      ids.push((await room.ask('CreateMultipartUpload', { Key })).UploadId)
    }
    room.keep('upload-ids-order', { UploadIds: ids.map(UploadId => ({ UploadId })) })
    await list('all', {})
    const MaxUploads = 1
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = await list('max-1', {
      MaxUploads,
    })
    await list('next-key-only', { MaxUploads, KeyMarker })
    await list('next-key-last', { MaxUploads, KeyMarker: 'test_c' })
    await list('next-upload-only', { MaxUploads, UploadIdMarker })
    await list('both-markers', { MaxUploads, KeyMarker, UploadIdMarker })
    await list('both-markers-2', { MaxUploads, KeyMarker, UploadIdMarker: ids.at(-1) })
    const last = { MaxUploads, KeyMarker: 'test_b', UploadIdMarker: ids[1] }
    await list('get-last-upload-no-truncate', last)
    const wrong = { MaxUploads, KeyMarker: 'test_c', UploadIdMarker: ids[1] }
    await list('wrong-id-for-key', wrong)
    await list('next-key-empty', { MaxUploads, KeyMarker: '' })
  },
  [`${UPLOADS}list_multipart_uploads_marker_common_prefixes`]: async room => {
    for (const Key of FOLDERS) await room.ask('CreateMultipartUpload', { Key })
    const list = (note: string, KeyMarker: string) =>
      room.note(`list-multiparts-${note}`, 'ListMultipartUploads', {
        ...{ Prefix: 'folder/', Delimiter: '/', MaxUploads: 1, KeyMarker },
      })
    await list('manual-prefix', 'folder/aSubfolder/')
    await list('manual-first-file', FIRST_FILE)
  },
  [`${PARTS}list_parts_pagination`]: async room => {
    const Key = 'test-list-part-pagination'
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key })
    const list = (note: string, more = {}) =>
      room.note(`list-parts-${note}`, 'ListParts', { Key, UploadId, ...more })
    await list('empty')
    for (const PartNumber of [1, 2]) {
      await room.ask('UploadPart', { Key, UploadId, PartNumber, Body: 'data' })
    }
    await list('all')
    const { NextPartNumberMarker: PartNumberMarker } = await list('1', { MaxParts: 1 })
    await list('next', { MaxParts: 1, PartNumberMarker })
    await list('wrong-part', { MaxParts: 1, PartNumberMarker: '10' })
  },
  [`${BUCKETS}list_buckets_by_prefix_with_case_sensitivity`]: async (room, stage) => {
    await room.ask('CreateBucket', { Bucket: stage.name('ignored') })
    const Prefix = room.bucket
    const upper = { Prefix: Prefix.toUpperCase() }
    await room.note('list-objects-by-prefix-empty', 'ListBuckets', upper)
    await room.note('list-objects-by-prefix-not-empty', 'ListBuckets', { Prefix })
  },
  [`${BUCKETS}list_buckets_with_max_buckets`]: async (room, stage) => {
    await room.ask('CreateBucket', { Bucket: stage.name('second') })
    await room.note('list-objects-with-max-buckets', 'ListBuckets', { MaxBuckets: 1 })
  },
  [`${BUCKETS}list_buckets_when_continuation_token_is_empty`]: async (room, stage) => {
    await room.ask('CreateBucket', { Bucket: stage.name('second') })
    const input = { ContinuationToken: '', MaxBuckets: 1 }
    await room.note('list-objects-with-empty-continuation-token', 'ListBuckets', input)
  },
  [`${BUCKETS}list_buckets_with_continuation_token`]: async (room, stage) => {
    await room.ask('CreateBucket', { Bucket: stage.name('second') })
    await room.ask('CreateBucket', { Bucket: stage.name('third') })
    const { ContinuationToken } = await room.ask('ListBuckets', { MaxBuckets: 1 })
    const next = { MaxBuckets: 1, ContinuationToken }
    await room.note('list-objects-with-continuation', 'ListBuckets', next)
  },
  [`${BUCKETS}list_buckets_region_validation`]: async room => {
    await room.note('bad-region', 'ListBuckets', { BucketRegion: 'eu-east-1' })
  },
}
