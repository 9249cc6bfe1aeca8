import { expect, it } from 'vitest'
import type { BlobId } from '../../src/blobs/blobs.ts'
import { keyParts } from '../../src/store/key.ts'
import { CommitConflict } from '../../src/store/store.ts'
import { s3 } from '../../src/wire/models/s3.ts'
import { AS_ROOT as AS, openS3Room, streamed, textOf } from '../s3-room.ts'

/** What happens between what a request read and what it writes. */

const Bucket = 'races'
const Key = 'k'
const LARGE = Buffer.alloc(100_000, 'bytes ')

/** Something that comes before the next commit, or keys of objects that others change all the time. */
async function openRoom() {
  let first: (() => Promise<unknown>) | undefined
  let deletes = true
  const busy = new Set<string>()
  const there = new Set<BlobId>()
  const { calls, clock } = await openS3Room({
    store: kept => ({
      ...kept,
      async commit(writes) {
        const act = first
        first = undefined
        await act?.()
        for (const write of writes) {
          if (write.type !== 'put') continue
          const [kind, , objectKey = ''] = keyParts(write.key)
          if (kind === 's3.object' && busy.has(objectKey)) {
            throw new CommitConflict(write.key, 'revision')
          }
        }
        return kept.commit(writes)
      },
    }),
    blobs: kept => ({
      ...kept,
      async write(bytes) {
        const id = await kept.write(bytes)
        there.add(id)
        return id
      },
      async delete(id) {
        if (!deletes) throw new Error('out of reach')
        there.delete(id)
        await kept.delete(id)
      },
    }),
  })
  await calls.call(s3.CreateBucket, { Bucket }, AS)
  return {
    calls,
    clock,
    blobs: () => there.size,
    stopDeleting() {
      deletes = false
    },
    disturb: (objectKey: string) => busy.add(objectKey),
    before(act: () => Promise<unknown>) {
      first = act
    },
    put: (more: { readonly IfNoneMatch?: string; readonly text?: string } = {}) => {
      const { text, ...condition } = more
      const Body = streamed(text === undefined ? LARGE : Buffer.from(text))
      return calls.call(s3.PutObject, { Bucket, Key, Body, ...condition }, AS)
    },
  }
}

it('an object for a bucket that is gone does not come into the one that has its name', async () => {
  const { calls, before, put, blobs } = await openRoom()
  before(async () => {
    await calls.call(s3.DeleteBucket, { Bucket }, AS)
    await calls.call(s3.CreateBucket, { Bucket }, AS)
  })
  await expect(put()).rejects.toMatchObject({ code: 'NoSuchBucket' })
  expect(blobs()).toBe(0)
  await put()
  const { Body } = await calls.call(s3.GetObject, { Bucket, Key }, AS)
  expect(await textOf(Body)).toBe(LARGE.toString())
})

it('a bucket whose deletion was held up does not go with what came in meanwhile', async () => {
  const { calls, clock, before, put } = await openRoom()
  before(async () =>
    // Its deletion has begun. This comes before its end.
    before(async () => {
      await clock.advance(60_000)
      await put()
    }),
  )
  await expect(calls.call(s3.DeleteBucket, { Bucket }, AS)).rejects.toMatchObject({
    code: 'BucketNotEmpty',
  })
  const { Body } = await calls.call(s3.GetObject, { Bucket, Key }, AS)
  expect(await textOf(Body)).toBe(LARGE.toString())
})

it('nothing is kept of the bytes that came second under a condition', async () => {
  const { before, put, blobs, calls } = await openRoom()
  before(() => put({ IfNoneMatch: '*', text: 'first' }))
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ code: 'PreconditionFailed' })
  expect(blobs()).toBe(1)
  const { Body } = await calls.call(s3.GetObject, { Bucket, Key }, AS)
  expect(await textOf(Body)).toBe('first')
})

it('a refusal is told also where the bytes cannot be deleted now', async () => {
  const { before, put, stopDeleting } = await openRoom()
  stopDeleting()
  before(() => put({ IfNoneMatch: '*', text: 'first' }))
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ code: 'PreconditionFailed' })
})

it('nothing is kept of a part whose upload was given up', async () => {
  const { before, blobs, calls } = await openRoom()
  const { UploadId = '' } = await calls.call(s3.CreateMultipartUpload, { Bucket, Key }, AS)
  const upload = { Bucket, Key, UploadId }
  before(() => calls.call(s3.AbortMultipartUpload, upload, AS))
  const part = { ...upload, PartNumber: 1, Body: streamed(LARGE) }
  await expect(calls.call(s3.UploadPart, part, AS)).rejects.toMatchObject({ code: 'NoSuchUpload' })
  expect(blobs()).toBe(0)
})

it('of many deletions, those that succeed happen once, whatever becomes of the others', async () => {
  const { calls, disturb } = await openRoom()
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await calls.call(s3.PutBucketVersioning, { Bucket, VersioningConfiguration }, AS)
  for (const one of ['calm', 'busy']) {
    const Body = streamed(Buffer.from(one))
    await calls.call(s3.PutObject, { Bucket, Key: one, Body }, AS)
  }
  disturb('busy')
  const Delete = { Objects: [{ Key: 'calm' }, { Key: 'busy' }] }
  const { Deleted, Errors } = await calls.call(s3.DeleteObjects, { Bucket, Delete }, AS)
  expect([Deleted?.map(one => one.Key), Errors?.map(one => [one.Key, one.Code])]).toEqual([
    ['calm'],
    [['busy', 'SlowDown']],
  ])
  const { DeleteMarkers = [] } = await calls.call(s3.ListObjectVersions, { Bucket }, AS)
  expect(DeleteMarkers.map(one => one.Key)).toEqual(['calm'])
})
