import { describe, expect, it } from 'vitest'
import { putRecord, recordOf } from '../../access/records.ts'
import type { Job } from '../../jobs/job.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import { deletionJob, rotationJob } from './job-kinds.ts'
import { kmsJobs } from './jobs.ts'
import { sealedVersion } from './materials.ts'
import { grantWrites } from './new-grant.ts'
import {
  type Alias,
  aliasKey,
  type Grant,
  grantCountKey,
  granteeCountKey,
  type KmsKey,
  keyCountKey,
  keyKey,
} from './records.ts'

const DAY = 86_400_000
const WHERE = { account: '123456789012', region: 'us-east-1' }

/** A key with an alias, a rotation every hundred days and more grants than one commit deletes. */
async function openRoom(more: Partial<KmsKey> = {}) {
  const clock = fakeClock()
  const random = seededRandom('jobs')
  const seal = createSeal(random.bytes(32), random)
  const store = memoryStore({ clock })
  const id = random.uuid()
  const parts = { seal, random, now: clock.now() }
  const { version, write } = sealedVersion(id, random.bytes(32), 'CREATION', parts)
  const key: KmsKey = {
    ...{ ...WHERE, id, description: '', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' },
    ...{ manager: 'CUSTOMER', enabled: true, createdAt: clock.now(), tags: [] },
    policy: { document: '{}', pinned: {} },
    aliases: ['alias/one'],
    materials: [version],
    rotation: { days: 100, nextAt: clock.now() + 100 * DAY },
    ...more,
  }
  const alias: Alias = { name: 'alias/one', keyId: id, createdAt: 0, updatedAt: 0 }
  const grants = Array.from(
    { length: 250 },
    (_, index): Grant => ({
      ...{ ...WHERE, keyId: id, id: String(index).padStart(64, '0'), name: `n${index}` },
      ...{ grantee: 'arn:aws:iam::123456789012:root', retiring: 'arn:aws:iam::123456789012:root' },
      ...{ pinned: {}, operations: ['Decrypt'], createdAt: 0, issuer: WHERE.account },
    }),
  )
  await store.commit([
    putRecord(keyKey(WHERE.account, WHERE.region, id), key),
    putRecord(aliasKey(WHERE.account, WHERE.region, 'alias/one'), alias),
    { type: 'add', key: keyCountKey(WHERE.account, WHERE.region), amount: 1 },
    write,
    ...grants.flatMap(grantWrites),
  ])
  const handlers = kmsJobs({ store, seal, clock, random })
  const run = async (job: Job) =>
    handlers.get(job.kind)?.(job, { signal: new AbortController().signal, fencing: 1 })
  const find = async () =>
    recordOf<KmsKey>(await store.get(keyKey(WHERE.account, WHERE.region, id)))
  return { clock, store, key, run, find }
}

const everything = async (store: Store) =>
  (await store.range('' as never, '\uffff' as never)).documents.map(({ key }) => key)

describe('the deletion of a key', () => {
  it('waits until its day', async () => {
    const start = fakeClock().now()
    const { clock, key, run, find } = await openRoom({ deletion: { at: start + 7 * DAY, days: 7 } })
    clock.set(start + 7 * DAY - 1)
    expect(await run(deletionJob(key, 0))).toEqual({ kind: 'again', runAt: start + 7 * DAY })
    expect(await find()).toEqual(key)
  })

  it('leaves nothing of it: no material, alias, grant or count', async () => {
    const start = fakeClock().now()
    const { clock, store, key, run } = await openRoom({
      deletion: { at: start + 7 * DAY, days: 7 },
    })
    clock.set(start + 7 * DAY)
    expect(await run(deletionJob(key, 0))).toEqual({ kind: 'done' })
    expect(await everything(store)).toEqual([])
    expect(await store.counter(keyCountKey(WHERE.account, WHERE.region))).toBe(0)
    expect(await store.counter(grantCountKey(key.id))).toBe(0)
    const root = 'arn:aws:iam::123456789012:root'
    expect(await store.counter(granteeCountKey(key.id, root))).toBe(0)
  })

  it('that was cancelled does not happen', async () => {
    const { clock, key, run, find } = await openRoom()
    clock.set(clock.now() + 400 * DAY)
    expect(await run(deletionJob(key, 0))).toEqual({ kind: 'done' })
    expect(await find()).toEqual(key)
  })
})

describe('the rotation of a key', () => {
  it('adds material on its day, and again when the period is over', async () => {
    const { clock, key, run, find } = await openRoom()
    const start = clock.now()
    expect(await run(rotationJob(key, 0))).toEqual({ kind: 'again', runAt: start + 100 * DAY })
    for (const round of [1, 2]) {
      clock.set(start + round * 100 * DAY)
      const next = start + (round + 1) * 100 * DAY
      expect(await run(rotationJob(key, 0))).toEqual({ kind: 'again', runAt: next })
      const rotated = await find()
      expect(rotated?.rotation).toEqual({ days: 100, nextAt: next })
      expect(rotated?.materials.map(({ cause }) => cause)).toEqual([
        'CREATION',
        ...Array(round).fill('AUTOMATIC'),
      ])
    }
  })

  it.each([
    ['disabled', { enabled: false }],
    ['pending deletion', { deletion: { at: Number.MAX_SAFE_INTEGER, days: 30 } }],
  ] as const)('does not happen while it is %s', async (_state, more) => {
    const { clock, key, run, find } = await openRoom(more)
    clock.set(clock.now() + 100 * DAY)
    expect(await run(rotationJob(key, 0))).toEqual({ kind: 'done' })
    expect((await find())?.materials).toHaveLength(1)
  })
})
