/** Several stores on one database, as several processes have them. */
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FaultyLink, openFaultyLink } from '../../../test/faulty-link.ts'
import { openCluster } from '../../../test/postgres.ts'
import { systemClock } from '../../kernel/clock.ts'
import { key } from '../key.ts'
import { LIMITS } from '../limits.ts'
import { type Change, CommitConflict, type Store, StoreUnavailable } from '../store.ts'
import { add, append, put, rejection, remove } from '../store-helpers.testing.ts'
import { connectDatabase } from './connection.ts'
import { openPostgresStore } from './postgres.ts'
import { upgradeSchema } from './schema.ts'
import { sweep } from './sweep.ts'

/** `FEED_COMMITS=100000` makes a campaign of it. */
const COMMITS = Number(process.env['FEED_COMMITS'] ?? 100)
const TIME = 60_000 + COMMITS * 10

const cluster = await openCluster()
let url: string
const opened: { close(): Promise<void> }[] = []
afterAll(async () => {
  await closeAll()
  await cluster.close()
})

const closeAll = async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
}
const open = async (at = url): Promise<Store> => {
  const store = await openPostgresStore({ url: at, isCached: () => true })
  opened.push(store)
  return store
}
const proxy = async (): Promise<FaultyLink> => {
  const made = await openFaultyLink(url)
  opened.push(made)
  return made
}
const admin = async (sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

beforeEach(async () => {
  await closeAll()
  url = (await cluster.createDatabase()).url
})

const eventually = <T>(look: () => T) => vi.waitFor(look, { timeout: 15_000, interval: 5 })
const a = key('doc', 'a')
const b = key('doc', 'b')

describe('stores that share a database', () => {
  it('may be opened all at once on an empty one', async () => {
    const stores = await Promise.all([open(), open(), open(), open()])
    await Promise.all(stores.map((store, n) => store.commit([put(key('doc', String(n)), n)])))
    expect(await stores[3]?.counter(key('n'))).toBe(0)
    expect(await admin('SELECT version FROM parley.schema')).toEqual([{ version: 1 }])
  })

  it('tell each other of every change, once and in commit order, slow and fast ones mixed', {
    timeout: TIME,
  }, async () => {
    const stores = await Promise.all([open(), open(), open(), open()])
    const seen = stores.map(() => [] as Change[])
    for (const [n, store] of stores.entries()) store.subscribe(change => seen[n]?.push(change))
    const large = 'x'.repeat(2_000_000)
    const rounds = COMMITS / stores.length
    await Promise.all(
      stores.map(async (store, n) => {
        for (let round = 0; round < rounds; round++) {
          // The first is slow; the others overtake it, or wait for it.
          const value = n === 0 && round % (rounds / 25) === 0 ? large : round
          await store.commit([put(key('doc', `${n}-${round}`), value), append('log', n)])
        }
      }),
    )
    const newest = Math.max(...stores.map(store => store.position()))
    await eventually(() =>
      expect(stores.map(store => store.position())).toEqual([newest, newest, newest, newest]),
    )
    expect(seen[0]).toHaveLength(COMMITS)
    const revisions = seen[0]!.map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.toSorted((x, y) => x - y))
    for (const others of seen) expect(others).toEqual(seen[0])
    const late = seen[0]!.slice(-100)
    expect(await stores[1]?.changes(late[0]!.revision - 1)).toEqual(late)
  })

  it('read what another wrote as soon as they are told of it', async () => {
    const [one, two] = [await open(), await open()]
    await one.commit([put(a, 'old')])
    await eventually(() => expect(two.position()).toBe(one.position()))
    expect((await two.get(a))?.value).toBe('old')
    await one.commit([put(a, 'new')])
    await eventually(async () => expect((await two.get(a))?.value).toBe('new'))
    await two.commit([remove(a)])
    await eventually(async () => expect(await one.get(a)).toBeUndefined())
  })

  it('tell of more than a notification holds', async () => {
    const [one, two] = [await open(), await open()]
    const seen: Change[] = []
    two.subscribe(change => seen.push(change))
    const keys = Array.from({ length: 500 }, (_, n) => key('doc', String(n)))
    const { revision } = await one.commit(keys.map(each => put(each, 1)))
    await eventually(() => expect(two.position()).toBe(revision))
    expect(seen).toEqual(keys.map(each => ({ revision, key: each, type: 'put' })))
  })

  it('know after a conflict what they had not known before it', async () => {
    const [one, two] = [await open(), await open()]
    const { revision } = await one.commit([put(a, 'first')])
    await eventually(() => expect(two.position()).toBe(revision))
    expect((await two.get(a))?.revision).toBe(revision)
    const { revision: next } = await one.commit([put(a, 'second')])
    const stale = [{ type: 'expect', key: a, revision } as const, put(a, 'third')]
    expect(await rejection(two.commit(stale))).toBeInstanceOf(CommitConflict)
    expect((await two.get(a))?.revision).toBe(next)
  })

  it('count together, and never over a maximum', async () => {
    const stores = await Promise.all([open(), open(), open()])
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => stores[n % 3]!.commit([add('n', 1, 25)])),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(25)
    expect(await stores[0]?.counter(key('n'))).toBe(25)
  })

  it('give a lease to one of them, and to the next one with a higher number', async () => {
    const stores = await Promise.all([open(), open(), open()])
    const take = async (name: string) => {
      const numbers = await Promise.all(
        stores.map((store, n) => store.lease(a, `${name} ${n}`, 60_000)),
      )
      expect(numbers.filter(number => number !== undefined)).toHaveLength(1)
      return numbers.find(number => number !== undefined) ?? 0
    }
    const first = await take('first')
    await admin('UPDATE parley.lease SET expires_at = clock_timestamp()')
    expect(await take('second')).toBeGreaterThan(first)
  })
})

