import type { Tests } from './s3.ts'
import { versioning } from './s3-objects.ts'
import { documentOf, sendSigned } from './s3-raw.ts'
import { type BucketRoom, openBucketRoom } from './s3-stage.ts'
import { sumOf } from './s3-uploads.ts'
import type { Stage } from './stage.ts'

/** Listings as documents, in spellings of their own, and of what is elsewhere. */

const Body = 'content 123'
const TREE = ['test/foo/bar/123', 'test/foo/bar/456', 'test/bar/foo/123']

/** A listing without any encoding. */
async function listed(room: BucketRoom, stage: Stage, note: string, query: string): Promise<void> {
  const { text } = await sendSigned(stage, { target: `/${room.bucket}?${query}` })
  room.keep(note, documentOf(text))
}

const SPECIAL = [
  ...['file%2Fname', 'test@key/', 'test%123', 'test%percent', 'test key/', 'test key//'],
  ...['test%123/', 'a/%F0%9F%98%80/', 'date=2026-01-01/', 'date=2026-02-01/'],
  ...['date=2026-03-01/', 'date=2026-05-01/'],
]

const objects: Tests = {
  'TestS3ListObjects::test_list_objects_with_prefix[%2F]': async (room, stage) => {
    await room.ask('PutObject', { Key: TREE[0], Body })
    await room.note('list-objects', 'ListObjects', {
      ...{ Prefix: 'test/', Delimiter: '%2F', MaxKeys: 1, EncodingType: 'url' },
    })
    await listed(room, stage, 'list-objects-no-encoding', 'prefix=test&delimiter=%2F')
  },
  'TestS3ListObjectsV2::test_list_objects_v2_with_prefix': async (room, stage) => {
    for (const Key of TREE) await room.ask('PutObject', { Key, Body })
    for (const [index, Prefix] of ['test/', 'test/foo', 'test/foo/bar'].entries()) {
      const input = { Prefix, EncodingType: 'url' } as const
      await room.note(`list-objects-v2-${index + 1}`, 'ListObjectsV2', input)
    }
    const note = 'list-objects-v2-no-encoding'
    await listed(room, stage, note, 'list-type=2&prefix=test%2Ffoo')
  },
  'TestS3ListObjectsV2::test_list_objects_v2_continuation_token_safe_chars': async room => {
    for (const Key of SPECIAL) await room.ask('PutObject', { Key })
    const list = (note: string, input: object) =>
      room.note(`list-objects-${note}`, 'ListObjectsV2', input)
    const { NextContinuationToken } = await list('v2-max-5', { MaxKeys: 5 })
    await list('v2-rest', { ContinuationToken: NextContinuationToken })
    const StartAfter = SPECIAL.at(-3)
    const page = { StartAfter, MaxKeys: 2 }
    await list('start-after', { ...page, EncodingType: undefined })
    await list('start-after-url-type', { ...page, EncodingType: 'url' })
    const encoded = { ...page, StartAfter: 'date%3D2026-02-01/' }
    const { NextContinuationToken: ContinuationToken } = await list('start-after-encoded', encoded)
    await list('start-after-token', { ...page, ContinuationToken })
    await list('continuation-token-2', { ContinuationToken, MaxKeys: 2 })
  },
  'TestS3ListObjectVersions::test_list_objects_versions_with_prefix': async (room, stage) => {
    await versioning(room)
    for (const [Key, text] of [
      ['dir/test', 'content key1-v1'],
      ['dir/test', 'content key-1v2'],
      ['dir/subdir/test2', 'content key2-v1'],
      ['dir/subdir/test2', 'content key2-v2'],
    ] as const) {
      await room.ask('PutObject', { Key, Body: text })
    }
    const prefixes = ['', 's', 'test', 'subdir', 'subdir/', 'subdir/test2']
    for (const [index, end] of prefixes.entries()) {
      const input = { Prefix: `dir/${end}`, Delimiter: '/' }
      await room.note(`list-object-version-${index + 1}`, 'ListObjectVersions', input)
    }
    const query = 'versions&prefix=dir%2Fsubdir&delimiter=%2F'
    await listed(room, stage, 'list-objects-versions-no-encoding', query)
  },
}

