import { createHash } from 'node:crypto'
import { type ChecksumAlgorithm, startChecksum } from '../../src/wire/checksums.ts'
import type { Tests } from './s3.ts'
import type { BucketRoom } from './s3-stage.ts'

/** Uploads in parts, checksums, MD5. */

const SUMS = 'TestS3MultipartUploadChecksum::test_'
const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
const PART = Buffer.alloc(5_242_881, 'a')

export function sumOf(
  algorithm: ChecksumAlgorithm,
  ...parts: readonly (Uint8Array | string)[]
): string {
  const running = startChecksum(algorithm)
  for (const part of parts) running.update(Buffer.from(part))
  return running.value()
}

const each = (test: string, requests: (algorithm: ChecksumAlgorithm) => Tests[string]): Tests =>
  Object.fromEntries(ALGORITHMS.map(one => [`${test}[${one}]`, requests(one)]))

/** An upload of as many parts, the last of them a short one. */
async function threeParts(room: BucketRoom, Key: string, UploadId: string, algorithm: string) {
  const parts: Record<string, unknown>[] = []
  for (const [index, Body] of [PART, PART, PART.subarray(0, 10)].entries()) {
    const PartNumber = index + 1
    const ChecksumAlgorithm = algorithm as 'CRC32'
    const part = { Key, UploadId, PartNumber, Body, ChecksumAlgorithm }
    const answer = await room.note(`upload-part-${index}`, 'UploadPart', part)
    parts.push({ ETag: answer.ETag, PartNumber, sum: answer[`Checksum${algorithm}`] })
  }
  await room.note('list-parts', 'ListParts', { Key, UploadId })
  return parts
}

async function looks(room: BucketRoom, Key: string): Promise<void> {
  const ChecksumMode = 'ENABLED'
  const wanted = { ObjectAttributes: ['Checksum', 'ETag', 'ObjectParts'] as 'ETag'[] }
  const { Body: _, ...got } = await room.ask('GetObject', { Key, ChecksumMode })
  room.keepAnswer('get-object-with-checksum', { ...got, Body: '' })
  await room.note('head-object-with-checksum', 'HeadObject', { Key, ChecksumMode })
  await room.note('get-object-attrs', 'GetObjectAttributes', { Key, ...wanted })
  const to = 'mpu-copy-checksum'
  await room.note('copy-obj-checksum', 'CopyObject', {
    ...{ Key: to, CopySource: `${room.bucket}/${Key}` },
  })
  await room.note('get-copy-object-attrs', 'GetObjectAttributes', { Key: to, ...wanted })
  const part = { Key, PartNumber: 3, ChecksumMode } as const
  await room.note('get-object-part-checksum', 'GetObject', part)
}

const WHOLE = {
  COMPOSITE: ['CRC32', 'CRC32C', 'SHA1', 'SHA256'],
  FULL_OBJECT: ['CRC32', 'CRC32C', 'CRC64NVME'],
} as const

