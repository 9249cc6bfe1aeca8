import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Conditions on writes, copies and reads; ranges. */

const DAY_MS = 86_400_000
const WRITE = 'TestS3ObjectWritePrecondition::test_'
const DELETE = 'TestS3DeletePrecondition::test_delete_object_if_match_'
const COPY = 'TestS3CopySourcePreconditions::test_s3_copy_object_'
const PART = 'TestS3Multipart::test_upload_part_copy_'

const Key = 'test-precondition'
const days = (count: number) => new Date(Date.now() + count * DAY_MS)
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

const versioned = (room: BucketRoom) =>
  room.ask('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })

/** An upload of one part, up to its completion. */
async function upload(room: BucketRoom, note: string) {
  const { UploadId } = await room.note(note, 'CreateMultipartUpload', { Key })
  const { ETag } = await room.ask('UploadPart', { Key, UploadId, Body: 'test', PartNumber: 1 })
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
  return (name: string, condition: { IfMatch?: string; IfNoneMatch?: string }) =>
    room.note(name, 'CompleteMultipartUpload', { Key, UploadId, MultipartUpload, ...condition })
}

const put = (room: BucketRoom, note: string, input: object = {}) =>
  room.note(note, 'PutObject', { Key, ...input })
const remove = (room: BucketRoom, note: string) => room.note(note, 'DeleteObject', { Key })
const ANY = { IfNoneMatch: '*' }

const writes: Tests = {
  put_object_if_none_match: async room => {
    await put(room, 'put-obj', ANY)
    await put(room, 'put-obj-if-none-match', ANY)
    await remove(room, 'del-obj')
    await put(room, 'put-obj-after-del', ANY)
  },
  put_object_if_none_match_versioned_bucket: async room => {
    await versioned(room)
    await put(room, 'put-obj', ANY)
    await put(room, 'put-obj-if-none-match', ANY)
    await remove(room, 'del-obj')
    await put(room, 'put-obj-after-del', ANY)
    await room.note('list-object-versions', 'ListObjectVersions', {})
  },
  multipart_if_none_match_with_put: async room => {
    const complete = await upload(room, 'create-multipart')
    await put(room, 'put-obj', ANY)
    await complete('complete-multipart-if-none-match-put-during', ANY)
  },
  put_object_if_match: async room => {
    const { ETag: IfMatch } = await put(room, 'put-obj', { Body: 'test' })
    const wrong = { IfMatch: 'd41d8cd98f00b204e9800998ecf8427e' }
    await put(room, 'put-obj-if-match-wrong-etag', wrong)
    await put(room, 'put-obj-overwrite', { IfMatch })
    await remove(room, 'del-obj')
    await put(room, 'put-obj-if-match-key-not-exists', { IfMatch })
    await put(room, 'put-obj-after-del')
  },
  put_object_if_match_validation: async room => {
    const bad = (note: string, IfMatch: string) =>
      put(room, `put-obj-if-match-${note}`, { Key: 'test-precondition-validation', IfMatch })
    await bad('star-value', '*')
    await bad('bad-value', 'abcdef')
    await bad('bad-value-2', 'bad-char_/')
  },
  put_object_if_match_and_if_none_match_validation: async room => {
    await put(room, 'put-obj-both-precondition', { ...ANY, IfMatch: 'abcdef' })
  },
  put_object_if_match_versioned_bucket: async room => {
    await versioned(room)
    const { ETag: first } = await put(room, 'put-obj', { Body: 'test' })
    await put(room, 'put-obj-if-none-match-bad-value', { IfMatch: 'abcdef' })
    await remove(room, 'del-obj')
    await put(room, 'put-obj-after-del-exc', { IfMatch: first })
    const { ETag: IfMatch } = await put(room, 'put-obj-after-del', { Body: 'test-after-del' })
    await put(room, 'put-obj-if-match', { Body: 'test-if-match', IfMatch })
    await room.note('list-object-versions', 'ListObjectVersions', {})
  },
  multipart_if_match_with_put: async room => {
    const { ETag: first } = await put(room, 'put-obj', { Body: 'test' })
    const complete = await upload(room, 'create-multipart')
    const { ETag: second } = await put(room, 'put-obj-during', { Body: 'test2' })
    await complete('complete-multipart-if-match-put-before', { IfMatch: first })
    await complete('complete-multipart-if-match-put-during', { IfMatch: second })
    const again = await upload(room, 'create-multipart-again')
    await again('complete-multipart-if-match-put-before-restart', { IfMatch: second })
  },
  multipart_if_match_with_put_identical: async room => {
    await put(room, 'put-obj', { Body: 'test' })
    const complete = await upload(room, 'create-multipart')
    const { ETag: IfMatch } = await put(room, 'put-obj-during', { Body: 'test' })
    await complete('complete-multipart-if-match-put-during', { IfMatch })
    const again = await upload(room, 'create-multipart-again')
    await again('complete-multipart-if-match-put-before-restart', { IfMatch })
  },
  multipart_if_match_with_delete: async room => {
    const { ETag: first } = await put(room, 'put-obj', { Body: 'test' })
    const complete = await upload(room, 'create-multipart')
    await remove(room, 'del-obj')
    await complete('complete-multipart-after-del', { IfMatch: first })
    const { ETag: second } = await put(room, 'put-obj-2', { Body: 'test' })
    await complete('complete-multipart-if-match-after-put', { IfMatch: second })
  },
  multipart_if_match_etag: async room => {
    const { ETag: IfMatch } = await put(room, 'put-obj', { Body: 'test' })
    const complete = await upload(room, 'create-multipart')
    const { ETag } = await complete('complete-multipart-if-match', { IfMatch })
    const over = await upload(room, 'create-multipart-overwrite')
    await over('complete-multipart-if-match-true-etag', { IfMatch })
    await over('complete-multipart-if-match-overwrite-multipart', { IfMatch: ETag })
  },
}

const Source = 'source-object'
const copy = (room: BucketRoom, note: string, input: object, to = 'dest-object') =>
  room.note(note, 'CopyObject', { CopySource: `${room.bucket}/${Source}`, Key: to, ...input })
const source = (room: BucketRoom, Body = 'source content') =>
  room.ask('PutObject', { Key: Source, Body })

const copies: Tests = {
  copy_object_if_none_match: async room => {
    await source(room)
    await copy(room, 'copy-obj', ANY)
    await copy(room, 'copy-obj-if-none-match-fail', ANY)
  },
  copy_object_if_match: async room => {
    await source(room)
    const target = { Key: 'dest-object', Body: 'initial content' }
    const { ETag: IfMatch } = await room.ask('PutObject', target)
    await copy(room, 'copy-obj-if-match', { IfMatch })
    await copy(room, 'copy-obj-if-match-fail-wrong-etag', { IfMatch: '"wrong-etag"' })
    await copy(room, 'copy-obj-if-match-fail-no-object', { IfMatch }, 'non-existent-key')
  },
  copy_object_if_none_match_versioned_bucket: async room => {
    await versioned(room)
    await source(room)
    await copy(room, 'copy-obj', ANY)
    await copy(room, 'copy-obj-if-none-match-fail', ANY)
    await room.note('del-obj', 'DeleteObject', { Key: 'dest-object' })
    await copy(room, 'copy-obj-after-del', ANY)
    await room.note('list-object-versions', 'ListObjectVersions', {})
  },
  copy_object_if_match_versioned_bucket: async room => {
    await versioned(room)
    await source(room)
    const target = { Key: 'dest-object', Body: 'initial content' }
    const { ETag: first } = await room.note('put-obj', 'PutObject', target)
    await copy(room, 'copy-obj-if-match-wrong-etag', { IfMatch: '"wrong-etag"' })
    await room.note('del-obj', 'DeleteObject', { Key: 'dest-object' })
    await copy(room, 'copy-obj-after-del-exc', { IfMatch: first })
    const next = { Key: 'dest-object', Body: 'new content after delete' }
    const { ETag: IfMatch } = await room.note('put-obj-after-del', 'PutObject', next)
    await copy(room, 'copy-obj-if-match', { IfMatch })
    await room.note('list-object-versions', 'ListObjectVersions', {})
  },
  copy_object_precondition_write_validation: async room => {
    const { ETag: IfNoneMatch } = await source(room)
    await copy(room, 'copy-obj-none-match-etag', { IfNoneMatch })
    await copy(room, 'copy-obj-if-match-star', { IfMatch: '*' })
    await copy(room, 'copy-obj-both', { IfMatch: '*', IfNoneMatch })
  },
  copy_object_if_none_match_in_place: async room => {
    await source(room)
    const input = { ...ANY, StorageClass: 'STANDARD' }
    await copy(room, 'copy-obj-if-none-match-fail', input, Source)
  },
  copy_object_if_match_in_place: async room => {
    const { ETag: IfMatch } = await source(room)
    const input = { IfMatch, StorageClass: 'STANDARD' }
    await copy(room, 'copy-obj-if-match-in-place', input, Source)
  },
}

const sources: Tests = {
  preconditions: async room => {
    const { ETag } = await source(room, 'data')
    await room.note('head-object', 'HeadObject', { Key: Source })
    await wait(1_100)
    const now = new Date()
    const since = { CopySourceIfModifiedSince: now }
    const none = { ...since, CopySourceIfNoneMatch: ETag }
    const un = { ...none, CopySourceIfUnmodifiedSince: days(-1) }
    await copy(room, 'copy-precondition-if-match', { ...un, CopySourceIfMatch: 'etag123' })
    await copy(room, 'copy-precondition-if-unmodified-since', un)
    await copy(room, 'copy-precondition-if-none-match', none)
    await copy(room, 'copy-precondition-if-modified-since', since)
    const future = { CopySourceIfModifiedSince: days(1) }
    await copy(room, 'copy-ignore-future-modified-since', future)
    const bare = ETag.replaceAll('"', '')
    await copy(room, 'copy-etag-missing-quotes', { CopySourceIfNoneMatch: bare })
    await copy(room, 'copy-success', {
      CopySourceIfMatch: bare,
      CopySourceIfNoneMatch: 'etag123',
      CopySourceIfModifiedSince: days(-1),
      CopySourceIfUnmodifiedSince: now,
    })
  },
  if_source_modified_since_versioned: async room => {
    await versioned(room)
    await source(room, 'data')
    const { LastModified } = await room.note('head-object', 'HeadObject', { Key: Source })
    const before = new Date(LastModified.getTime() - 60_000)
    await copy(room, 'copy-if-modified-since', { CopySourceIfModifiedSince: before })
    const same = { CopySourceIfModifiedSince: LastModified }
    await copy(room, 'copy-if-modified-since-last-modified', same)
  },
  if_source_unmodified_since_versioned: async room => {
    await versioned(room)
    await source(room, 'data')
    const { LastModified } = await room.note('head-object', 'HeadObject', { Key: Source })
    const same = { CopySourceIfUnmodifiedSince: LastModified }
    await copy(room, 'copy-if-unmodified-since', same)
    const past = { CopySourceIfUnmodifiedSince: days(-1) }
    await copy(room, 'copy-past-if-unmodified-since', past)
  },
}

const TARGET = 'destination_file.txt'

/** One part out of another object, under conditions. */
const partCopy =
  (note: string, conditions: (etag: string) => object, lists: boolean) =>
  async (room: BucketRoom) => {
    const { ETag } = await source(room, '0123456789')
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key: TARGET })
    const CopySource = `${room.bucket}/${Source}`
    const part = { Key: TARGET, UploadId, PartNumber: 1, CopySource, ...conditions(ETag) }
    await room.note(note, 'UploadPartCopy', part)
    if (lists) await room.note('list-parts', 'ListParts', { Key: TARGET, UploadId })
  }