const uploads: Tests = {
  'TestS3ListMultipartUploads::test_list_multiparts_with_prefix_and_delimiter': async (
    room,
    stage,
  ) => {
    for (const Key of TREE) await room.ask('CreateMultipartUpload', { Key })
    for (const [index, Prefix] of ['test/', 'test/foo/', 'test/foo/bar'].entries()) {
      const input = { Prefix, Delimiter: '/', EncodingType: 'url' } as const
      await room.note(`list-multiparts-${index + 1}`, 'ListMultipartUploads', input)
    }
    await listed(room, stage, 'list-multiparts-no-encoding', 'uploads&prefix=test%2Ffoo')
  },
  'TestS3ListParts::test_list_parts_empty_part_number_marker': async room => {
    await emptyMarkers(room)
  },
  'TestS3ListParts::test_list_parts_via_object_attrs_pagination': async room => {
    const Key = 'test-object-attrs-pagination'
    const sum = { ChecksumAlgorithm: 'SHA256' } as const
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key, ...sum })
    const bytes = Buffer.alloc(5_242_881, 'a')
    const Parts: object[] = []
    for (const PartNumber of [1, 2]) {
      const part = { Key, UploadId, PartNumber, Body: bytes, ...sum }
      const { ETag } = await room.ask('UploadPart', part)
      Parts.push({ ETag, PartNumber, ChecksumSHA256: sumOf('SHA256', bytes) })
    }
    await room.note('list-parts', 'ListParts', { Key, UploadId })
    const complete = { Key, UploadId, MultipartUpload: { Parts } }
    await room.note('complete-mpu', 'CompleteMultipartUpload', complete)
    const facts = (note: string, more: object) =>
      room.note(`get-object-attrs-${note}`, 'GetObjectAttributes', {
        ...{ Key, ObjectAttributes: ['ObjectParts'], ...more },
      })
    await facts('all', {})
    // The recording shows the first answer once more under the second's name.
    await facts('1', {})
    const first = { Key, ObjectAttributes: ['ObjectParts' as const], MaxParts: 1 }
    const { ObjectParts } = await room.ask('GetObjectAttributes', first)
    const PartNumberMarker = ObjectParts.NextPartNumberMarker
    await facts('next', { MaxParts: 1, PartNumberMarker })
    await facts('wrong-part', { MaxParts: 1, PartNumberMarker: '10' })
  },
}

async function emptyMarkers(room: BucketRoom): Promise<void> {
  const Key = 'test-list-part-empty-marker'
  const { UploadId } = await room.ask('CreateMultipartUpload', { Key })
  await room.ask('UploadPart', { Key, UploadId, PartNumber: 1, Body: 'data' })
  const upload = { Key, UploadId }
  await room.note('list-parts-empty-marker', 'ListParts', { ...upload, PartNumberMarker: '' })
  const max = { MaxParts: '' as unknown as number }
  await room.note('list-parts-empty-max-parts', 'ListParts', { ...upload, ...max })
}

const buckets: Tests = {
  'TestS3ListBuckets::test_list_buckets_by_bucket_region': async (_, stage) => {
    const region = 'us-west-2'
    const room = await openBucketRoom(stage, { region })
    const CreateBucketConfiguration = { LocationConstraint: region } as const
    await room.ask('CreateBucket', { CreateBucketConfiguration })
    const list = (from: BucketRoom, note: string, BucketRegion: string) =>
      from.note(`list-objects-by-bucket-region-${note}`, 'ListBuckets', {
        ...{ BucketRegion, Prefix: room.bucket },
      })
    const other = await openBucketRoom(stage, { region: 'eu-central-1' })
    await list(other, 'empty', 'eu-central-1')
    await list(room, 'not-empty', region)
  },
}

/** Recorded once more, in another file. */
export const pageTests: Tests = {
  'TestS3::test_list_parts_empty_part_number_marker': room => emptyMarkers(room),
}

export const moreListings: Tests = { ...objects, ...uploads, ...buckets }
