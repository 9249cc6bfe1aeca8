import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { within } from '../store/key.ts'
import { type CollectRoom, collectRoom, NOON, newAccount } from './collect-room.testing.ts'
import { LIMITS } from './limits.ts'
import {
  accountKey,
  connectorKey,
  type Discovery,
  type ObjectRecord,
  objectKey,
  putRecord,
} from './records.ts'
import { replayWrites } from './replay.ts'
import { ARCHIVE_FULL, SourceFailure } from './source.ts'

const ACCOUNTS = ['111111111111', '222222222222', '333333333333']
const REGIONS = ['eu-west-1', 'us-east-1']
const DAYS = ['18', '19', '20']

const logKey = (account: string, region: string, day: string, name: string) =>
  `AWSLogs/${account}/CloudTrail/${region}/2026/11/${day}/${account}_CloudTrail_${region}_202611${day}T${name}.log`

/** Puts one line whose text is its own key. */
function write(room: CollectRoom, key: string): string {
  room.bucket.put(key, `${key}\n`)
  return key
}

describe.each<Discovery>(['ordered', 'leaf', 'scan', 'events', 'auto'])('in the mode %s', mode => {
  it('every object of 3 accounts × 2 regions × 3 days is collected once, late and unordered ones too', async () => {
    await using room = await collectRoom({ discovery: mode, pollSeconds: 7200 })
    const written: string[] = []
    for (const account of ACCOUNTS) {
      for (const region of REGIONS) {
        for (const day of DAYS) {
          for (const name of ['0900Z_a', '1000Z_b', '1100Z_c']) {
            written.push(write(room, logKey(account, region, day, name)))
          }
        }
      }
    }
    await room.settled()
    expect(room.raw()).toEqual(written.toSorted())
    // Before everything, between everything, of a region that was not there, and behind everything.
    written.push(write(room, logKey('111111111111', 'eu-west-1', '18', '0001Z_late')))
    written.push(write(room, logKey('222222222222', 'us-east-1', '19', '0930Z_late')))
    written.push(write(room, logKey('222222222222', 'ap-south-1', '19', '0930Z_new')))
    written.push(write(room, logKey('333333333333', 'us-east-1', '20', '2300Z_last')))
    await room.pass(LIMITS.expandEveryMs)
    await room.pass(LIMITS.reconcileMs)
    expect(room.raw()).toEqual(written.toSorted())
    await room.pass(LIMITS.reconcileMs)
    expect(room.raw()).toEqual(written.toSorted())
    const { progress, health } = await room.state()
    expect(progress).toMatchObject({ objects: written.length, lines: written.length, failed: 0 })
    expect(health.state).toBe('ok')
  })

  it('what was collected is not collected again after a restart', async () => {
    await using room = await collectRoom({ discovery: mode, pollSeconds: 7200 })
    const keys = DAYS.map(day => write(room, logKey('111111111111', 'us-east-1', day, '0900Z_a')))
    await room.settled()
    await room.restart()
    keys.push(write(room, logKey('111111111111', 'us-east-1', '20', '0800Z_b')))
    await room.pass(LIMITS.expandEveryMs)
    await room.pass(LIMITS.reconcileMs)
    expect(room.raw()).toEqual(keys.toSorted())
  })
})

describe('a start', () => {
  it.each([
    ['from-now', 0, []],
    ['from-date', -3_600_000, ['recent']],
    ['everything', undefined, ['old', 'recent']],
  ] as const)('%s takes what was written since', async (startMode, offset, expected) => {
    await using room = await collectRoom({ active: true, startMode, discovery: 'scan' })
    const startAt = offset === undefined ? 0 : room.clock.now() + offset
    const { accountId, id } = room.connector
    const lastModified = room.clock.now() - 60_000
    room.bucket.put('a/old', 'old\n', { lastModified: room.clock.now() - 86_400_000 * 9 })
    room.bucket.put('a/recent', 'recent\n', { lastModified })
    await room.store.commit([
      putRecord(connectorKey(accountId, id), { ...room.connector, startAt }),
    ])
    await room.wake()
    expect(room.raw()).toEqual(expected)
    room.bucket.put('a/new', 'new\n')
    await room.pass(30_000)
    expect(room.raw()).toEqual([...expected, 'new'].toSorted())
  })
})

