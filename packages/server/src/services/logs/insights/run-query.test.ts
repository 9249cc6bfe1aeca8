import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/log.ts'
import { seededRandom } from '../../../kernel/random.ts'
import { within } from '../../../store/key.ts'
import { memoryStore } from '../../../store/memory.ts'
import { eventWrites } from '../events.ts'
import { QUERY } from '../job-kinds.ts'
import { LIMITS } from '../limits.ts'
import { groupWrite, streamKey } from '../records.ts'
import { createSequence } from '../sequence.ts'
import { NO_STATISTICS, type QueryRecord, queryKey, queryOf, queryWrite } from './records.ts'
import { queryHandler } from './run-query.ts'

const WHERE = { account: '123456789012', region: 'us-east-1' }
const unused = () => Promise.reject(new Error('nobody is called'))

async function openRoom(text: string, more: Partial<QueryRecord> = {}) {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const random = seededRandom('queries')
  const now = clock.now()
  const group = { ...WHERE, id: 'g', name: 'shop', createdAt: 0, tags: [] }
  const events = Array.from({ length: 2_500 }, (_, nth) => ({
    timestamp: now - 5_000 + nth,
    message: JSON.stringify({ nth, odd: nth % 2 === 1 }),
  }))
  const seq = createSequence(clock, random)()
  const stream = { id: 's', name: 'web', createdAt: 0 }
  const query: QueryRecord = {
    ...{ id: 'q', ...WHERE, groups: [{ name: 'shop', id: 'g' }], text },
    ...{ from: Math.floor(now / 1000) - 60, to: Math.floor(now / 1000) + 60, limit: 10_000 },
    ...{ status: 'Scheduled' as const, createdAt: now, statistics: NO_STATISTICS, parts: 0 },
    ...more,
  }
  await store.commit([
    groupWrite(group),
    { type: 'put', key: streamKey('g', 'web'), value: stream },
    ...eventWrites({ groupId: 'g', streamId: 's' }, events, { now, seq }),
    queryWrite(query),
  ])
  const calls = { call: unused, wouldAllow: unused }
  const handler = queryHandler({ store, clock, random, calls, log: silentLogger })
  const payload = { ...WHERE, id: 'q' }
  const run = (signal = new AbortController().signal) =>
    handler({ kind: QUERY, id: 'q', runAt: now, payload }, { signal, fencing: 1 })
  const key = queryKey(WHERE, 'q')
  const found = async () => {
    const document = await store.get(key)
    return document && queryOf(document)
  }
  const rows = async () => (await store.range(...within('logs.query-rows'))).documents.length
  return { clock, store, query, run, found, rows, now }
}

describe('a query at work', () => {
  it('keeps its rows for a week, then it is forgotten with them', async () => {
    const { clock, run, found, rows, now } = await openRoom('filter odd | fields nth')
    const due = { kind: 'again', runAt: now + LIMITS.queryKeptMs }
    expect(await run()).toEqual(due)
    expect(await found()).toMatchObject({
      status: 'Complete',
      parts: 1,
      statistics: { recordsMatched: 1_250, recordsScanned: 2_500 },
    })
    expect(await run()).toEqual(due)
    await clock.advance(LIMITS.queryKeptMs)
    expect(await run()).toEqual({ kind: 'done' })
    expect([await found(), await rows()]).toEqual([undefined, 0])
  })

  it('ends when it is stopped', async () => {
    const { run, found } = await openRoom('fields nth')
    const stop = new AbortController()
    stop.abort(new Error('stopped'))
    await expect(run(stop.signal)).rejects.toThrow('stopped')
    expect((await found())?.status).toBe('Scheduled')
  })

  it('does not take back that it was cancelled at the last moment', async () => {
    const { store, query, run, found, rows } = await openRoom('fields nth')
    const running = run()
    await store.commit([queryWrite({ ...query, status: 'Cancelled' })])
    await running
    expect((await found())?.status).toBe('Cancelled')
    expect(await rows()).toBe(0)
  })

  it('waits while two others are at work', async () => {
    const { clock, run } = await openRoom('fields nth')
    const outcomes = await Promise.all([run(), run(), run()])
    expect(outcomes[2]).toEqual({ kind: 'again', runAt: clock.now() + LIMITS.workWaitMs })
  })

  it('ends with its time', async () => {
    const { clock, run, found } = await openRoom('fields nth')
    await clock.advance(LIMITS.queryMs + 1)
    await run()
    // Nothing is read any more: what it holds may be why it has not ended.
    expect(await found()).toMatchObject({ status: 'Timeout', statistics: NO_STATISTICS })
  })

  it('has nothing of a group that was made again under the name', async () => {
    const { run, found } = await openRoom('fields nth', { groups: [{ name: 'shop', id: 'older' }] })
    await run()
    expect(await found()).toMatchObject({ status: 'Complete', statistics: NO_STATISTICS })
  })
})
