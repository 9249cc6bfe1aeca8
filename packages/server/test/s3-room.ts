import { createCompiler } from '../src/access/compiled.ts'
import { createAccess } from '../src/access/create-access.ts'
import type { Identity } from '../src/access/identity.ts'
import { accountKey, putRecord } from '../src/access/records.ts'
import { createAudit } from '../src/audit/audit.ts'
import type { Blobs } from '../src/blobs/blobs.ts'
import { memoryBlobs } from '../src/blobs/memory.ts'
import type { Call } from '../src/gateway/call.ts'
import { createCalls } from '../src/gateway/calls.ts'
import { type FakeClock, fakeClock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/random.ts'
import { createSeal } from '../src/kernel/seal.ts'
import { s3Service } from '../src/services/s3/service.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { Store } from '../src/store/store.ts'
import type { ActingAs, Calls } from '../src/wire/calls.ts'

/** S3 alone, called by the root of an account, over a store and blobs that a test may stand in the way of. */
export interface S3Room {
  readonly calls: Calls
  readonly clock: FakeClock
}

export interface Obstacles {
  readonly store?: (kept: Store) => Store
  readonly blobs?: (kept: Blobs) => Blobs
}

export const AS_ROOT: ActingAs = { kind: 'caller', service: 'lex.amazonaws.com' }

const ACCOUNT = '123456789012'

export async function openS3Room({
  store: aroundStore = kept => kept,
  blobs: aroundBlobs = kept => kept,
}: Obstacles): Promise<S3Room> {
  const clock = fakeClock()
  const random = seededRandom('s3 room')
  const seal = createSeal(random.bytes(32), random)
  const store = aroundStore(memoryStore({ clock }))
  const blobs = aroundBlobs(memoryBlobs(random, clock))
  await store.commit([putRecord(accountKey(ACCOUNT), { id: ACCOUNT, createdAt: 0 })])
  const compiler = createCompiler()
  const service = s3Service({ seal, compiler, store, blobs })
  const options = {
    ...{ store, clock, random, region: 'us-east-1' },
    access: createAccess({ reader: store, seal, clock, random }, compiler),
    audit: createAudit(store),
    services: new Map([['s3' as const, async () => service]]),
    callsOf: (call: Call): Calls => createCalls(options, call),
  }
  return { calls: createCalls(options, requestOf(clock.now())), clock }
}

function requestOf(time: number): Call {
  const arn = `arn:aws:iam::${ACCOUNT}:root`
  const identity: Identity = {
    principal: { kind: 'root', arn, account: ACCOUNT },
    account: ACCOUNT,
  }
  return {
    ...{ requestId: 'r', parentRequestId: undefined, service: 'lex-runtime', operation: 'X' },
    ...{ identity, account: ACCOUNT, depth: 0, decided: [], request: undefined },
    facts: { time, region: 'us-east-1', secureTransport: true },
  } as unknown as Call
}

export async function* streamed(bytes: Uint8Array) {
  yield bytes
}

export async function textOf(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
}