describe('an object', () => {
  it('that grew brings its new lines alone; one that was replaced comes whole and is flagged', async () => {
    await using room = await collectRoom()
    room.bucket.put('app.log', 'one\ntwo\n')
    await room.settled()
    room.bucket.put('app.log', 'one\ntwo\nthree\n')
    await room.pass(30_000)
    expect(room.raw()).toEqual(['one', 'three', 'two'])
    expect((await room.rows('done')).map(({ flag, lines }) => [flag, lines])).toEqual([
      ['appended', 3],
    ])
    room.bucket.put('app.log', 'other\nthings\nentirely, and more\n')
    await room.pass(30_000)
    expect(room.raw()).toEqual(['entirely, and more', 'one', 'other', 'things', 'three', 'two'])
    expect((await room.rows('done')).map(({ flag }) => flag)).toEqual(['replaced'])
    expect((await room.state()).progress).toMatchObject({ objects: 3, lines: 6, replaced: 1 })
    expect(room.lines.checkpoints('42')).toBe(1)
  })

  it('that is gone before it was fetched is skipped; one too large or in cold storage is named', async () => {
    await using room = await collectRoom()
    room.bucket.put('b', 'b\n', { storageClass: 'GLACIER' })
    room.bucket.put('c', 'c'.repeat(1_000_001))
    const gone: ObjectRecord = {
      ...{ key: 'gone', etag: 'x', size: 1, lastModified: 1 },
      ...{ connectorId: '7', state: 'seen', attempts: 0, nextAttemptAt: 0 },
    }
    await room.store.commit([putRecord(objectKey('7', 'seen', 'gone'), gone)])
    await room.wake()
    expect((await room.rows('skipped')).map(({ key, error }) => [key, error])).toEqual([
      ['b', 'in the storage class GLACIER'],
      ['c', 'larger than 1000000 bytes'],
      ['gone', 'gone'],
    ])
  })

  it('that an archive of the collector wrote is nobody’s logs', async () => {
    await using room = await collectRoom()
    room.bucket.put('kept/account=42/dt=2026-11-20/hr=09/1-2-9-0.json.gz', 'x')
    room.bucket.put('kept/account=42/_manifest/2026-11-20T09-0.json', '{}')
    room.bucket.put('.collector-verified', '{}')
    room.bucket.put('account=42/other.log', 'logs\n')
    await room.settled()
    expect(room.raw()).toEqual(['logs'])
  })

  it('that cannot be read is tried again, ever later, and left for replay in the end', async () => {
    await using room = await collectRoom({ pollSeconds: 60 })
    const attempts: number[] = []
    let isShut = true
    room.bucket.put('shy', 'shy\n', { lastModified: NOON - 1 })
    // The newest one, which the hourly checks read.
    room.bucket.put('open', 'open\n')
    room.bucket.onRead(key => {
      if (!isShut || key !== 'shy') return
      attempts.push((room.clock.now() - NOON) / 60_000)
      throw new SourceFailure('AccessDenied', 'not this one')
    })
    await room.settled()
    for (let hour = 0; hour < 9; hour++) await room.pass(3_600_000)
    // Minutes: each wait twice the one before, six hours at most.
    expect(attempts).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511])
    expect((await room.rows('failed')).map(({ key, error }) => [key, error])).toEqual([
      ['shy', 'AccessDenied: not this one'],
    ])
    expect((await room.state()).progress).toMatchObject({ failed: 1, objects: 1 })
    isShut = false
    const [row] = await room.rows('failed')
    if (row) await room.store.commit(replayWrites(row, room.clock.now()))
    await room.wake()
    expect(room.raw()).toEqual(['open', 'shy'])
    expect((await room.state()).progress).toMatchObject({ failed: 0, objects: 2 })
  })

  it('whose version is refused although it is the one there counts as failed, not as changed', async () => {
    await using room = await collectRoom({ pollSeconds: 60 })
    let reads = 0
    room.bucket.put('odd', 'odd\n')
    room.bucket.onRead(() => {
      reads++
      throw new SourceFailure('PreconditionFailed', 'says so of everything')
    })
    await room.settled()
    expect(reads).toBe(1)
    expect((await room.rows('seen')).map(({ attempts, error }) => [attempts, error])).toEqual([
      [1, 'PreconditionFailed: says so of everything'],
    ])
  })

  it('that fails while its connector is deleted leaves nothing behind', async () => {
    await using room = await collectRoom()
    const { accountId, id } = room.connector
    room.bucket.put('last', 'last\n')
    room.bucket.onRead(() => {
      void room.store.commit([
        { type: 'delete', key: connectorKey(accountId, id) },
        { type: 'delete', key: objectKey(id, 'seen', 'last') },
      ])
      throw new SourceFailure('AccessDenied', 'not any more')
    })
    await room.settled()
    expect(await room.rows('seen')).toEqual([])
  })

  it('whose compression is broken keeps the lines before the break and is not tried again', async () => {
    await using room = await collectRoom()
    const whole = gzipSync(`${'a line of some length\n'.repeat(20_000)}`)
    room.bucket.put('cut.gz', whole.subarray(0, whole.length - 20))
    await room.settled()
    const [broken] = await room.rows('failed')
    expect(broken?.key).toBe('cut.gz')
    expect(broken?.error).toMatch(/\w/)
    expect(room.raw().length).toBeGreaterThan(10_000)
  })

  it('that was cut off goes on behind the last line that was stored', async () => {
    await using room = await collectRoom({ maxObjectBytes: 100_000_000 })
    const all = Array.from({ length: 60_000 }, (_, n) => `line ${String(n).padStart(8, '0')}`)
    room.bucket.put('large', `${all.join('\n')}\n`)
    let cuts = 0
    room.bucket.onRead(() => {
      const stored = room.lines.rawOf('42').length
      if (cuts < 3 && stored > cuts * 15_000) {
        cuts++
        room.lines.failNext(1)
      }
    })
    await room.settled()
    for (let i = 0; i < 6; i++) await room.pass(60_000)
    expect(cuts).toBe(3)
    expect(room.raw()).toEqual(all)
    expect((await room.state()).progress).toMatchObject({ objects: 1, lines: 60_000 })
  })
})

