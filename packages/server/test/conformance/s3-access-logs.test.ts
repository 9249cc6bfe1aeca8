import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketLoggingCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  type TargetObjectKeyFormat,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { keysOf, MINUTES, openTrailHouse, type TrailHouse } from './cloudtrail-house.ts'
import { createAccount } from './lex-accounts.ts'

/** Server access logs as their guide sets them up: a target whose policy lets the delivery service write. */

const SOURCE = 'visited'
const TARGET = 'visits'

let open: TrailHouse
let other: Awaited<ReturnType<typeof createAccount>>

beforeAll(async () => {
  open = await openTrailHouse()
  other = await createAccount(open.house, '222222222222')
  for (const Bucket of [SOURCE, TARGET]) await open.s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => open.close())

const letDelivery = () => {
  const Policy = policy({
    ...allow('s3:PutObject', `arn:aws:s3:::${TARGET}/of-*`, {
      ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${SOURCE}` },
      StringEquals: { 'aws:SourceAccount': open.house.account },
    }),
    Principal: { Service: 'logging.s3.amazonaws.com' },
  })
  return open.s3.send(new PutBucketPolicyCommand({ Bucket: TARGET, Policy }))
}

const logTo = (TargetBucket: string, s3 = open.s3, Bucket = SOURCE) =>
  s3.send(
    new PutBucketLoggingCommand({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'of-visited/' } },
    }),
  )

const stop = () =>
  open.s3.send(new PutBucketLoggingCommand({ Bucket: SOURCE, BucketLoggingStatus: {} }))

const setting = async () =>
  (await open.s3.send(new GetBucketLoggingCommand({ Bucket: SOURCE }))).LoggingEnabled

async function delivered(): Promise<string[]> {
  const lines: string[] = []
  for (const Key of await keysOf(open, TARGET)) {
    const { Body } = await open.s3.send(new GetObjectCommand({ Bucket: TARGET, Key }))
    lines.push(...((await Body?.transformToString()) ?? '').split('\n').filter(Boolean))
  }
  return lines
}

/** Time passes until there are lines that fit. */
const whenDelivered = (fits: RegExp, count = 1) =>
  eventually(async () => {
    open.clock.shift(MINUTES)
    const lines = (await delivered()).filter(line => fits.test(line))
    return lines.length < count ? undefined : lines
  })

describe('the logging of a bucket', () => {
  it('is off, set, told and taken away', async () => {
    expect(await setting()).toBeUndefined()
    await logTo(TARGET)
    expect(await setting()).toEqual({ TargetBucket: TARGET, TargetPrefix: 'of-visited/' })
    await stop()
    expect(await setting()).toBeUndefined()
  })

  it('keeps in which format the objects of its target are named', async () => {
    const put = (TargetObjectKeyFormat: TargetObjectKeyFormat) =>
      open.s3.send(
        new PutBucketLoggingCommand({
          Bucket: SOURCE,
          BucketLoggingStatus: {
            LoggingEnabled: { TargetBucket: TARGET, TargetPrefix: '', TargetObjectKeyFormat },
          },
        }),
      )
    for (const format of [
      { SimplePrefix: {} },
      { PartitionedPrefix: { PartitionDateSource: 'EventTime' as const } },
    ]) {
      await put(format)
      expect((await setting())?.TargetObjectKeyFormat).toEqual(format)
    }
    for (const none of [
      {},
      { PartitionedPrefix: { PartitionDateSource: 'Never' as 'EventTime' } },
      { SimplePrefix: {}, PartitionedPrefix: {} },
    ]) {
      expect((await refusal(put(none)))[0]).toBe('MalformedXML')
    }
    await stop()
  })

  it('goes to a bucket of the same account and region alone, and does not tell of others', async () => {
    const s3 = new S3Client(open.as(other))
    await s3.send(new CreateBucketCommand({ Bucket: 'of-others' }))
    const foreign = await refusal(logTo('of-others'))
    expect(foreign).toEqual([
      'InvalidTargetBucketForLogging',
      'The target bucket for logging does not exist',
      400,
    ])
    expect(await refusal(logTo('no-such-bucket'))).toEqual(foreign)
    const far = new S3Client({ ...open.as(undefined, 'eu-west-1'), forcePathStyle: true })
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
    await far.send(new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration }))
    expect((await refusal(logTo('far-away'))).slice(0, 1)).toEqual([
      'CrossLocationLoggingProhibitted',
    ])
  })

  it('is set and read by those alone who may', async () => {
    const reader = await createUser(
      open.house,
      'reader',
      allow('s3:GetBucketLogging', `arn:aws:s3:::${SOURCE}`),
    )
    const s3 = new S3Client({ ...open.as(reader), forcePathStyle: true })
    await s3.send(new GetBucketLoggingCommand({ Bucket: SOURCE }))
    for (const target of [TARGET, 'no-such-bucket']) {
      const [code, message] = await refusal(logTo(target, s3))
      expect([code, message]).toEqual(['AccessDenied', expect.stringContaining('PutBucketLogging')])
    }
  })
})

describe('a bucket that logs', () => {
  it('has every request told in its target, refused ones too', async () => {
    await letDelivery()
    await logTo(TARGET)
    const nobody = await createUser(open.house, 'nobody')
    await open.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'a b.txt', Body: 'hello' }))
    await open.s3.send(new GetObjectCommand({ Bucket: SOURCE, Key: 'a b.txt' }))
    const s3 = new S3Client({ ...open.as(nobody), forcePathStyle: true })
    expect(
      await refusal(s3.send(new GetObjectCommand({ Bucket: SOURCE, Key: 'a b.txt' }))),
    ).toEqual(expect.arrayContaining(['AccessDenied', 403]))
    const form = new FormData()
    form.append('key', 'posted.txt')
    form.append('file', new Blob(['x']), 'x')
    await fetch(`${open.house.url}/${SOURCE}`, { method: 'POST', body: form })
    const [put] = await whenDelivered(/ REST\.PUT\.OBJECT a%20b\.txt /)
    expect(put).toMatch(
      / visited \[\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000\] 127\.0\.0\.1 [0-9a-f]{64} /,
    )
    expect(put).toMatch(
      / "PUT \/visited\/a%20b\.txt\?x-id=PutObject HTTP\/1\.1" 200 - - 5 \d+ \d+ /,
    )
    const reads = await whenDelivered(/ REST\.GET\.OBJECT a%20b\.txt /, 2)
    expect(reads.map(line => / HTTP\/1\.1" (\d+ \S+ \S+)/.exec(line)?.[1]?.split(' '))).toEqual([
      ['200', '-', '5'],
      ['403', 'AccessDenied', expect.stringMatching(/^\d+$/)],
    ])
    await whenDelivered(/ - \S+ REST\.POST\.OBJECT posted\.txt "POST \/visited HTTP\/1\.1" 403 /)
    expect(reads[1]).toContain(` arn:aws:iam::${open.house.account}:user/nobody `)
    const names = await keysOf(open, TARGET)
    expect(names[0]).toMatch(/^of-visited\/\d{4}(-\d\d){5}-[0-9A-F]{16}$/)
  })

  it('keeps its records for a while when the target does not take them, and tells each once', async () => {
    await open.s3.send(new DeleteBucketPolicyCommand({ Bucket: TARGET }))
    await open.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'late.txt', Body: 'x' }))
    const known = (await delivered()).length
    await new Promise(resolve => setTimeout(resolve, 1_500))
    open.clock.shift(6 * MINUTES)
    await new Promise(resolve => setTimeout(resolve, 300))
    expect((await delivered()).length).toBe(known)
    await letDelivery()
    expect(await whenDelivered(/ late\.txt /)).toHaveLength(1)
    const all = await delivered()
    expect(new Set(all).size).toBe(all.length)
  })

  it('tells nothing to whoever has the name of its target by now', async () => {
    const name = 'passed-on'
    await open.s3.send(new CreateBucketCommand({ Bucket: name }))
    await logTo(name)
    await open.s3.send(new DeleteBucketCommand({ Bucket: name }))
    const heir = () => new S3Client({ ...open.as(other), forcePathStyle: true })
    await heir().send(new CreateBucketCommand({ Bucket: name }))
    const Policy = policy({
      ...allow('s3:PutObject', `arn:aws:s3:::${name}/*`),
      Principal: { Service: 'logging.s3.amazonaws.com' },
    })
    await heir().send(new PutBucketPolicyCommand({ Bucket: name, Policy }))
    await open.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'private.txt', Body: 'x' }))
    await new Promise(resolve => setTimeout(resolve, 1_300))
    open.clock.shift(6 * MINUTES)
    await new Promise(resolve => setTimeout(resolve, 300))
    expect((await heir().send(new ListObjectsV2Command({ Bucket: name }))).KeyCount).toBe(0)
    await logTo(TARGET)
    expect(await whenDelivered(/ private\.txt /)).toHaveLength(1)
  })

  it('tells nothing more once it is off', async () => {
    await stop()
    open.clock.shift(MINUTES)
    await open.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'unseen.txt', Body: 'x' }))
    await new Promise(resolve => setTimeout(resolve, 1_300))
    open.clock.shift(10 * MINUTES)
    await new Promise(resolve => setTimeout(resolve, 300))
    expect((await delivered()).filter(line => line.includes('unseen'))).toEqual([])
  })
})
