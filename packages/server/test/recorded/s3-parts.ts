import type { Tests } from './s3.ts'
import { newKey } from './s3-copies.ts'
import { versioning } from './s3-objects.ts'
import type { Answer, BucketRoom } from './s3-stage.ts'
import { sumOf } from './s3-uploads.ts'

/** Uploads in parts, and the checksums of wholes and of parts. */

const SMALLEST = 5_242_880

type Part = { ETag: string; PartNumber: number } & Record<string, unknown>

const created = (room: BucketRoom, Key: string, more = {}) =>
  room.ask('CreateMultipartUpload', { Key, ...more }).then(({ UploadId }) => UploadId as string)

/** Parts of the text; all but the last are as often the text as makes a part. */
async function uploaded(room: BucketRoom, Key: string, UploadId: string, text: string, count = 1) {
  const parts: Part[] = []
  for (let PartNumber = 1; PartNumber <= count; PartNumber++) {
    const times = Math.floor(SMALLEST / text.length) + 1
    const Body = PartNumber < count ? text.repeat(times) : text
    const { ETag } = await room.ask('UploadPart', { Key, UploadId, PartNumber, Body })
    parts.push({ ETag, PartNumber })
  }
  return { Key, UploadId, MultipartUpload: { Parts: parts } }
}

const begun = async (room: BucketRoom, Key: string, text: string, count = 1) =>
  uploaded(room, Key, await created(room, Key), text, count)

const complete = (room: BucketRoom, note: string, input: Answer) =>
  room.note(note, 'CompleteMultipartUpload', input)

const content = 'test content 123'