describe('a notification that nobody of ours sent', () => {
  it('neither breaks a process nor keeps changes from it', async () => {
    const [store, other] = [await open(), await open()]
    await other.commit([put(a, 'old')])
    await eventually(() => expect(store.position()).toBe(other.position()))
    expect((await store.get(a))?.value).toBe('old')
    const position = store.position()
    const far = JSON.stringify({ before: position, position: position + 1_000_000, rows: [] })
    for (const payload of ['no JSON', '{}', '{"before":0,"position":1,"rows":[7]}', 'null', far]) {
      await admin(`SELECT pg_notify('parley', '${payload}')`)
    }
    const { revision } = await other.commit([put(a, 'new')])
    await eventually(() => expect(store.position()).toBe(revision))
    expect((await store.get(a))?.value).toBe('new')
  })
})

describe('a store whose database fails', () => {
  it('says so while it is gone', async () => {
    const between = await proxy()
    const store = await open(between.url)
    await store.commit([put(a, 1)])
    between.cut()
    between.stall('all')
    await between.close()
    expect(await rejection(store.commit([put(a, 2)]))).toBeInstanceOf(StoreUnavailable)
    expect(await rejection(store.range(a, b))).toBeInstanceOf(StoreUnavailable)
    expect(await rejection(store.lease(a, 'me', 1_000))).toBeInstanceOf(StoreUnavailable)
  })

  it('works again after every connection was cut', async () => {
    const between = await proxy()
    const store = await open(between.url)
    const other = await open()
    await store.commit([put(a, 1)])
    between.cut()
    await eventually(async () => expect((await store.get(a))?.value).toBe(1))
    await eventually(() => store.commit([put(a, 2)]))
    await other.commit([put(b, 1)])
    await eventually(() => expect(store.position()).toBe(other.position()))
    expect((await store.get(b))?.value).toBe(1)
  })

  it('asks after a commit whose answer was lost, which happens once', async () => {
    const between = await proxy()
    const store = await open(between.url)
    const other = await open()
    const seen: Change[] = []
    store.subscribe(change => seen.push(change))
    await store.commit([add('n', 1), put(b, 0)])
    between.stall('answers')
    const writes = [put(a, 'new'), add('n', 1), append('log', 1)]
    const asked = Promise.all([
      store.commit(writes),
      rejection(store.commit([{ type: 'expect', key: b, revision: 'absent' }])),
    ])
    await eventually(async () => expect((await other.get(a))?.value).toBe('new'))
    await other.commit([add('n', 5)])
    between.resume()
    const [committed, conflict] = await asked
    expect(committed).toEqual({
      revision: (await other.get(a))?.revision,
      counters: new Map([[key('n'), 2]]),
    })
    expect(conflict).toMatchObject({ name: 'CommitConflict', key: b })
    expect(seen.map(change => change.key)).toEqual([b, a])
    expect(await store.counter(key('n'))).toBe(7)
    expect(await store.readLog('log')).toHaveLength(1)
  })

  it('asks again for a commit that never arrived', async () => {
    const between = await proxy()
    const store = await open(between.url)
    await store.commit([put(a, 1)])
    between.stall('all')
    const asked = store.commit([put(a, 2), add('n', 1)])
    await systemClock.sleep(50)
    between.resume()
    await asked
    expect((await store.get(a))?.value).toBe(2)
    expect(await store.counter(key('n'))).toBe(1)
  })

  it('does not claim to know what became of a commit that it could not ask after', async () => {
    const between = await proxy()
    const impatient = await openPostgresStore({ url: between.url, patienceMs: 200 })
    opened.push(impatient)
    const other = await open()
    await impatient.commit([put(b, 0)])
    between.stall('answers')
    const lost = rejection(impatient.commit([put(a, 'written all the same')]))
    await eventually(async () => expect((await other.get(a))?.value).toBe('written all the same'))
    between.cut()
    await between.close()
    expect(await lost).toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('the outcome is unknown'),
    })
  })

  it('reads through what it has cached once the feed is silent, and believes it again later', async () => {
    const between = await proxy()
    const [store, other] = [await open(between.url), await open()]
    await other.commit([put(a, 'allowed')])
    await eventually(() => expect(store.position()).toBe(other.position()))
    expect((await store.get(a))?.value).toBe('allowed')
    between.stall('listeners')
    await other.commit([put(a, 'refused')])
    await systemClock.sleep(LIMITS.freshMs)
    expect(store.heartbeatAgeMs()).toBeGreaterThanOrEqual(LIMITS.freshMs)
    expect((await store.get(a))?.value).toBe('refused')
    between.resume()
    await eventually(() => expect(store.heartbeatAgeMs()).toBeLessThan(LIMITS.freshMs))
    expect(store.position()).toBe(other.position())
  })

  it('does not fail the neighbours of a commit that the database refuses', async () => {
    const store = await open()
    await admin(`ALTER TABLE parley.document ADD CHECK (value <> '"poison"')`)
    const outcomes = await Promise.allSettled(
      ['fine', 'poison', 'good'].map((value, n) =>
        store.commit([put(key('doc', String(n)), value)]),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const { documents } = await store.range(key('doc'), key('e'))
    expect(documents.map(({ value }) => value)).toEqual(['fine', 'good'])
  })
})

