import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recordWith, trailWith } from '../../audit/audit.testing.ts'
import { createAudit } from '../../audit/audit.ts'
import { trailWrite } from '../../audit/trail.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { ServiceError } from '../../kernel/errors.ts'
import { seededRandom } from '../../kernel/random.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Calls } from '../../wire/calls.ts'
import type { PutObjectRequest } from '../../wire/models/s3.ts'
import { giveUp } from './give-up.ts'
import { LIMITS } from './limits.ts'
import { type DeliveredFile, deliverFile, filesLog } from './log-files.ts'

const REGION = 'us-east-1'
const trail = trailWith({ validatesFiles: true })

/** A trail with events, and a bucket that keeps what it is given, until it is told to fail. */
async function room(count: number) {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const bucket = new Map<string, string>()
  let fail: ((place: 'before' | 'after') => void) | undefined
  const calls = {
    async call(_operation: unknown, input: PutObjectRequest) {
      fail?.('before')
      const chunks: Uint8Array[] = []
      for await (const chunk of input.Body ?? []) chunks.push(chunk)
      bucket.set(input.Key, gunzipSync(Buffer.concat(chunks)).toString('utf8'))
      fail?.('after')
    },
  } as unknown as Calls
  const audit = createAudit(store)
  await store.commit([trailWrite(trail)])
  for (let index = 0; index < count; index++) {
    const { writes } = await audit.besides(recordWith({ requestId: `r${index}` }), 'trails')
    await store.commit(writes)
  }
  const parts = { store, clock, random: seededRandom(1), calls }
  const deliver = () => deliverFile(trail, REGION, parts)
  const events = () =>
    [...bucket.values()].flatMap(content =>
      (JSON.parse(content) as { Records: { requestID: string }[] }).Records.map(
        ({ requestID }) => requestID,
      ),
    )
  return {
    clock,
    store,
    bucket,
    deliver,
    events,
    giveUp: () => giveUp(trail, { region: REGION, on: 'bucket' }, parts),
    failing: (how: typeof fail) => {
      fail = how
    },
  }
}

const died = new Error('the process dies here')
const refused = new ServiceError('AccessDenied', 'Access Denied', { status: 403 })

describe('a log file', () => {
  it('holds the events in their order, and its digest entry the hash of its content', async () => {
    const { deliver, events, bucket, store } = await room(3)
    expect(await deliver()).toBe(3)
    expect(await deliver()).toBeUndefined()
    expect(events()).toEqual(['r0', 'r1', 'r2'])
    const [entry] = await store.readLog(filesLog(trail.id, REGION))
    const [[key, content]] = [...bucket] as [[string, string]]
    const hash = createHash('sha256').update(content).digest('hex')
    expect(entry?.value as unknown as DeliveredFile).toMatchObject({ bucket: 'files', key, hash })
  })

  it.each(['before', 'after'] as const)(
    'is written once more under its name when the process died %s it was in the bucket',
    async moment => {
      const { deliver, events, bucket, failing, clock, store } = await room(2)
      failing(place => {
        if (place === moment) throw died
      })
      await expect(deliver()).rejects.toThrow(died)
      failing(undefined)
      await clock.advance(3_600_000)
      expect(await deliver()).toBe(2)
      expect(bucket.size).toBe(1)
      expect(events()).toEqual(['r0', 'r1'])
      expect(await store.readLog(filesLog(trail.id, REGION))).toHaveLength(1)
    },
  )

  it('is followed by another when there is more than one file takes', async () => {
    const { deliver, events, bucket } = await room(LIMITS.fileEvents + 7)
    expect([await deliver(), await deliver(), await deliver()]).toEqual([
      LIMITS.fileEvents,
      7,
      undefined,
    ])
    expect(bucket.size).toBe(2)
    expect(new Set(events()).size).toBe(LIMITS.fileEvents + 7)
  })

  it('that nobody takes is given up after thirty days, not before', async () => {
    const { deliver, events, failing, clock, giveUp: drop } = await room(2)
    failing(() => {
      throw refused
    })
    await expect(deliver()).rejects.toThrow(refused)
    expect(await drop()).toBe(0)
    await clock.advance(LIMITS.patienceMs + 1_000)
    expect(await drop()).toBe(2)
    failing(undefined)
    expect(await deliver()).toBeUndefined()
    expect(events()).toEqual([])
  })
})
