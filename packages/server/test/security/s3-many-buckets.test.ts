import { expect, it } from 'vitest'
import { s3 } from '../../src/wire/models/s3.ts'
import { AS_ROOT as AS, openS3Room } from '../s3-room.ts'

it('a page of buckets costs what it shows, however many there are', async () => {
  const read = new Set<string>()
  const { calls } = await openS3Room({
    store: kept => ({
      ...kept,
      get(key) {
        if (key.startsWith('s3.bucket\u0000')) read.add(key)
        return kept.get(key)
      },
    }),
  })
  const names = Array.from({ length: 250 }, (_, n) => `bucket-${String(n).padStart(3, '0')}`)
  for (const Bucket of names) await calls.call(s3.CreateBucket, { Bucket }, AS)
  read.clear()
  const shown: (string | undefined)[] = []
  let token: string | undefined
  do {
    const asked = { MaxBuckets: 20, ...(token && { ContinuationToken: token }) }
    const { Buckets = [], ContinuationToken } = await calls.call(s3.ListBuckets, asked, AS)
    shown.push(...Buckets.map(({ Name }) => Name))
    if (token === undefined) expect(read.size).toBeLessThanOrEqual(100)
    token = ContinuationToken
  } while (token)
  expect(shown).toEqual(names)
  const { Buckets = [] } = await calls.call(s3.ListBuckets, {}, AS)
  expect(Buckets.map(({ Name }) => Name)).toEqual(names)
})
