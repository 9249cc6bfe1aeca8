import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import { NOON, newAccount, newConnector } from '../collect-room.testing.ts'
import { memoryBucket } from '../memory-bucket.testing.ts'
import { accountKey, putRecord, recordOf } from '../records.ts'
import { archiveHandler } from './archive.ts'
import { LIMITS } from './limits.ts'
import {
  type ArchiveSetting,
  type ArchiveState,
  archiveKey,
  archiveStateKey,
  newArchiveState,
  spooledKey,
  spoolLog,
} from './records.ts'
import { createSpool } from './spool.ts'

const HOUR = 3_600_000

async function archiveRoom() {
  const clock = fakeClock(NOON)
  const store = memoryStore({ clock })
  const random = seededRandom('archive')
  const bucket = memoryBucket(clock)
  const { credentials, ...place } = newConnector({})
  const setting: ArchiveSetting = {
    ...{ bucket: place.bucket, region: place.region, endpoint: '', prefix: 'kept/', credentials },
    ...{ id: '9', accountId: '42', owner: place.owner, enabled: true, compressed: true },
    createdAt: NOON,
  }
  const account = { ...newAccount(newConnector({})), archives: ['9'] }
  await store.commit([
    putRecord(accountKey(account.owner, account.id), account),
    putRecord(archiveKey('42', '9'), setting),
    putRecord(archiveStateKey('9'), newArchiveState(NOON)),
  ])
  const seal = createSeal(random.bytes(32), random)
  const parts = { store, clock, seal, doors: bucket.doors, log: silentLogger }
  const handler = archiveHandler(parts)
  const spool = createSpool(store, clock.now)
  const payload = { owner: account.owner, settingId: '9' }
  const job = { kind: 'collector-archive', id: '42', runAt: NOON, payload }
  return {
    clock,
    store,
    bucket,
    run: () => handler(job, { signal: new AbortController().signal, fencing: 1 }),
    /** One batch of lines of an object, an hour apart from one another. */
    collect: (object: string, firstLine: number, raw: readonly string[]) =>
      spool({
        accountId: '42',
        key: `${object}.log`,
        firstLine,
        source: { type: 'text', connector: '7', object, receivedAt: NOON, defaultTime: NOON },
        lines: raw.map((text, index) => ({
          ...{ time: NOON + index * HOUR, fields: [], problem: undefined, raw: text },
        })),
      }),
    state: async () => recordOf<ArchiveState>(await store.get(archiveStateKey('9'))),
    lines: () =>
      bucket
        .keys()
        .filter(key => key.endsWith('.json.gz'))
        .flatMap(key => {
          const text = gunzipSync(bucket.body(key) ?? Buffer.alloc(0)).toString()
          return text.split('\n').filter(Boolean)
        })
        .map(line => (JSON.parse(line) as { raw: string }).raw)
        .toSorted(),
  }
}

describe('an archive', () => {
  it('writes what waits once it is old enough, one file an hour, and then forgets it', async () => {
    const room = await archiveRoom()
    await room.collect('a', 0, ['one', 'two'])
    await room.run()
    expect(room.bucket.keys()).toEqual([])
    await room.clock.advance(LIMITS.batchAgeMs)
    await room.run()
    const root = 'kept/account=42/'
    expect(room.bucket.keys()).toEqual([
      `${root}_manifest/2026-11-20T12-0.json`,
      `${root}_manifest/2026-11-20T13-0.json`,
      `${root}dt=2026-11-20/hr=12/${NOON}-${NOON}-9-0.json.gz`,
      `${root}dt=2026-11-20/hr=13/${NOON + HOUR}-${NOON + HOUR}-9-0.json.gz`,
    ])
    expect(room.lines()).toEqual(['one', 'two'])
    expect(await room.store.readLog(spoolLog('42'))).toEqual([])
    expect(await room.store.counter(spooledKey('42'))).toBe(0)
    expect(await room.state()).toMatchObject({ archivedLines: 2, position: 1 })
  })

  it('knows lines that a crash of the collector brought twice', async () => {
    const room = await archiveRoom()
    await room.collect('a', 0, ['0', '1'])
    await room.collect('a', 0, ['0', '1'])
    await room.clock.advance(LIMITS.batchAgeMs)
    await room.run()
    // Also when what came first is archived already, and when the batches are cut otherwise.
    await room.collect('a', 1, ['1', '2', '3'])
    await room.collect('b', 0, ['other'])
    await room.clock.advance(LIMITS.batchAgeMs)
    await room.run()
    expect(room.lines()).toEqual(['0', '1', '2', '3', 'other'])
    expect(await room.state()).toMatchObject({ archivedLines: 5 })
  })

  it('writes a batch again as it was when it was cut off in the middle', async () => {
    for (let failing = 0; failing < 6; failing++) {
      const room = await archiveRoom()
      await room.collect('a', 0, ['0', '1', '2'])
      await room.clock.advance(LIMITS.batchAgeMs)
      let writes = 0
      room.bucket.onWrite(() => {
        if (writes++ === failing) throw new Error('the process dies here')
      })
      await expect(room.run()).rejects.toThrow('the process dies here')
      await room.collect('a', 3, ['3'])
      await room.run()
      await room.clock.advance(LIMITS.batchAgeMs)
      await room.run()
      expect(room.lines()).toEqual(['0', '1', '2', '3'])
      expect(await room.store.counter(spooledKey('42'))).toBe(0)
    }
  })

  it('of a place that is marked as another account’s takes nothing', async () => {
    const room = await archiveRoom()
    room.bucket.put('kept/.collector-verified', '{"accountId":"43"}')
    await room.collect('a', 0, ['0'])
    await room.clock.advance(LIMITS.batchAgeMs)
    await room.run()
    expect((await room.state())?.health).toMatchObject({ state: 'degraded', code: 'ArchiveInUse' })
    expect(room.lines()).toEqual([])
    room.bucket.put('kept/.collector-verified', '{"accountId":"42"}')
    await room.run()
    expect(room.lines()).toEqual(['0'])
    expect((await room.state())?.health.state).toBe('ok')
  })
})