const COPIED = 'with_copy_source_if_'
const FAILED = 'upload-part-copy-source-'

const parts: Tests = {
  [`${COPIED}match_success`]: partCopy(
    'upload-part-copy-if-match',
    CopySourceIfMatch => ({ CopySourceIfMatch }),
    true,
  ),
  [`${COPIED}match_none_success`]: partCopy(
    'upload-part-copy-if-none-match',
    () => ({ CopySourceIfNoneMatch: 'none-match' }),
    true,
  ),
  [`${COPIED}unmodified_since_success`]: partCopy(
    'upload-part-copy-if-unmodified-since',
    () => ({ CopySourceIfUnmodifiedSince: days(1) }),
    true,
  ),
  [`${COPIED}modified_since_success`]: partCopy(
    'upload-part-copy-if-modified-since',
    () => ({ CopySourceIfModifiedSince: days(-1) }),
    true,
  ),
  [`${COPIED}modified_since_in_future_success`]: partCopy(
    'upload-part-copy-if-modified-since-in-future',
    () => ({ CopySourceIfModifiedSince: days(1) }),
    true,
  ),
  [`${COPIED}match_failed`]: partCopy(
    `${FAILED}if-match`,
    () => ({ CopySourceIfMatch: 'not-matching' }),
    false,
  ),
  [`${COPIED}none_match_failed`]: partCopy(
    `${FAILED}if-none-match`,
    CopySourceIfNoneMatch => ({ CopySourceIfNoneMatch }),
    false,
  ),
  [`${COPIED}unmodified_since_match_failed`]: partCopy(
    `${FAILED}unmodified-since-match`,
    () => ({ CopySourceIfUnmodifiedSince: days(-1) }),
    false,
  ),
  [`${COPIED}match_and_if_unmodified_since_match`]: partCopy(
    'upload-part-copy',
    CopySourceIfMatch => ({ CopySourceIfMatch, CopySourceIfUnmodifiedSince: days(-1) }),
    true,
  ),
  no_copy_source_range: async room => {
    const src = { Key: 'src-key', Body: '0123456789' }
    await room.note('put-src-object', 'PutObject', src)
    const target = { Key: 'test-upload-part-copy' }
    const { UploadId } = await room.note('create-multipart', 'CreateMultipartUpload', target)
    const CopySource = `${room.bucket}/src-key`
    const part = { ...target, UploadId, PartNumber: 1, CopySource }
    await room.note('upload-part-copy', 'UploadPartCopy', part)
    await room.note('list-parts', 'ListParts', { ...target, UploadId })
  },
  range: async room => {
    await room.note('put-src-object', 'PutObject', { Key: 'src-key', Body: '0123456789' })
    const target = { Key: 'test-upload-part-copy' }
    const { UploadId } = await room.note('create-multipart', 'CreateMultipartUpload', target)
    const copied = (note: string, CopySourceRange: string, PartNumber = 1) =>
      room.note(note, 'UploadPartCopy', {
        ...{ ...target, UploadId, PartNumber, CopySourceRange },
        CopySource: `${room.bucket}/src-key`,
      })
    for (const [index, range] of ['0-8', '1-1', '0-0'].entries()) {
      await copied(`upload-part-copy-${index + 1}`, `bytes=${range}`, index + 1)
    }
    await room.note('list-parts', 'ListParts', { ...target, UploadId })
    await copied('upload-part-copy-wrong-format', '0-8')
    const wrong = ['1-0', '-1-', '0--1', '0-1,3-4,7-9', '-', '-0', '0-100', '100-200', '1-', '-2']
    for (const range of [...wrong, '-15']) {
      await copied(`upload-part-copy-range-exc-${range}`, `bytes=${range}`)
    }
  },
}

