import { expect, it } from 'vitest'
import { createCompiler } from '../../src/access/compiled.ts'
import { createAccess } from '../../src/access/create-access.ts'
import type { Identity } from '../../src/access/identity.ts'
import { accountKey, putRecord } from '../../src/access/records.ts'
import { createAudit } from '../../src/audit/audit.ts'
import { memoryBlobs } from '../../src/blobs/memory.ts'
import type { Call } from '../../src/gateway/call.ts'
import { createCalls } from '../../src/gateway/calls.ts'
import { fakeClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { createSeal } from '../../src/kernel/seal.ts'
import { s3Service } from '../../src/services/s3/service.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import type { ActingAs } from '../../src/wire/calls.ts'
import { s3 } from '../../src/wire/models/s3.ts'

/** A commit that was written although its answer never came: what it names must be there. */

const ACCOUNT = '123456789012'
const Bucket = 'unknown'
const AS: ActingAs = { kind: 'caller', service: 'lex.amazonaws.com' }
const LARGE = Buffer.alloc(100_000, 'bytes ')

async function openRoom() {
  const clock = fakeClock()
  const random = seededRandom('unknown')
  const seal = createSeal(random.bytes(32), random)
  const kept = memoryStore({ clock })
  let answers = true
  const store: Store = {
    ...kept,
    async commit(writes) {
      const done = await kept.commit(writes)
      if (!answers) throw new StoreUnavailable('the connection broke')
      return done
    },
  }
  await store.commit([putRecord(accountKey(ACCOUNT), { id: ACCOUNT, createdAt: 0 })])
  const compiler = createCompiler()
  const service = s3Service({ seal, compiler, store, blobs: memoryBlobs(random, clock) })
  const options = {
    ...{ store, clock, random, region: 'us-east-1' },
    access: createAccess({ reader: store, seal, clock, random }, compiler),
    audit: createAudit(store),
    services: new Map([['s3' as const, async () => service]]),
    callsOf: (call: Call) => createCalls(options, call),
  }
  const calls = createCalls(options, requestOf())
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

function requestOf(): Call {
  const arn = `arn:aws:iam::${ACCOUNT}:root`
  const identity: Identity = {
    principal: { kind: 'root', arn, account: ACCOUNT },
    account: ACCOUNT,
  }
  return {
    ...{ requestId: 'r', parentRequestId: undefined, service: 'lex-runtime', operation: 'X' },
    ...{ identity, account: ACCOUNT, depth: 0, decided: [], request: undefined },
    facts: { time: fakeClock().now(), region: 'us-east-1', secureTransport: true },
  } as unknown as Call
}

async function* streamed(bytes: Uint8Array) {
  yield bytes
}

async function text(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
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
    expect([Key, await text(Body)]).toEqual([Key, LARGE.toString()])
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
  expect(await text(Body)).toBe(LARGE.toString())
})