const sums: Tests = {
  ...Object.fromEntries(
    (['COMPOSITE', 'FULL_OBJECT'] as const).flatMap(ChecksumType =>
      WHOLE[ChecksumType].map((algorithm): [string, Tests[string]] => [
        `complete_multipart_parts_checksum_${ChecksumType.toLowerCase()}[${algorithm}]`,
        async room => {
          const Key = 'test-multipart-checksum'
          const create = { Key, ChecksumAlgorithm: algorithm, ChecksumType }
          const made = await room.note('create-mpu-checksum', 'CreateMultipartUpload', create)
          const UploadId = made.UploadId as string
          const parts = await threeParts(room, Key, UploadId, algorithm)
          const complete = (
            note: string,
            sum: (part: (typeof parts)[number]) => unknown,
            more = {},
          ) =>
            room.note(`complete-multipart-${note}`, 'CompleteMultipartUpload', {
              ...{ Key, UploadId, ...more },
              MultipartUpload: {
                Parts: parts.map(part => ({
                  ...{ ETag: part['ETag'], PartNumber: part['PartNumber'] },
                  ...(sum(part) !== undefined && { [`Checksum${algorithm}`]: sum(part) }),
                })) as never,
              },
            })
          await complete('wrong-parts-checksum', () => sumOf(algorithm, 'bbb'))
          if (ChecksumType === 'COMPOSITE') {
            await complete('no-checksum', () => undefined)
            await complete('checksum', part => part['sum'])
          } else {
            const whole = sumOf(algorithm, PART, PART, PART.subarray(0, 10))
            const more = { ChecksumType, [`Checksum${algorithm}`]: whole }
            await complete('checksum', () => undefined, more)
          }
          await looks(room, Key)
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    (['COMPOSITE', 'FULL_OBJECT'] as const).flatMap(ChecksumType =>
      ALGORITHMS.map((algorithm): [string, Tests[string]] => [
        `multipart_checksum_type_compatibility[${ChecksumType}-${algorithm}]`,
        async room => {
          const input = { Key: 'test-multipart-checksum-compat', ChecksumType }
          const create = { ...input, ChecksumAlgorithm: algorithm }
          const isRefused =
            ChecksumType === 'COMPOSITE' ? algorithm === 'CRC64NVME' : algorithm.startsWith('SHA')
          const note = isRefused ? 'create-mpu-checksum-exc' : 'create-mpu-checksum'
          await room.note(note, 'CreateMultipartUpload', create)
        },
      ]),
    ),
  ),
  ...each('multipart_checksum_type_default_for_checksum', algorithm => async room => {
    const input = { Key: 'test-multipart-checksum-default', ChecksumAlgorithm: algorithm }
    await room.note('create-mpu-default-checksum-type', 'CreateMultipartUpload', input)
  }),
  multipart_parts_checksum_exceptions_composite: async room => {
    const Key = 'test-multipart-checksum-exc'
    const create = (note: string, more: object) =>
      room.note(note, 'CreateMultipartUpload', { Key, ...more })
    await create('create-mpu-wrong-checksum-algo', { ChecksumAlgorithm: 'TEST' })
    await create('create-mpu-no-checksum-algo-with-type', { ChecksumType: 'COMPOSITE' })
    const composite = { ChecksumType: 'COMPOSITE', ChecksumAlgorithm: 'CRC32' }
    const { UploadId } = await create('create-mpu-composite-checksum', composite)
    await room.note('list-multiparts', 'ListMultipartUploads', {})
    const part = { Key, UploadId, PartNumber: 1, Body: 'abc' }
    const { ETag } = await room.note('upload-part-no-checksum-ok', 'UploadPart', part)
    const complete = (note: string, sum: object, more = {}) =>
      room.note(note, 'CompleteMultipartUpload', {
        ...{ Key, UploadId, ...more },
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1, ...sum }] },
      })
    const wrong = { ChecksumSHA256: sumOf('SHA256', 'abc') }
    await complete('complete-part-with-checksum', wrong)
    const type = { ChecksumType: 'FULL_OBJECT' }
    await complete('complete-part-with-bad-checksum-type', {}, type)
    const sha = await create('create-mpu-with-checksum', { ChecksumAlgorithm: 'SHA256' })
    const other = { ...part, UploadId: sha.UploadId }
    await room.note('upload-part-different-checksum-exc', 'UploadPart', other)
  },
}

const MD5S = ['__invalid__', '000', 'not base64 encoded checksum', 'MTIz']

const others: Tests = {
  multipart_and_list_parts: async room => {
    const Key = 'test-list-parts'
    const { UploadId } = await room.note('create-multipart', 'CreateMultipartUpload', { Key })
    await room.note('list-part-after-created', 'ListParts', { Key, UploadId })
    await room.note('list-all-uploads', 'ListMultipartUploads', {})
    const part = { Key, UploadId, PartNumber: 1, Body: 'upload-part-1'.repeat(5) }
    const { ETag } = await room.note('upload-part', 'UploadPart', part)
    await room.note('list-part-after-upload', 'ListParts', { Key, UploadId })
    await room.note('list-all-uploads-after', 'ListMultipartUploads', {})
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    const complete = { Key, UploadId, MultipartUpload }
    await room.note('complete-multipart', 'CompleteMultipartUpload', complete)
    await room.note('list-part-after-complete-exc', 'ListParts', { Key, UploadId })
    await room.note('list-all-uploads-completed', 'ListMultipartUploads', {})
    const summed = { Key, ChecksumMode: 'ENABLED' } as const
    await room.note('head-multipart-checksum', 'HeadObject', summed)
    await room.note('get-multipart-checksum', 'GetObject', summed)
  },
  multipart_no_such_upload: async room => {
    const upload = { Key: 'fake-key', UploadId: 'fakeid' }
    await room.note('upload-exc', 'UploadPart', { ...upload, Body: 'data', PartNumber: 1 })
    await room.note('complete-exc', 'CompleteMultipartUpload', upload)
    await room.note('abort-exc', 'AbortMultipartUpload', upload)
  },
  multipart_complete_multipart_too_small: async room => {
    const Key = 'test-upload-part-exc'
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key })
    const Parts: { ETag: string; PartNumber: number }[] = []
    for (const PartNumber of [1, 2]) {
      const part = { Key, UploadId, Body: 'data', PartNumber }
      const { ETag } = await room.note(`upload-part${PartNumber}`, 'UploadPart', part)
      Parts.push({ ETag, PartNumber })
    }
    await room.note('complete-exc-no-parts', 'CompleteMultipartUpload', { Key, UploadId })
    const complete = { Key, UploadId, MultipartUpload: { Parts } }
    await room.note('complete-exc-too-small', 'CompleteMultipartUpload', complete)
  },
  multipart_complete_multipart_wrong_part: async room => {
    const Key = 'test-upload-part-exc'
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key })
    const part = { Key, UploadId, Body: 'data', PartNumber: 1 }
    const { ETag } = await room.ask('UploadPart', part)
    const complete = (note: string, listed: { ETag: string; PartNumber: number }) =>
      room.note(`complete-exc-wrong-${note}`, 'CompleteMultipartUpload', {
        ...{ Key, UploadId, MultipartUpload: { Parts: [listed] } },
      })
    await complete('part-number', { ETag, PartNumber: 2 })
    await complete('etag', { ETag: 'd41d8cd98f00b204e9800998ecf8427e', PartNumber: 1 })
  },
  s3_invalid_content_md5: async room => {
    const Body = 'something'
    const right = createHash('md5').update(Body).digest('base64')
    const other = createHash('md5').update('something1').digest('base64')
    await room.ask('PutObject', { Key: 'test-key', Body })
    const { UploadId } = await room.ask('CreateMultipartUpload', { Key: 'multi-key' })
    const put = (note: string, ContentMD5: string) =>
      room.note(note, 'PutObject', { Key: 'test-key', Body, ContentMD5 })
    const part = (note: string, ContentMD5: string) =>
      room.note(note, 'UploadPart', {
        ...{ Key: 'multi-key', UploadId, PartNumber: 1, Body, ContentMD5 },
      })
    const wrong = [...MD5S, Buffer.from('test-string').toString('base64')]
    for (const [index, md5] of wrong.entries()) await put(`md5-error-${index}`, md5)
    await put('md5-error-bad-digest', other)
    await put('success-put-object-md5', right)
    for (const [index, md5] of wrong.entries()) await part(`upload-part-md5-error-${index}`, md5)
    await part('upload-part-md5-bad-digest', other)
    await part('success-upload-part-md5', right)
  },
  ...Object.fromEntries(
    ALGORITHMS.map((algorithm): [string, Tests[string]] => [
      `TestS3PutObjectChecksum::test_put_object_checksum[${algorithm}]`,
      async room => {
        const Key = 'file'
        const data = 'test data..'
        const put = (note: string, sum?: string) =>
          room.note(note, 'PutObject', {
            ...{ Key, Body: data, ChecksumAlgorithm: algorithm },
            ...(sum !== undefined && { [`Checksum${algorithm}`]: sum }),
          })
        const facts = (note: string) =>
          room.note(note, 'GetObjectAttributes', { Key, ObjectAttributes: ['ETag', 'Checksum'] })
        await put('put-wrong-checksum-no-b64', 'a1b2c3d4')
        await put('put-wrong-checksum-value', sumOf(algorithm, 'bad data'))
        await put('put-object-generated', sumOf(algorithm, data))
        await facts('get-object-attrs-generated')
        await put('put-object-autogenerated')
        await facts('get-object-attrs-auto-generated')
        const summed = { Key, ChecksumMode: 'ENABLED' } as const
        await room.note('head-object-with-checksum', 'HeadObject', summed)
      },
    ]),
  ),
}