const wholes: Tests = {
  upload_file_multipart: async room => {
    const Key = 'my-key'
    const sum = { ChecksumAlgorithm: 'CRC32' } as const
    const UploadId = await created(room, Key, sum)
    const part = { Key, UploadId, PartNumber: 1, Body: '1'.repeat(6144), ...sum }
    const { ETag, ChecksumCRC32 } = await room.ask('UploadPart', part)
    const MultipartUpload = { Parts: [{ ETag, ChecksumCRC32, PartNumber: 1 }] }
    await room.ask('CompleteMultipartUpload', { Key, UploadId, MultipartUpload })
    const { Body: _, ...answer } = await room.ask('GetObject', { Key })
    room.keepAnswer('get_object', { ...answer, Body: '' })
  },
  multipart_with_unicode_character_location: async room => {
    const Key = 'test-unicode_—_file'
    const { UploadId } = await room.note('create-multipart', 'CreateMultipartUpload', { Key })
    const all = await uploaded(room, Key, UploadId, 'upload-part-1')
    await complete(room, 'complete-multipart', all)
  },
  multipart_overwrite_key: async room => {
    await room.note('put-object', 'PutObject', { Key: 'test.file', Body: content })
    await complete(room, 'multipart-upload', await begun(room, 'test.file', content))
  },
  set_external_hostname: async room => {
    const all = await begun(room, 'test.file', content)
    const answer = await complete(room, 'multipart-upload', all)
    room.keepAnswer('get-object', answer)
  },
  multipart_copy_object_etag: async room => {
    const Key = 'test.file'
    const CopySource = `${room.bucket}/${Key}`
    await complete(room, 'multipart-upload', await begun(room, Key, content))
    await room.note('copy-object', 'CopyObject', { Key: 'copy.file', CopySource })
    const changed = { MetadataDirective: 'REPLACE' } as const
    await room.note('copy-object-in-place', 'CopyObject', { Key, CopySource, ...changed })
    await room.note('head-obj', 'HeadObject', { Key, ChecksumMode: 'ENABLED' })
  },
  get_object_attributes: async room => {
    const facts = (note: string, Key: string, more: string, input = {}) =>
      room.note(note, 'GetObjectAttributes', {
        ...{ Key, ...input },
        ObjectAttributes: ['StorageClass', 'ETag', 'ObjectSize', ...more.split(' ')] as 'ETag'[],
      })
    await room.ask('PutObject', { Key: 'data.txt', Body: '69\n420\n' })
    await facts('object-attrs', 'data.txt', 'ObjectParts Checksum')
    const text = 'upload-part-1'.repeat(5)
    for (const [Key, count, note] of [
      ['one-part', 1, '1-part'],
      ['two-parts', 2, '2-parts'],
    ] as const) {
      const all = await begun(room, Key, text, count)
      await room.ask('CompleteMultipartUpload', all)
      const max = count === 2 ? { MaxParts: 3 } : {}
      await facts(`object-attrs-multiparts-${note}`, Key, 'ObjectParts', max)
    }
    const last = 'object-attrs-multiparts-2-parts-checksum'
    await facts(last, 'two-parts', 'Checksum', { MaxParts: 3 })
  },
  get_object_part: async room => {
    const Key = 'test.file'
    await complete(room, 'multipart-upload', await begun(room, Key, content, 2))
    const ChecksumMode = 'ENABLED'
    const get = (note: string, more: Answer) =>
      room.note(note, 'GetObject', { Key, ChecksumMode: undefined, ...more })
    await room.note('head-object-part', 'HeadObject', { Key, PartNumber: 2 })
    await get('get-object-part', { PartNumber: 2 })
    await get('get-object-part-with-checksum', { PartNumber: 2, ChecksumMode })
    await get('part-doesnt-exist', { PartNumber: 10 })
    await get('part-with-range', { PartNumber: 2, Range: 'bytes=0-8' })
    const plain = { Key: 'key-no-part' }
    await room.ask('PutObject', { ...plain, Body: 'test-123' })
    await get('part-no-multipart', { ...plain, PartNumber: 2 })
    await get('get-obj-no-multipart', { ...plain, PartNumber: 1, ChecksumMode })
  },
  complete_multipart_parts_order: async room => {
    const Body = Buffer.alloc(SMALLEST + 1, 'a')
    const fill = async (Key: string, first: number) => {
      const UploadId = await created(room, Key)
      const Parts: Part[] = []
      for (const PartNumber of [first, first + 1, first + 2]) {
        const { ETag } = await room.ask('UploadPart', { Key, UploadId, PartNumber, Body })
        Parts.push({ ETag, PartNumber })
      }
      return { Key, UploadId, MultipartUpload: { Parts } }
    }
    const all = await fill('test-order-parts', 1)
    const negative = { Key: all.Key, UploadId: all.UploadId, PartNumber: -1, Body: '' }
    await room.note('upload-part-negative-part-number', 'UploadPart', negative)
    const MultipartUpload = { Parts: all.MultipartUpload.Parts.toReversed() }
    await complete(room, 'complete-multipart-unordered', { ...all, MultipartUpload })
    await complete(room, 'complete-multipart-ordered', all)
    const second = await fill('key-sequence-with-step-2', 2)
    await complete(room, 'complete-multipart-with-step-2', second)
  },
  s3_multipart_upload_sse: async (room, stage) => {
    const Key = 'test-sse-field-multipart'
    const kms = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: await newKey(stage) } as const
    const create = { Key, BucketKeyEnabled: true, ...kms }
    const note = 'multi-sse-create-multipart'
    const { UploadId } = await room.note(note, 'CreateMultipartUpload', create)
    const part = { Key, UploadId, PartNumber: 1, Body: 'test-sse' }
    const { ETag } = await room.note('multi-sse-upload-part', 'UploadPart', part)
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    await complete(room, 'multi-sse-compete-multipart', { Key, UploadId, MultipartUpload })
    await room.note('get-obj', 'GetObject', { Key })
  },
  multipart_key_validation: async room => {
    const UploadId = await created(room, 'right-key')
    const wrong = { Key: 'wrong-key', UploadId }
    const part = { ...wrong, PartNumber: 1, Body: 'data' }
    await room.note('upload-part-wrong-key-name', 'UploadPart', part)
    const right = { ...part, Key: 'right-key' }
    const { ETag } = await room.ask('UploadPart', right)
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    await complete(room, 'complete-multipart-wrong-key-name', { ...wrong, MultipartUpload })
    await room.note('list-parts-wrong-key-name', 'ListParts', wrong)
    await room.note('abort-multipart-wrong-key-name', 'AbortMultipartUpload', wrong)
  },
  s3_copy_object_src_not_exists: async (room, stage) => {
    const Key = 'random-src-key'
    const copy = (note: string, CopySource: string) =>
      room.note(`copy-object-src-${note}`, 'CopyObject', { Key: 'dest', CopySource })
    await copy('bucket-not-exists', `${stage.name('nobodys')}/${Key}`)
    const CopySource = `${room.bucket}/${Key}`
    await copy('object-not-exists', CopySource)
    await versioning(room)
    await room.ask('PutObject', { Key })
    const marker = await room.note('del-obj-versioned', 'DeleteObject', { Key })
    await copy('delete-marker-current-version', CopySource)
    await copy('target-delete-marker', `${CopySource}?versionId=${marker.VersionId}`)
  },
  ...Object.fromEntries(
    (['COMPOSITE', 'FULL_OBJECT'] as const).map((ChecksumType): [string, Tests[string]] => [
      `get_object_part_checksum[${ChecksumType}]`,
      async room => {
        const Key = 'test-multipart-checksum'
        const sum = { ChecksumAlgorithm: 'CRC32C' } as const
        const create = { Key, ...sum, ChecksumType }
        const note = 'create-mpu-checksum'
        const { UploadId } = await room.note(note, 'CreateMultipartUpload', create)
        const part = { Key, UploadId, PartNumber: 1, Body: content, ...sum }
        const { ETag, ChecksumCRC32C } = await room.note('upload-part', 'UploadPart', part)
        const MultipartUpload = { Parts: [{ ETag, ChecksumCRC32C, PartNumber: 1 }] }
        await complete(room, 'complete-multipart-checksum', { Key, UploadId, MultipartUpload })
        const wanted = { Key, PartNumber: 1, ChecksumMode: 'ENABLED' } as const
        await room.note('head-object-part', 'HeadObject', wanted)
        await room.note('get-object-part', 'GetObject', wanted)
      },
    ]),
  ),
}

