import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BlobNotFound } from '../blobs/blobs.ts'
import { type AudioLogEntry, audioLogWrites, audioObjectPath } from '../outbox/audio-log.ts'
import type { AudioLogDestination } from '../outbox/conversation-log.ts'
import { isParked } from '../outbox/deliveries.ts'
import { within } from '../store/key.ts'
import { iam } from '../wire/models/iam.ts'
import { kms } from '../wire/models/kms.ts'
import { parley } from '../wire/models/own/parley.ts'
import { s3 } from '../wire/models/s3.ts'
import { ACCOUNT, openRoom, ROLE, type Room } from './delivery-room.testing.ts'
import { LIMITS } from './limits.ts'

const BUCKET = 'lex-audio'
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`

const audioTo = (more: Partial<AudioLogDestination> = {}): AudioLogDestination => ({
  account: ACCOUNT,
  region: 'us-east-1',
  botName: 'OrderFlowers',
  botAlias: 'prod',
  botVersion: '1',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
  bucketArn: BUCKET_ARN,
  resourcePrefix: 'aws/lex/OrderFlowers/prod/1/',
  ...more,
})

let room: Room
beforeEach(async () => {
  room = await openRoom()
  const { calls, asRoot } = room.process()
  await calls.call(s3.CreateBucket, { Bucket: BUCKET }, asRoot)
})
afterEach(() => room.process().stop())

const PCM = { kind: 'pcm', samplesPerSecond: 16_000 } as const

/** What a spoken turn commits. */
async function speak(
  requestId: string,
  bytes: Uint8Array,
  { to = audioTo(), media = PCM as AudioLogEntry['media'] } = {},
) {
  const blob = await room.blobs.write(bytes)
  const time = room.clock.now()
  const entry: AudioLogEntry = {
    ...{ time, userId: 'me', sessionId: 'talk', requestId, blob, sizeBytes: bytes.length, media },
  }
  await room.store.commit(audioLogWrites(to, entry, time))
  return { entry, blob, path: audioObjectPath(to, entry) }
}

async function grant(...statements: readonly object[]) {
  const { calls, asRoot } = room.process()
  const Statement = statements.map(statement => ({ Effect: 'Allow', ...statement }))
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const input = { RoleName: ROLE, PolicyName: 'sound', PolicyDocument }
  await calls.call(iam.PutRolePolicy, input, asRoot)
}

const mayPut = { Action: 's3:PutObject', Resource: `${BUCKET_ARN}/*` }

async function objectAt(path: string) {
  const { calls, asRoot } = room.process()
  const [Bucket = '', ...rest] = path.split('/')
  const { Body, ...head } = await calls.call(s3.GetObject, { Bucket, Key: rest.join('/') }, asRoot)
  const chunks: Uint8Array[] = []
  for await (const chunk of Body ?? []) chunks.push(Uint8Array.from(chunk))
  return { ...head, bytes: Buffer.concat(chunks) }
}

describe('the sound of a conversation', () => {
  it('becomes a WAV file below the prefix, with what it belongs to', async () => {
    await grant(mayPut)
    const { path } = await speak('request-1', Buffer.from([1, 2, 3, 4]))
    await room.pass()
    expect(path).toBe(`${BUCKET}/aws/lex/OrderFlowers/prod/1/2026/01/20/talk/request-1.wav`)
    const { bytes, ...head } = await objectAt(path)
    expect(head).toMatchObject({
      ContentType: 'audio/wav',
      ServerSideEncryption: 'AES256',
      Metadata: { 'lex-session-id': 'talk', 'lex-user-id': 'me', 'lex-request-id': 'request-1' },
    })
    expect(bytes.subarray(44)).toEqual(Buffer.from([1, 2, 3, 4]))
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
    expect(bytes.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
    expect([bytes.readUInt16LE(22), bytes.readUInt16LE(34)]).toEqual([1, 16])
    expect([bytes.readUInt32LE(24), bytes.readUInt32LE(28)]).toEqual([16_000, 32_000])
    expect(bytes.readUInt32LE(40)).toBe(4)
  })

  it('is kept as it came when it is Opus', async () => {
    await grant(mayPut)
    const contentType = 'audio/x-cbr-opus-with-preamble'
    const media = { kind: 'opus', contentType } as const
    const { path } = await speak('request-1', Buffer.from('opus bytes'), { media })
    await room.pass()
    expect(path).toMatch(/request-1\.opus$/)
    const { bytes, ContentType } = await objectAt(path)
    expect([bytes.toString(), ContentType]).toEqual(['opus bytes', contentType])
  })

  it('leaves nothing behind once it is delivered', async () => {
    await grant(mayPut)
    const { blob } = await speak('request-1', Buffer.from('sound'))
    await speak('request-2', Buffer.from('more'))
    await room.pass()
    const { waiting, trouble } = await room.delivery(audioTo())
    expect([waiting, trouble]).toEqual([0, undefined])
    await expect(room.blobs.readAll(blob)).rejects.toThrow(BlobNotFound)
    const rows = await room.store.range(...within('outbox.audio'))
    expect(rows.documents).toEqual([])
  })

  it('is encrypted under the key of its settings, which the role must be allowed to use', async () => {
    const { calls, asRoot } = room.process()
    const { KeyMetadata } = await calls.call(kms.CreateKey, {}, asRoot)
    const kmsKeyArn = KeyMetadata?.Arn ?? ''
    const to = audioTo({ kmsKeyArn })
    await grant(mayPut)
    const { path } = await speak('request-1', Buffer.from('secret'), { to })
    await room.pass()
    const parked = (await room.delivery(to)).trouble
    expect(parked?.reason).toContain('kms:GenerateDataKey')
    expect(parked?.reason).toContain(kmsKeyArn)
    await grant(mayPut, { Action: 'kms:GenerateDataKey', Resource: kmsKeyArn })
    await room.pass(LIMITS.soonestRetryMs)
    expect(await objectAt(path)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: kmsKeyArn,
    })
  })

  it('waits, with its reason, while the bucket is missing, and arrives as soon as it is there', async () => {
    const to = audioTo({ bucketArn: 'arn:aws:s3:::later-bucket' })
    await grant({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::later-bucket/*' })
    const { path, blob } = await speak('request-1', Buffer.from('patience'), { to })
    await room.pass()
    const { trouble } = await room.delivery(to)
    expect(isParked(trouble)).toBe(true)
    expect(trouble?.reason).toBe(
      `NoSuchBucket: The specified bucket does not exist ` +
        `(bucket later-bucket, expected in us-east-1 and owned by ${ACCOUNT})`,
    )
    expect((await room.blobs.readAll(blob)).length).toBe(8)
    const { calls, asRoot } = room.process()
    const { deliveries } = await calls.call(parley.ListDeliveries, {}, asRoot)
    expect(deliveries?.[0]).toMatchObject({
      status: 'parked',
      destination: `arn:aws:s3:::later-bucket (objects ${to.resourcePrefix}…)`,
    })
    await calls.call(s3.CreateBucket, { Bucket: 'later-bucket' }, asRoot)
    await room.pass(LIMITS.soonestRetryMs)
    expect((await objectAt(path)).bytes.subarray(44).toString()).toBe('patience')
  })

  it('goes on after a restart', async () => {
    const { path } = await speak('request-1', Buffer.from('before'))
    await room.restart()
    await grant(mayPut)
    await room.pass(LIMITS.longestRetryMs)
    expect((await objectAt(path)).bytes.subarray(44).toString()).toBe('before')
  })

  it('is dropped after fourteen days, and its bytes with it', async () => {
    const { blob } = await speak('request-1', Buffer.from('never'))
    await room.pass()
    room.clock.set(room.clock.now() + LIMITS.patienceMs)
    await room.pass(LIMITS.longestRetryMs)
    const { trouble, waiting } = await room.delivery(audioTo())
    expect(waiting).toBe(0)
    expect(trouble?.dropped).toBe(1)
    expect(trouble?.droppedReason).toContain('not delivered within 14 days')
    await expect(room.blobs.readAll(blob)).rejects.toThrow(BlobNotFound)
  })

  it('whose bytes are gone is counted as dropped, and does not hold up what follows', async () => {
    await grant(mayPut)
    const { blob } = await speak('request-1', Buffer.from('lost'))
    const { path } = await speak('request-2', Buffer.from('kept'))
    await room.blobs.delete(blob)
    await room.pass()
    expect((await objectAt(path)).bytes.subarray(44).toString()).toBe('kept')
    expect((await room.delivery(audioTo())).trouble).toMatchObject({
      dropped: 1,
      droppedReason: 'their sound is gone',
    })
  })
})