/** Objects: names, classes, many at once. */
const objects: Tests = {
  ...Object.fromEntries(
    ['test@key/', 'test%123', 'test%percent', 'test key/', 'test key//', 'test%123/']
      .concat('file%2Fname', 'a/%F0%9F%98%80/')
      .map((Key): [string, Tests[string]] => [
        `put_get_object_special_character[${Key}]`,
        async room => {
          await room.note('put-object-special-char', 'PutObject', { Key, Body: 'test' })
          await room.note('list-object-special-char', 'ListObjectsV2', {})
          await room.note('get-object-special-char', 'GetObject', { Key })
          await room.note('del-object-special-char', 'DeleteObject', { Key })
        },
      ]),
  ),
  put_get_object_single_character_trailing_slash: async room => {
    for (const Key of ['a/', 't/', 'u/']) {
      await room.note(`put-object-single-char-${Key}`, 'PutObject', { Key, Body: 'test' })
      await room.note(`get-object-single-char-${Key}`, 'GetObject', { Key })
    }
    await room.note('list-objects-single-char', 'ListObjectsV2', {})
  },
  ...Object.fromEntries(
    ['STANDARD', 'STANDARD_IA', 'GLACIER_IR', 'ONEZONE_IA', 'INTELLIGENT_TIERING']
      .concat('REDUCED_REDUNDANCY')
      .map((StorageClass): [string, Tests[string]] => [
        `put_object_storage_class[${StorageClass}-True]`,
        async room => {
          const Key = 'test-put-object-storage-class'
          const object = { Key, Body: 'body-test', StorageClass: StorageClass as 'STANDARD' }
          await room.ask('PutObject', object)
          const wanted = { Key, ObjectAttributes: ['StorageClass' as const] }
          await room.note('get-object-storage-class', 'GetObjectAttributes', wanted)
          await room.note('get-object', 'GetObject', { Key })
        },
      ]),
  ),
  put_object_storage_class_outposts: async room => {
    const StorageClass = 'OUTPOSTS' as const
    const put = { Key: 'test-put-object-storage-class', Body: 'body-test', StorageClass }
    await room.note('put-object-outposts', 'PutObject', put)
    const create = { Key: 'test-multipart-storage-class', StorageClass }
    await room.note('create-multipart-outposts-exc', 'CreateMultipartUpload', create)
  },
  get_object_no_such_bucket: async room => {
    const nowhere = { Bucket: 'does-not-exist-anywhere', Key: 'foobar' }
    await room.note('expected_error', 'GetObject', nowhere)
  },
  delete_bucket_no_such_bucket: async room => {
    const Bucket = 'does-not-exist-localstack-test'
    await room.note('expected_error', 'DeleteBucket', { Bucket })
  },
  delete_non_existing_keys_in_non_existing_bucket: async room => {
    const Delete = { Objects: [{ Key: 'dummy1' }, { Key: 'dummy2' }] }
    const input = { Bucket: 'non-existent-bucket-anywhere', Delete }
    await room.note('error-non-existent-bucket', 'DeleteObjects', input)
  },
  delete_non_existing_keys_quiet: async room => {
    const Objects = ['test-key-nonexistent', 'dummy1', 'dummy2'].map(Key => ({ Key }))
    await room.ask('PutObject', { Key: 'test-key-nonexistent', Body: 'something' })
    await room.note('deleted-resp', 'DeleteObjects', { Delete: { Objects, Quiet: true } })
  },
  delete_keys_in_versioned_bucket: async room => {
    const Key = 'test-key-versioned'
    await room.ask('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    await room.ask('PutObject', { Key, Body: 'something' })
    await room.ask('PutObject', { Key, Body: 'something-v2' })
    const remove = (note: string, Objects: { Key: string; VersionId?: string }[]) =>
      room.note(note, 'DeleteObjects', { Delete: { Objects } })
    const named = (versions: { Key: string; VersionId: string }[]) =>
      versions.map(one => ({ Key: one.Key, VersionId: one.VersionId }))
    await room.note('list-objects-v2', 'ListObjectsV2', {})
    await remove('delete-object', [{ Key }])
    const { Versions } = await room.note('list-object-version', 'ListObjectVersions', {})
    await room.ask('DeleteObjects', { Delete: { Objects: named(Versions) } })
    await room.note('list-objects-v2-after-delete', 'ListObjectsV2', {})
    const note = 'list-object-version-after-delete'
    const { DeleteMarkers } = await room.note(note, 'ListObjectVersions', {})
    await remove('delete-object-delete-marker', named(DeleteMarkers.slice(0, 1)))
  },
  get_object_attributes_versioned: async room => {
    const Key = 'key-attrs-versioned'
    await room.ask('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    const first = { Key, Body: '69\n420\n' }
    const { VersionId } = await room.note('put-obj-v1', 'PutObject', first)
    await room.note('put-obj-v2', 'PutObject', { Key, Body: 'version 2' })
    const facts = (note: string, wanted: string[], more = {}) =>
      room.note(note, 'GetObjectAttributes', {
        ...{ Key, ObjectAttributes: wanted as 'ETag'[], ...more },
      })
    const three = ['StorageClass', 'ETag', 'ObjectSize']
    await facts('object-attrs', [...three, 'ObjectParts', 'Checksum'])
    await room.note('delete-key', 'DeleteObject', { Key })
    await facts('deleted-object-attrs', three)
    await facts('get-object-attrs-v1', three, { VersionId })
  },
  ...Object.fromEntries(
    ['0000', '0000000000020', 'abcd', 'aa000000000$'].flatMap(owner => {
      const ExpectedBucketOwner = owner
      const note = 'bucket-policy-invalid-bucket-owner'
      return [
        [
          `get_bucket_policy_invalid_account_id[${owner}]`,
          async (room: BucketRoom) => {
            await room.note(`get-${note}`, 'GetBucketPolicy', { ExpectedBucketOwner })
          },
        ],
        [
          `put_bucket_policy_invalid_account_id[${owner}]`,
          async (room: BucketRoom) => {
            const input = { Policy: '{}', ExpectedBucketOwner }
            await room.note(`put-${note}`, 'PutBucketPolicy', input)
          },
        ],
      ]
    }),
  ),
}

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(
    Object.entries(tests).map(([test, requests]) => [
      test.includes('::') ? test : prefix + test,
      requests,
    ]),
  )

export const uploadTests: Tests = {
  ...prefixed(SUMS, sums),
  ...prefixed('TestS3::test_', { ...others, ...objects }),
}
