import { expect, it } from 'vitest'
import { fakeClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/log.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { Store } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { type Bucket, bucketKey, putRecord } from '../records.ts'
import type { Accessed } from './line.ts'
import { createAccessLog } from './recorder.ts'
import { accessLogOf } from './records.ts'

const BUCKET = {
  ...{ id: 'id', name: 'b', account: '123456789012' },
  logging: { targetBucket: 't', targetPrefix: '' },
} as unknown as Bucket

const NOTHING = {
  async *[Symbol.asyncIterator]() {},
  whole: () => undefined,
  async forEach() {},
}

const accessed = (requestId: string, agent = ''): Accessed => ({
  ...{ requestId, operation: 'GetObject', identity: undefined, sourceIp: '::1', tls: undefined },
  labels: new Map([['Bucket', 'b']]),
  request: {
    ...{ method: 'GET', rawPath: '/b', rawQuery: '', body: NOTHING },
    headers: [['user-agent', agent]],
  },
  answer: { status: 200, headers: [] },
  seconds: 0,
})

async function rig(around: (kept: Store) => Store = kept => kept) {
  const clock = fakeClock()
  const kept = memoryStore({ clock })
  await kept.commit([putRecord(bucketKey('b'), BUCKET)])
  const accessLog = createAccessLog({ store: around(kept), clock, log: silentLogger })
  const written = async () =>
    (await kept.readLog(accessLogOf(BUCKET), { limit: 10_000 })).map(
      ({ value }) => (value as { line: string }).line.split(' ')[6],
    )
  return { clock, accessLog, written }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

it('writes down one second after the other, and all of it before it is closed', async () => {
  const gate = Promise.withResolvers<void>()
  let writing = 0
  let most = 0
  const { clock, accessLog, written } = await rig(kept => ({
    ...kept,
    async commit(writes) {
      most = Math.max(most, ++writing)
      await gate.promise
      writing--
      return kept.commit(writes)
    },
  }))
  for (const id of ['1', '2', '3']) {
    accessLog.note(accessed(id))
    await turn()
    await clock.advance(LIMITS.notedMs)
  }
  const closed = accessLog.close()
  gate.resolve()
  await closed
  expect([await written(), most]).toEqual([['1', '2', '3'], 1])
})

it('holds no more than so many characters in a second', async () => {
  const { clock, accessLog, written } = await rig()
  const count = Math.ceil(LIMITS.notedCharacters / LIMITS.accessLogColumnCharacters) + 100
  const agent = 'x'.repeat(30_000)
  for (let n = 0; n < count; n++) accessLog.note(accessed(String(n), agent))
  await turn()
  await clock.advance(LIMITS.notedMs)
  const some = await written()
  expect(some.length).toBeGreaterThan(count / 2)
  expect(some.length * LIMITS.accessLogColumnCharacters).toBeLessThan(LIMITS.notedCharacters)
  await accessLog.close()
})