const deletes: Tests = Object.fromEntries(
  Object.entries({
    non_express: ['', { IfMatch: 'badvalue' }],
    modified_non_express: ['-last-modified', { IfMatchLastModifiedTime: days(-1) }],
    size_non_express: ['-size', { IfMatchSize: 10 }],
    all_non_express: [
      '-all',
      { IfMatchSize: 10, IfMatch: 'badvalue', IfMatchLastModifiedTime: days(-1) },
    ],
  } as const).map(([test, [note, condition]]) => [
    test,
    async (room: BucketRoom) => {
      await room.ask('PutObject', { Key })
      await room.note(`delete-obj-if-match${note}`, 'DeleteObject', { Key, ...condition })
    },
  ]),
)

async function ranges(room: BucketRoom): Promise<void> {
  const object = 'test-key-range'
  await room.ask('PutObject', { Key: object, Body: '0123456789' })
  const get = (note: string, Range: string, more = {}) =>
    room.note(`get-${note}`, 'GetObject', { Key: object, Range, ...more })
  await get('0-8', 'bytes=0-8')
  await get('0-8-checksum', 'bytes=0-8', { ChecksumMode: 'ENABLED' })
  for (const range of ['1-1', '1-0', '1-', '-1-', '-2', '-9', '-15', '0-100', '0-0', '0--1']) {
    await get(range, `bytes=${range}`)
  }
  await get('multiple-ranges', 'bytes=0-1,3-4,7-9')
  await get('wrong-format', '0-1')
  for (const range of ['-', '-0', '100-200']) await get(range, `bytes=${range}`)
  const again = { Key: object, Body: '0123456789'.repeat(2) }
  await room.note('put-after-failed', 'PutObject', again)
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const conditionTests: Tests = {
  ...prefixed(WRITE, { ...writes, ...copies }),
  ...prefixed(DELETE, deletes),
  ...prefixed(PART, parts),
  'TestS3ObjectCRUD::test_get_object_range': ranges,
}

export const sourceConditions: Tests = prefixed(COPY, sources)
