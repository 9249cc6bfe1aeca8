import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

/** Versions, delete markers and conditions (spec/surroundings.md §1.2). */

let house: House
let s3: S3Client

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
})
afterAll(() => house.close())

async function bucket(Bucket: string, ...states: ('Enabled' | 'Suspended')[]): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const state of states) await version(Bucket, state)
  return Bucket
}
const version = (Bucket: string, Status: 'Enabled' | 'Suspended') =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
const put = async (Bucket: string, Key: string, Body: string, more = {}) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))).VersionId
const read = async (Bucket: string, Key: string, VersionId?: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString()
const remove = (Bucket: string, Key: string, VersionId?: string) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))

interface Shown {
  readonly Key?: string | undefined
  readonly VersionId?: string | undefined
  readonly IsLatest?: boolean | undefined
}

async function versions(Bucket: string, more = {}): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket, ...more }),
  )
  const shown = (kind: string) => (one: Shown) =>
    `${kind} ${one.Key} ${one.VersionId}${one.IsLatest ? ' latest' : ''}`
  return [...Versions.map(shown('object')), ...DeleteMarkers.map(shown('marker'))]
}

describe('versions', () => {
  it('keep what was overwritten and what was deleted', async () => {
    const name = await bucket('kept', 'Enabled')
    const one = await put(name, 'k', 'one')
    const two = await put(name, 'k', 'two')
    expect([await read(name, 'k'), await read(name, 'k', one)]).toEqual(['two', 'one'])
    const { DeleteMarker, VersionId: marker } = await remove(name, 'k')
    expect(DeleteMarker).toBe(true)
    expect((await refusal(read(name, 'k')))[0]).toBe('NoSuchKey')
    expect((await refusal(read(name, 'k', marker)))[0]).toBe('MethodNotAllowed')
    expect(await versions(name)).toEqual([
      `object k ${two}`,
      `object k ${one}`,
      `marker k ${marker} latest`,
    ])
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: name }))
    expect(KeyCount).toBe(0)
    await remove(name, 'k', marker)
    expect(await read(name, 'k')).toBe('two')
    await remove(name, 'k', two)
    expect(await read(name, 'k')).toBe('one')
    await remove(name, 'k', one)
    expect(await versions(name)).toEqual([])
  })

  it('begin with the null version and come back to it when suspended', async () => {
    const name = await bucket('nulls')
    expect(await put(name, 'k', 'before')).toBeUndefined()
    await version(name, 'Enabled')
    const one = await put(name, 'k', 'one')
    expect(await read(name, 'k', 'null')).toBe('before')
    await version(name, 'Suspended')
    // As AWS was recorded: what is written now is the null version, and not told.
    expect(await put(name, 'k', 'after')).toBe(undefined)
    expect(await versions(name)).toEqual(['object k null latest', `object k ${one}`])
    expect(await read(name, 'k', 'null')).toBe('after')
    const { VersionId } = await remove(name, 'k')
    expect(VersionId).toBe('null')
    expect(await versions(name)).toEqual([`object k ${one}`, 'marker k null latest'])
  })

  it('are listed page by page', async () => {
    const name = await bucket('paged', 'Enabled')
    const ids: string[] = []
    for (const [key, text] of [
      ['a', '1'],
      ['a', '2'],
      ['a', '3'],
      ['b', '1'],
      ['b', '2'],
    ] as const) {
      ids.unshift(`object ${key} ${await put(name, key, text)}`)
    }
    const seen: string[] = []
    let markers = {}
    for (;;) {
      const page = await s3.send(
        new ListObjectVersionsCommand({ Bucket: name, MaxKeys: 2, ...markers }),
      )
      seen.push(...(page.Versions ?? []).map(one => `object ${one.Key} ${one.VersionId}`))
      if (!page.IsTruncated) break
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    }
    expect(seen).toEqual([...ids.slice(2), ...ids.slice(0, 2)])
  })

  it('of other names are told from wrong ones', async () => {
    const name = await bucket('wrong', 'Enabled')
    const id = (await put(name, 'k', 'x')) ?? ''
    const other = (await put(name, 'other', 'x')) ?? ''
    expect((await refusal(read(name, 'k', other)))[0]).toBe('NoSuchVersion')
    const never = `${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`
    expect((await refusal(read(name, 'k', never)))[0]).toBe('InvalidArgument')
    expect((await refusal(read(name, 'k', 'x')))[0]).toBe('InvalidArgument')
  })
})

describe('conditions', () => {
  it('guard writes', async () => {
    const name = await bucket('guarded')
    await put(name, 'k', 'one', { IfNoneMatch: '*' })
    const again = refusal(put(name, 'k', 'two', { IfNoneMatch: '*' }))
    expect(await again).toEqual([
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    ])
    expect((await refusal(put(name, 'none', 'x', { IfMatch: '"abc"' })))[0]).toBe('NoSuchKey')
    expect((await refusal(put(name, 'k', 'x', { IfMatch: '*' })))[2]).toBe(501)
    await put(name, 'k', 'two', { IfMatch: '"f97c5d29941bfb1b2fdab0874906ab82"' })
    expect(await read(name, 'k')).toBe('two')
  })

  it('let one of many writers of a new key win', async () => {
    const name = await bucket('raced')
    const tried = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => put(name, 'k', `${i}`, { IfNoneMatch: '*' })),
    )
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('let all writers of one key through where nothing guards it', async () => {
    const name = await bucket('crowded')
    await Promise.all(Array.from({ length: 20 }, (_, i) => put(name, 'k', `text ${i}`)))
    expect(await read(name, 'k')).toMatch(/^text \d+$/)
  })

  it('spare readers what they have', async () => {
    const name = await bucket('cached')
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: name, Key: 'k', Body: 'x' }))
    const get = (more: object) => s3.send(new GetObjectCommand({ Bucket: name, Key: 'k', ...more }))
    expect((await refusal(get({ IfNoneMatch: ETag })))[2]).toBe(304)
    expect((await refusal(get({ IfMatch: '"other"' })))[2]).toBe(412)
    expect((await refusal(get({ IfModifiedSince: new Date() })))[2]).toBe(304)
    expect((await get({ IfMatch: ETag })).ETag).toBe(ETag)
  })
})
