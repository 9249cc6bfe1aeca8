import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { memoryStore } from '../store/memory.ts'
import { ACCOUNT, recordWith, trailWith } from './audit.testing.ts'
import { createAudit } from './audit.ts'
import { cloudTrailEvent } from './event.ts'
import type { AuditRecord } from './record.ts'
import { type Trail, trailWrite } from './trail.ts'
import { queuedRecords, queueLog, regionsOf } from './trail-queues.ts'

const DAY = 86_400_000

function room() {
  const store = memoryStore({ clock: fakeClock() })
  const audit = createAudit(store)
  const put = (trail: Trail) => store.commit([trailWrite(trail)])
  const change = async (record: AuditRecord) => {
    const { writes, isSelected } = await audit.besides(record, 'history')
    await store.commit(writes)
    return isSelected
  }
  const read = (record: AuditRecord) => {
    const { requestId, time, region = '' } = record
    const make = () => record
    const about = { requestId, time, region, accounts: [ACCOUNT], characters: 1, make }
    return audit.remember({ ...about, from: 'known caller' }, make)
  }
  const queued = async (trail: Trail, region = 'us-east-1') => {
    const records = await queuedRecords(await store.readLog(queueLog(trail.id, region)), store)
    return records.map(record => record?.requestId)
  }
  const lookUp = (more: Partial<Parameters<typeof audit.lookUp>[0]> = {}, limit = 50) =>
    audit.lookUp(
      { account: ACCOUNT, region: 'us-east-1', from: 0, to: Number.MAX_SAFE_INTEGER, ...more },
      { limit, fits: () => true },
    )
  return { store, audit, put, change, read, queued, lookUp }
}

const idsOf = ({ records }: { readonly records: readonly AuditRecord[] }) =>
  records.map(({ requestId }) => requestId)

describe('records that trails select', () => {
  it('are queued as soon as a trail logs, and no longer once it stops', async () => {
    const { put, change, read, queued } = room()
    const trail = trailWith()
    expect(await change(recordWith({ requestId: 'before' }))).toBe(false)
    expect(read(recordWith({ requestId: 'read before', readOnly: true }))).toBeUndefined()
    await put(trail)
    expect(await change(recordWith({ requestId: 'change' }))).toBe(true)
    await read(recordWith({ requestId: 'read', readOnly: true }))
    await put({ ...trail, isLogging: false })
    expect(await change(recordWith({ requestId: 'after' }))).toBe(false)
    expect(await queued(trail)).toEqual(['change', 'read'])
  })

  it('cost nothing while no trail logs: nothing is written, nothing awaited', async () => {
    const { store, put, read } = room()
    await put(trailWith({ isLogging: false }))
    await read(recordWith({ requestId: 'first' }))
    const position = store.position()
    expect(read(recordWith({ requestId: 'second' }))).toBeUndefined()
    expect(store.position()).toBe(position)
  })

  it('wait by region, each of which is known', async () => {
    const { store, put, change, queued } = room()
    const trail = trailWith({ isMultiRegion: true })
    await put(trail)
    for (const region of ['us-east-1', 'eu-west-1']) {
      await change(recordWith({ requestId: region, region, service: 'kms' }))
    }
    expect(await regionsOf(trail.id, store)).toEqual(['eu-west-1', 'us-east-1'])
    expect(await queued(trail, 'eu-west-1')).toEqual(['eu-west-1'])
  })

  it('are told with their answer once it is known', async () => {
    const { store, audit, put, change } = room()
    const trail = trailWith()
    await put(trail)
    await change(recordWith())
    await audit.complete(recordWith({ response: { User: { UserName: 'bob' } } }))
    const entries = await store.readLog(queueLog(trail.id, 'us-east-1'))
    const [record] = await queuedRecords(entries, store)
    expect(record?.response).toEqual({ User: { UserName: 'bob' } })
  })

  it('wait without what would be left out of an event for its size', async () => {
    const { store, put, read } = room()
    const trail = trailWith()
    await put(trail)
    await read(recordWith({ request: { UserName: 'x'.repeat(1_000_000) } }))
    const entries = await store.readLog(queueLog(trail.id, 'us-east-1'))
    expect(JSON.stringify(entries).length).toBeLessThan(2_000)
    const [record] = await queuedRecords(entries, store)
    expect(record && cloudTrailEvent(record, ACCOUNT)['requestParameters']).toEqual({
      omitted: true,
      originalSize: 1_000_015,
      reason: 'too large',
    })
  })

  it('are not what trails write themselves', async () => {
    const { put, read, queued } = room()
    const trail = trailWith()
    await put(trail)
    const caller = { type: 'service', arn: 'cloudtrail.amazonaws.com', account: ACCOUNT }
    await read(recordWith({ caller }))
    expect(await queued(trail)).toEqual([])
  })
})

