import { expect, it } from 'vitest'
import { StoreUnavailable } from '../../src/store/store.ts'
import { s3 } from '../../src/wire/models/s3.ts'
import { AS_ROOT as AS, openS3Room, streamed, textOf } from '../s3-room.ts'

/** A commit that was written although its answer never came: what it names must be there. */

const Bucket = 'unknown'
const LARGE = Buffer.alloc(100_000, 'bytes ')

async function openRoom() {
  let answers = true
  const { calls } = await openS3Room({
    store: kept => ({
      ...kept,
      async commit(writes) {
        const done = await kept.commit(writes)
        if (!answers) throw new StoreUnavailable('the connection broke')
        return done
      },
    }),
  })
  await calls.call(s3.CreateBucket, { Bucket }, AS)
  return {
    calls,
    /** Writes what is asked of it, and does not say so. */
    async unanswered(act: () => Promise<unknown>) {
      answers = false
      await expect(act()).rejects.toBeInstanceOf(StoreUnavailable)
      answers = true
    },
  }
}

it('an object whose commit nobody heard of is whole', async () => {
  const { calls, unanswered } = await openRoom()
  const put = (Key: string) => calls.call(s3.PutObject, { Bucket, Key, Body: streamed(LARGE) }, AS)
  await unanswered(() => put('put'))
  await unanswered(() =>
    calls.call(s3.CopyObject, { Bucket, Key: 'copy', CopySource: `${Bucket}/put` }, AS),
  )
  for (const Key of ['put', 'copy']) {
    const { Body } = await calls.call(s3.GetObject, { Bucket, Key }, AS)
    expect([Key, await textOf(Body)]).toEqual([Key, LARGE.toString()])
  }
})

it('so is a part', async () => {
  const { calls, unanswered } = await openRoom()
  const place = { Bucket, Key: 'parts' }
  const { UploadId = '' } = await calls.call(s3.CreateMultipartUpload, place, AS)
  const part = { ...place, UploadId, PartNumber: 1 }
  await unanswered(() => calls.call(s3.UploadPart, { ...part, Body: streamed(LARGE) }, AS))
  const { Parts = [] } = await calls.call(s3.ListParts, { ...place, UploadId }, AS)
  const chosen = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
  await calls.call(
    s3.CompleteMultipartUpload,
    { ...place, UploadId, MultipartUpload: { Parts: chosen } },
    AS,
  )
  const { Body } = await calls.call(s3.GetObject, place, AS)
  expect(await textOf(Body)).toBe(LARGE.toString())
})