describe('a process that missed more than an answer can tell', () => {
  it('reads the feed before its own commit is told', async () => {
    const between = await proxy()
    const [store, other] = [await open(between.url), await open()]
    const seen: Change[] = []
    store.subscribe(change => seen.push(change))
    between.stall('listeners')
    const start = store.position()
    await Promise.all(
      Array.from({ length: LIMITS.feedPage + 100 }, (_, n) =>
        other.commit([put(key('doc', String(n)), n)]),
      ),
    )
    expect(store.position()).toBe(start)
    const { revision } = await store.commit([put(a, 'mine')])
    expect(seen).toHaveLength(LIMITS.feedPage + 101)
    expect(seen.at(-1)).toEqual({ revision, key: a, type: 'put' })
    expect(await store.changes(start)).toEqual(seen)
  })
})

describe('a reader that was away for too long', () => {
  it('is told that it missed changes, and reads everything anew', async () => {
    const between = await proxy()
    const [store, other] = [await open(between.url), await open()]
    await other.commit([put(a, 'old')])
    await eventually(() => expect(store.position()).toBe(other.position()))
    expect((await store.get(a))?.value).toBe('old')
    let missed = 0
    const seen: Change[] = []
    store.subscribe(
      change => seen.push(change),
      () => missed++,
    )
    between.stall('listeners')
    const { revision } = await other.commit([put(a, 'new')])
    const database = connectDatabase(url)
    await sweep(database, { retentionMs: 0 })
    await database.close()
    between.resume()
    await eventually(() => expect(store.position()).toBe(revision))
    expect([missed, seen]).toEqual([1, []])
    expect((await store.get(a))?.value).toBe('new')
    expect(await store.changes(0)).toBe('too far back')
  })
})

describe('a sweep', () => {
  it('forgets all that is old, however much more it is than one statement removes', async () => {
    const store = await open()
    await Promise.all(Array.from({ length: 25 }, (_, n) => store.commit([put(a, n)])))
    const database = connectDatabase(url)
    await sweep(database, { retentionMs: 0, most: 10 })
    await database.close()
    expect(await admin('SELECT FROM parley.feed')).toEqual([])
    expect(await admin('SELECT floor FROM parley.state')).toEqual([{ floor: '25' }])
  })
})

describe('a database that was put back to an earlier state', () => {
  it('is told as what went too far, and never waited for', async () => {
    const between = await proxy()
    const store = await open(between.url)
    await store.commit([put(a, 1)])
    await store.commit([put(a, 2)])
    between.stall('listeners')
    await admin('UPDATE parley.state SET position = 1; DELETE FROM parley.feed WHERE revision > 1')
    expect(await store.changes(0)).toBe('too far back')
    expect(await store.changes(1)).toBe('too far back')
  })
})

describe('the schema', () => {
  it('is not touched when a newer version wrote it', async () => {
    await (await open()).close()
    await admin('UPDATE parley.schema SET version = 99')
    expect(await rejection(open())).toMatchObject({
      message: expect.stringContaining('written by a newer version'),
    })
  })

  it('is upgraded by the steps that it lacks, all or none', async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const first = ['CREATE TABLE parley.first (x integer)']
    await upgradeSchema(client, first)
    await upgradeSchema(client, first)
    const failing = [...first, 'CREATE TABLE parley.second (x integer)', 'no SQL']
    expect(await rejection(upgradeSchema(client, failing))).toBeInstanceOf(Error)
    const tables = async () => {
      const { rows } = await client.query(`SELECT to_regclass('parley.second') AS found`)
      return rows[0]?.found
    }
    expect(await tables()).toBeNull()
    await upgradeSchema(client, failing.slice(0, 2))
    expect(await tables()).not.toBeNull()
    await client.end()
  })

  it('tells nothing of the password when it cannot be reached', async () => {
    const failure = await rejection(open('postgres://me:hunter2@127.0.0.1:1/none'))
    expect(String(failure)).toContain('cannot open the database')
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hunter2')
  })
})