describe('the event history', () => {
  it('joins what is on disk with what is in memory, newest first', async () => {
    const { change, read, lookUp } = room()
    await change(recordWith({ requestId: 'a', time: 1 }))
    read(recordWith({ requestId: 'b', time: 2, readOnly: true }))
    await change(recordWith({ requestId: 'c', time: 3 }))
    read(recordWith({ requestId: 'd', time: 4, readOnly: true }))
    expect(idsOf(await lookUp())).toEqual(['d', 'c', 'b', 'a'])
    expect(idsOf(await lookUp({ from: 2, to: 3 }))).toEqual(['c', 'b'])
  })

  it('goes on where a page ended, whatever came meanwhile', async () => {
    const { change, read, lookUp } = room()
    for (const time of [1, 2, 3, 4, 5]) {
      const record = recordWith({ requestId: `${time}`, time })
      if (time % 2) await change(record)
      else read(record)
    }
    const first = await lookUp({}, 2)
    await change(recordWith({ requestId: 'new', time: 6 }))
    const second = await lookUp(first.next ? { after: first.next } : {}, 2)
    const third = await lookUp(second.next ? { after: second.next } : {}, 2)
    expect([first, second, third].map(idsOf)).toEqual([['5', '4'], ['3', '2'], ['1']])
    expect(third.next).toBeUndefined()
  })

  it('leaves out data events, and other accounts and regions', async () => {
    const { change, lookUp } = room()
    await change(recordWith({ requestId: 'data', service: 's3', operation: 'PutObject' }))
    await change(recordWith({ requestId: 'other region', region: 'eu-west-1' }))
    await change(recordWith({ requestId: 'mine' }))
    expect(idsOf(await lookUp())).toEqual(['mine'])
    expect(idsOf(await lookUp({ account: '999988887777' }))).toEqual([])
  })

  it('forgets after ninety days, and no sooner', async () => {
    const { audit, change, lookUp } = room()
    await change(recordWith({ requestId: 'old', time: 0 }))
    await change(recordWith({ requestId: 'young', time: DAY }))
    expect(await audit.prune(90 * DAY)).toBe(0)
    expect(await audit.prune(90 * DAY + 1)).toBe(1)
    expect(idsOf(await lookUp())).toEqual(['young'])
    expect(await audit.find('old')).toBeUndefined()
    expect((await audit.find('young'))?.requestId).toBe('young')
  })

  it('forgets also what is no account’s event', async () => {
    const { audit } = room()
    const caller = { type: 'anonymous', arn: 'anonymous', account: '' }
    const outcome = { kind: 'denied', code: 'AccessDenied', message: 'no' } as const
    await audit.append(recordWith({ requestId: 'nobody', time: 0, caller, outcome }))
    expect((await audit.find('nobody'))?.requestId).toBe('nobody')
    expect(await audit.prune(91 * DAY)).toBe(1)
    expect(await audit.find('nobody')).toBeUndefined()
  })
})