const MODE = { ChecksumMode: 'ENABLED' } as const
const ATTRIBUTES = ['Checksum', 'ETag', 'ObjectParts'] as const

async function looks(room: BucketRoom, Key: string, isRead = true): Promise<void> {
  const { Body, ...got } = await room.ask('GetObject', { Key, ...MODE })
  room.keepAnswer('get-object-with-checksum', { ...got, Body: isRead ? '' : Body })
  await room.note('head-object-with-checksum', 'HeadObject', { Key, ...MODE })
  const ObjectAttributes = [...ATTRIBUTES]
  await room.note('get-object-attrs', 'GetObjectAttributes', { Key, ObjectAttributes })
}

const sums: Tests = {
  ...Object.fromEntries(
    (['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const).map(
      (algorithm): [string, Tests[string]] => [
        `multipart_upload_part_checksum_exception[${algorithm}]`,
        async room => {
          const Key = 'test-multipart-checksum-default'
          const UploadId = await created(room, Key)
          const put = (note: string, sum: string) =>
            room.note(`put-wrong-checksum-${note}`, 'UploadPart', {
              ...{ Key, UploadId, PartNumber: 1, Body: 'right body' },
              ...{ ChecksumAlgorithm: algorithm, [`Checksum${algorithm}`]: sum },
            })
          await put('no-b64', 'a1b2c3d4')
          await put('value', sumOf(algorithm, 'bad data'))
        },
      ],
    ),
  ),
  multipart_parts_checksum_exceptions_full_object: async room => {
    const Key = 'test-multipart-checksum-exc'
    const ChecksumType = 'FULL_OBJECT'
    const create = (note: string, more = {}) =>
      room.note(`create-mpu-${note}`, 'CreateMultipartUpload', { Key, ChecksumType, ...more })
    const sum = { ChecksumAlgorithm: 'CRC32C' } as const
    await create('no-checksum-algo-with-type')
    const { UploadId } = await create('checksum-crc32c', sum)
    await room.note('list-multiparts', 'ListMultipartUploads', {})
    const part = { Key, UploadId, PartNumber: 1, Body: 'abc', ...sum }
    const { ETag } = await room.note('upload-part-no-checksum-ok', 'UploadPart', part)
    const right = sumOf('CRC32C', 'abc')
    const Parts = [{ ETag, PartNumber: 1, ChecksumCRC32C: right }]
    const end = (note: string, more: object) =>
      complete(room, note, { Key, UploadId, MultipartUpload: { Parts }, ...more })
    await end('complete-part-bad-checksum-type', { ChecksumType: 'COMPOSITE' })
    const composite = `${sumOf('CRC32C', Buffer.from(right, 'base64'))}-1`
    await end('complete-part-good-checksum-no-type', { ChecksumCRC32C: composite })
    await end('complete-part-only-checksum-algo', { ChecksumCRC32C: right })
    const other = { ChecksumCRC64NVME: sumOf('CRC64NVME', 'abc') }
    await end('complete-part-only-checksum-algo-diff', other)
    const bad = { ChecksumCRC32C: sumOf('CRC32C', 'bad string'), ChecksumType }
    await end('complete-part-bad-checksum', bad)
    const badOther = { ChecksumCRC32: sumOf('CRC32', 'bad string'), ChecksumType }
    await end('complete-part-bad-checksum-algo', badOther)
    await end('complete-success', { ChecksumCRC32C: right, ChecksumType })
    const again = await create('with-checksum', sum)
    const wrong = { ...part, UploadId: again.UploadId, ChecksumAlgorithm: 'CRC32' as const }
    await room.note('upload-part-different-checksum-exc', 'UploadPart', wrong)
  },
  complete_multipart_parts_checksum_default: async room => {
    const Key = 'test-multipart-checksum'
    const note = 'create-mpu-no-checksum'
    const { UploadId } = await room.note(note, 'CreateMultipartUpload', { Key })
    await room.note('list-multiparts', 'ListMultipartUploads', {})
    const part = { Key, UploadId, PartNumber: 1, Body: 'aaa' }
    const { ETag, ChecksumCRC32C } = await room.note(
      'upload-part-different-checksum-than-default',
      'UploadPart',
      { ...part, ChecksumAlgorithm: 'CRC32C' },
    )
    await room.note('list-parts', 'ListParts', { Key, UploadId })
    const end = (note: string, sum: object, more: object) =>
      complete(room, `complete-multipart-${note}`, {
        ...{ Key, UploadId, ...more },
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1, ...sum }] },
      })
    await end('parts-checksum', { ChecksumCRC32C }, {})
    await end('wrong-parts-checksum', { ChecksumSHA256: sumOf('SHA256', 'aaa') }, {})
    await end('full-object-type', {}, { ChecksumType: 'FULL_OBJECT' })
    await end('composite-type', {}, { ChecksumType: 'COMPOSITE' })
    const composite = `${sumOf('CRC32C', Buffer.from(ChecksumCRC32C, 'base64'))}-2`
    await end('checksum', {}, { ChecksumCRC32C: composite })
    await looks(room, Key)
    const to = { Key: 'mpu-copy-checksum' }
    const copy = { ...to, CopySource: `${room.bucket}/${Key}` }
    await room.note('copy-obj-checksum', 'CopyObject', copy)
    const facts = { ...to, ObjectAttributes: [...ATTRIBUTES] }
    await room.note('get-copy-object-attrs', 'GetObjectAttributes', facts)
  },
  complete_multipart_parts_checksum_full_object_default: async room => {
    const Key = 'test-multipart-checksum'
    const sum = { ChecksumAlgorithm: 'CRC64NVME' } as const
    const note = 'create-mpu-checksum-crc64'
    const { UploadId } = await room.note(note, 'CreateMultipartUpload', { Key, ...sum })
    const part = { Key, UploadId, PartNumber: 1, Body: 'aaa', ...sum }
    const { ETag, ChecksumCRC64NVME } = await room.note('upload-part', 'UploadPart', part)
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1, ChecksumCRC64NVME }] }
    await complete(room, 'complete-multipart-checksum', { Key, UploadId, MultipartUpload })
    await looks(room, Key)
  },
  multipart_size_validation: async room => {
    const Key = 'test-multipart-size'
    const { UploadId } = await room.note('create-mpu', 'CreateMultipartUpload', { Key })
    const part = { Key, UploadId, PartNumber: 1, Body: 'aaaa' }
    const { ETag } = await room.note('upload-part', 'UploadPart', part)
    const all = { Key, UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } }
    await complete(room, 'complete-multipart-wrong-size', { ...all, MpuObjectSize: 5 })
    await complete(room, 'complete-multipart-good-size', { ...all, MpuObjectSize: 4 })
    const facts = { Key, ObjectAttributes: ['Checksum', 'ETag'] as ['Checksum', 'ETag'] }
    await room.note('get-object-attrs', 'GetObjectAttributes', facts)
  },
  ...Object.fromEntries(
    (['COMPOSITE', 'FULL_OBJECT'] as const).map((ChecksumType): [string, Tests[string]] => [
      `multipart_upload_part_copy_checksum[${ChecksumType}]`,
      async room => {
        const source = { Key: 'test-part-checksum', Body: 'this is a part' }
        await room.note('put-object', 'PutObject', source)
        const Key = 'test-multipart-checksum'
        const create = { Key, ChecksumAlgorithm: 'CRC32C', ChecksumType } as const
        const note = 'create-mpu-checksum-sha256'
        const { UploadId } = await room.note(note, 'CreateMultipartUpload', create)
        const CopySource = `${room.bucket}/${source.Key}`
        const part = { Key, UploadId, PartNumber: 1, CopySource }
        const { CopyPartResult } = await room.note('upload-part-copy', 'UploadPartCopy', part)
        await room.note('list-parts', 'ListParts', { Key, UploadId })
        const { ETag, ChecksumCRC32C } = CopyPartResult
        const MultipartUpload = { Parts: [{ ETag, PartNumber: 1, ChecksumCRC32C }] }
        await complete(room, 'complete-multipart-checksum', { Key, UploadId, MultipartUpload })
        await looks(room, Key, false)
      },
    ]),
  ),
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const partTests: Tests = {
  ...prefixed('TestS3::test_', wholes),
  ...prefixed('TestS3MultipartUploadChecksum::test_', sums),
}
