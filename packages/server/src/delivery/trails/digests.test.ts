import { createHash, createPublicKey, verify } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recordWith, trailWith } from '../../audit/audit.testing.ts'
import { createAudit } from '../../audit/audit.ts'
import { digestKeyOf, digestKeysOf } from '../../audit/digest-keys.ts'
import { type Trail, trailWrite } from '../../audit/trail.ts'
import { digestTrailJob } from '../../audit/trail-jobs.ts'
import { statusKey, statusOf } from '../../audit/trail-status.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { ServiceError } from '../../kernel/errors.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Calls } from '../../wire/calls.ts'
import type { PutObjectRequest } from '../../wire/models/s3.ts'
import { changeStatus } from './change-status.ts'
import { trailDigests } from './digests.ts'
import { deliverFile } from './log-files.ts'

const HOUR = 3_600_000
const REGION = 'us-east-1'

interface Digest {
  readonly digestStartTime: string
  readonly digestEndTime: string
  readonly digestS3Object: string
  readonly previousDigestS3Object: string | null
  readonly previousDigestHashValue: string | null
  readonly previousDigestSignature: string | null
  readonly digestPublicKeyFingerprint: string
  readonly logFiles: readonly { readonly s3Object: string }[]
}

async function room() {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const random = seededRandom(1)
  const seal = createSeal(new Uint8Array(32), random)
  const digests: (Digest & { readonly content: string; readonly signature: string })[] = []
  const state = { isClosed: false, isKilled: false }
  const calls = {
    async call(_operation: unknown, input: PutObjectRequest) {
      if (state.isClosed) throw new ServiceError('NoSuchBucket', 'no such bucket', { status: 404 })
      const chunks: Uint8Array[] = []
      for await (const chunk of input.Body ?? []) chunks.push(chunk)
      if (!input.Key.includes('Digest')) return
      const content = gunzipSync(Buffer.concat(chunks)).toString('utf8')
      const signature = input.Metadata?.['signature'] ?? ''
      digests.push({ ...(JSON.parse(content) as Digest), content, signature })
    },
  } as unknown as Calls
  const dying = {
    ...store,
    trimLog: async (log: string, position: number) => {
      if (state.isKilled) throw new Error('the process is gone')
      await store.trimLog(log, position)
    },
  }
  const parts = { store: dying, clock, random, calls, seal }
  const audit = createAudit(store)
  const trail = trailWith({ validatesFiles: true })
  const put = (changed: Trail) => store.commit([trailWrite(changed)])
  await put(trail)
  const handle = trailDigests(parts)
  let job = digestTrailJob(trail, clock.now() + HOUR)
  return {
    ...{ clock, store, digests, trail, put, state },
    async deliver(requestId: string) {
      const { writes } = await audit.besides(recordWith({ requestId }), 'trails')
      await store.commit(writes)
      await deliverFile(trail, REGION, parts)
    },
    /** Runs the job when it is due, or as late as said; what it answers is when it comes again. */
    async digest(lateMs = 0) {
      clock.set(Math.max(clock.now(), job.runAt + lateMs))
      const outcome = await handle(job, { signal: new AbortController().signal, fencing: 1 })
      if (outcome.kind === 'again') job = { ...job, runAt: outcome.runAt }
      return outcome.kind
    },
    restart: () => {
      job = digestTrailJob(trail, clock.now() + HOUR)
    },
  }
}

describe('digests', () => {
  it('follow one another without a gap, also when nothing happened', async () => {
    const { digest, digests, deliver } = await room()
    await deliver('one')
    await digest()
    await digest()
    await deliver('two')
    await digest()
    expect(digests.map(({ logFiles }) => logFiles.length)).toEqual([1, 0, 1])
    for (const [index, { digestStartTime, previousDigestS3Object }] of digests.entries()) {
      const before = digests[index - 1]
      expect(previousDigestS3Object).toBe(before?.digestS3Object ?? null)
      if (before) expect(digestStartTime).toBe(before.digestEndTime)
    }
  })

  it('are signed, and hold hash and signature of the one before', async () => {
    const { digest, digests, store } = await room()
    await digest()
    await digest()
    const [first, second] = digests
    expect(second?.previousDigestSignature).toBe(first?.signature)
    expect(second?.previousDigestHashValue).toBe(sha256(first?.content ?? ''))
    const { documents } = await store.range(...digestKeysOf('123456789012'))
    const keys = documents.map(digestKeyOf)
    expect(keys.map(({ fingerprint }) => fingerprint)).toEqual([first?.digestPublicKeyFingerprint])
    const key = Buffer.from(keys[0]?.publicKey ?? '', 'base64')
    const publicKey = createPublicKey({ key, format: 'der', type: 'pkcs1' })
    const text = [
      second?.digestEndTime,
      `files/${second?.digestS3Object}`,
      sha256(second?.content ?? ''),
      first?.signature,
    ].join('\n')
    const signature = Buffer.from(second?.signature ?? '', 'hex')
    expect(verify('sha256', Buffer.from(text), publicKey, signature)).toBe(true)
    expect(verify('sha256', Buffer.from(`${text} `), publicKey, signature)).toBe(false)
  })

  it('cover with one all the time that the server was away', async () => {
    const { digest, digests, deliver } = await room()
    await digest()
    await deliver('before the pause')
    await digest(5.5 * HOUR)
    await digest()
    const spans = digests.map(({ digestStartTime, digestEndTime }) => [
      digestStartTime.slice(11, 16),
      digestEndTime.slice(11, 16),
    ])
    expect(spans).toEqual([
      ['00:00', '01:00'],
      ['01:00', '07:00'],
      ['07:00', '08:00'],
    ])
  })

  it('wait while the bucket does not take them, and lose no file', async () => {
    const { digest, digests, deliver, state } = await room()
    await deliver('one')
    state.isClosed = true
    expect(await digest()).toBe('again')
    state.isClosed = false
    expect(await digest()).toBe('again')
    expect(digests.map(({ logFiles }) => logFiles.length)).toEqual([1])
  })

  it('tell of a file once, also when the server dies just after', async () => {
    const { digest, digests, deliver, state } = await room()
    await deliver('one')
    state.isKilled = true
    await expect(digest()).rejects.toThrow('the process is gone')
    state.isKilled = false
    expect(await digest()).toBe('again')
    await deliver('two')
    await digest()
    expect(digests.map(({ logFiles }) => logFiles.length)).toEqual([1, 1])
  })

  it('and deliveries tell of themselves beside one another', async () => {
    const { store, trail } = await room()
    await Promise.all([
      changeStatus(trail.id, before => ({ ...before, digestedAt: 1 }), store),
      changeStatus(trail.id, before => ({ ...before, deliveredAt: 2 }), store),
    ])
    expect(statusOf(await store.get(statusKey(trail.id)))).toEqual({
      digestedAt: 1,
      deliveredAt: 2,
    })
  })

  it('end with the trail’s logging, and begin a new chain with it', async () => {
    const { digest, digests, deliver, trail, put, restart } = await room()
    await digest()
    await deliver('last')
    await put({ ...trail, isLogging: false })
    expect(await digest()).toBe('done')
    expect(digests.at(-1)?.logFiles).toHaveLength(1)
    await put(trail)
    restart()
    await digest()
    expect(digests.at(-1)?.previousDigestSignature).toBeNull()
  })
})

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