describe('a connector whose bucket refuses', () => {
  it('is degraded, then paused, tells why, and goes on by itself once it is let in again', async () => {
    await using room = await collectRoom()
    room.bucket.put('a', 'a\n')
    room.bucket.refuse('AccessDenied')
    await room.settled()
    await room.wake()
    expect((await room.state()).health).toMatchObject({ state: 'degraded', code: 'AccessDenied' })
    for (let i = 0; i < 5; i++) await room.pass(3_600_000)
    expect((await room.state()).health.state).toBe('paused')
    room.bucket.refuse()
    await room.pass(2 * 3_600_000)
    expect((await room.state()).health).toMatchObject({ state: 'ok', failures: 0 })
    expect(room.raw()).toEqual(['a'])
  })
})

describe('an archive whose waiting room is full', () => {
  it('has the connector wait and say so: no object is given up for it', async () => {
    let isFull = true
    const spoolOf = async () => async () => {
      if (isFull) throw new SourceFailure(ARCHIVE_FULL, 'nothing more')
    }
    await using room = await collectRoom({ pollSeconds: 60 }, { spoolOf })
    for (const key of ['a', 'b', 'c']) room.bucket.put(key, `${key}\n`)
    await room.settled()
    expect((await room.state()).health).toMatchObject({ state: 'degraded', code: ARCHIVE_FULL })
    for (let hour = 0; hour < 48; hour++) await room.pass(3_600_000)
    expect((await room.rows('seen')).map(({ attempts }) => attempts)).toEqual([0, 0, 0])
    isFull = false
    await room.pass(2 * 3_600_000)
    expect(room.raw()).toEqual(['a', 'b', 'c'])
    expect((await room.state()).health.state).toBe('ok')
  })
})

describe('an account that took in its day’s quota', () => {
  it('waits for the next day, says so, and goes on', async () => {
    await using room = await collectRoom({ pollSeconds: 3600 })
    room.bucket.put('a', 'a\n')
    await room.settled()
    const { owner, accountId } = room.connector
    const account = { ...newAccount(room.connector), dailyQuotaBytes: 2 }
    await room.store.commit([putRecord(accountKey(owner, accountId), account)])
    room.bucket.put('b', 'b\n')
    await room.pass(3_600_000)
    expect((await room.state()).health).toMatchObject({ state: 'degraded', code: 'QUOTA_EXCEEDED' })
    await room.pass(10 * 3_600_000)
    expect(room.raw()).toEqual(['a'])
    await room.pass(2 * 3_600_000)
    expect(room.raw()).toEqual(['a', 'b'])
  })
})

describe('what is remembered', () => {
  it('of many objects stays bounded: cursor, latest objects, nothing else', async () => {
    await using room = await collectRoom({ pollSeconds: 5 })
    for (let n = 0; n < 1_500; n++) {
      room.bucket.put(`logs/${String(n).padStart(8, '0')}`, `${n}\n`)
    }
    await room.settled()
    for (let i = 0; i < 8; i++) await room.pass(5_000)
    expect(room.raw().length).toBe(1_500)
    expect((await room.rows('seen')).length).toBe(0)
    expect((await room.rows('done')).length).toBe(LIMITS.endedObjects)
    expect(room.lines.checkpoints('42')).toBe(LIMITS.endedObjects)
  })
})

describe('the state of an unordered bucket', () => {
  it('takes fewer than ten bytes an object', async () => {
    await using room = await collectRoom({ discovery: 'scan', pollSeconds: 5 })
    const objects = 3_000
    for (let n = 0; n < objects; n++) room.bucket.put(`${(n * 7919) % objects}/x`, `${n}\n`)
    await room.settled()
    for (let i = 0; i < 8; i++) await room.pass(5_000)
    expect(room.raw().length).toBe(objects)
    const { documents } = await room.store.range(...within('collector.found', '7'))
    const packed = documents.map(({ value }) => (value as { packed: string }).packed.length)
    expect(packed.reduce((sum, length) => sum + length, 0) / objects).toBeLessThan(10)
    // Enough of them to a document that nothing else of it counts.
    expect(documents.length).toBeLessThan(objects / 200)
  })
})
