import { describe, expect, it } from 'vitest'
import type { Job } from '../../jobs/job.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import { within } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Calls } from '../../wire/calls.ts'
import { eventBytes } from './batch.ts'
import { eventWrites } from './events.ts'
import { forgetJob, logsJobs, retentionJob } from './jobs.ts'
import { LIMITS } from './limits.ts'
import { bytesKey, groupWrite, type LogGroup, streamKey } from './records.ts'
import { createSequence } from './sequence.ts'

const HOUR = 3_600_000
const MESSAGE = 'hello'

const group: LogGroup = {
  ...{ id: 'g1', account: '123456789012', region: 'us-east-1', name: 'talks' },
  ...{ createdAt: 0, tags: [], retentionDays: 1 },
}

const unused = () => Promise.reject(new Error('these jobs call nobody'))

/** Two streams of the group, and one of another group, with an event every ten minutes for two days. */
async function openRoom() {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const sequence = createSequence(clock, seededRandom(1))
  const now = clock.now()
  await store.commit([groupWrite(group)])
  for (const [groupId, streamId] of [
    ['g1', 's1'],
    ['g1', 's2'],
    ['g2', 's3'],
  ] as const) {
    const place = { groupId, streamId }
    const stream = { id: streamId, name: streamId, createdAt: 0 }
    await store.commit([{ type: 'put', key: streamKey(groupId, streamId), value: stream }])
    for (let time = now - 48 * HOUR; time < now; time += HOUR / 6) {
      await store.commit([
        ...eventWrites(place, [{ timestamp: time, message: MESSAGE }], { now, seq: sequence() }),
        { type: 'add', key: bytesKey(groupId), amount: eventBytes(MESSAGE) },
      ])
    }
  }
  const calls: Calls = { call: unused, wouldAllow: unused }
  const handlers = logsJobs({ store, clock, calls, log: silentLogger, random: seededRandom(2) })
  const run = (job: Job) => {
    const handler = handlers.get(job.kind)
    if (!handler) throw new Error(`no handler for ${job.kind}`)
    return handler(job, { signal: new AbortController().signal, fencing: 1 })
  }
  const left = async (...parts: readonly string[]) =>
    (await store.range(...within('logs.events', ...parts), { limit: 10_000 })).documents.length
  return { clock, store, run, left }
}

const TWO_DAYS = 48 * 6

describe('the clean-up of log events', () => {
  it('removes what a deleted group leaves behind, and nothing else', async () => {
    const { clock, store, run, left } = await openRoom()
    expect(await run(forgetJob({ groupId: 'g1' }, clock.now()))).toEqual({ kind: 'done' })
    expect([await left('g1'), await left('g2')]).toEqual([0, TWO_DAYS])
    const streams = await store.range(...within('logs.stream', 'g1'))
    expect([streams.documents.length, await store.counter(bytesKey('g1'))]).toEqual([0, 0])
  })

  it('removes a deleted stream and takes its bytes off the group', async () => {
    const { clock, store, run, left } = await openRoom()
    const before = await store.counter(bytesKey('g1'))
    await run(forgetJob({ groupId: 'g1', streamId: 's1' }, clock.now()))
    expect([await left('g1', 's1'), await left('g1', 's2')]).toEqual([0, TWO_DAYS])
    expect(await store.counter(bytesKey('g1'))).toBe(before / 2)
  })

  it('removes expired events, and comes again while the group has a retention', async () => {
    const { clock, store, run, left } = await openRoom()
    const again = { kind: 'again', runAt: clock.now() + LIMITS.retentionEveryMs }
    expect(await run(retentionJob(group, clock.now()))).toEqual(again)
    expect([await left('g1', 's1'), await left('g1', 's2')]).toEqual([TWO_DAYS / 2, TWO_DAYS / 2])
    expect(await store.counter(bytesKey('g1'))).toBe(TWO_DAYS * eventBytes(MESSAGE))
    const { retentionDays: _, ...eternal } = group
    await store.commit([groupWrite(eternal)])
    expect(await run(retentionJob(group, clock.now()))).toEqual({ kind: 'done' })
  })

  it('leaves a recreated group of the same name alone', async () => {
    const { clock, store, run, left } = await openRoom()
    await store.commit([groupWrite({ ...group, id: 'g9' })])
    expect(await run(retentionJob(group, clock.now()))).toEqual({ kind: 'done' })
    expect(await left('g1', 's1')).toBe(TWO_DAYS)
  })
})
