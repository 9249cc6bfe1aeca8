import pg from 'pg'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { openFaultyLink } from '../../../../test/faulty-link.ts'
import { startCluster } from '../../../../test/postgres.ts'
import { Unavailable } from '../../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { batchOf, DAY, EVER, line, NOON, SOURCE, useLineStores } from '../line-store.testing.ts'
import type { LineStore } from '../search.ts'

const cluster = await startCluster()
afterAll(() => cluster.close())

const stores = useLineStores()
let url: string
beforeEach(async () => {
  url = (await cluster.createDatabase()).url
})

const open = (at = url) => stores.openStore({ kind: 'database', url: at })

async function sql(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

async function numbersIn(store: LineStore, account = 'a'): Promise<number[]> {
  const { lines } = await store.search(account, { ...EVER, query: { kind: 'all' }, limit: 10_000 })
  return lines.map(({ raw }) => JSON.parse(raw).n as number).sort((a, b) => a - b)
}

/** One line for each of so many objects. */
async function putEach(store: LineStore, numbers: readonly number[], account = 'a') {
  for (const n of numbers) {
    const source = { ...SOURCE, object: `o${n}` }
    const batch = batchOf([line(NOON - (n % 3) * DAY, [['n', n]])], { key: `k${n}`, source })
    expect(await store.ingest(account, batch)).toEqual({ kind: 'stored' })
  }
}

/** All of an object's lines, from where its checkpoint says; whoever is overtaken or cut off goes on from there. */
async function putObject(store: LineStore, count: number, size: number): Promise<void> {
  const putSome = async (): Promise<boolean> => {
    const previous = await store.checkpoint('a', 'k')
    const from = Number(previous ?? 0)
    if (from >= count) return false
    const to = Math.min(count, from + size)
    const lines = upTo(to - from).map(n => line(NOON - ((from + n) % 3) * DAY, [['n', from + n]]))
    await store.ingest('a', batchOf(lines, { previous, value: String(to), firstLine: from }))
    return true
  }
  for (let more = true; more; ) {
    more = await putSome().catch(error => {
      if (!(error instanceof Unavailable)) throw error
      return true
    })
  }
}

describe('lines in PostgreSQL', () => {
  it('of one object are stored once, however many servers store them', async () => {
    await Promise.all([7, 11, 13].map(size => putObject(open(), 500, size)))
    expect(await numbersIn(open())).toEqual(upTo(500))
  })

  it('are stored once while their database crashes', async () => {
    const storing = Promise.all([7, 11].map(size => putObject(open(), 1_500, size)))
    const watching = open()
    for (const n of [200, 700, 1_100]) {
      await eventually(async () =>
        Number(await watching.checkpoint('a', 'k').catch(() => 0)) > n ? true : undefined,
      )
      await cluster.crash()
    }
    await storing
    expect(await numbersIn(watching)).toEqual(upTo(1_500))
  })

  it('are told to be stored when only the answer was lost', async () => {
    const link = await openFaultyLink(url)
    const store = open(link.url)
    await putEach(store, [0])
    link.stall('answers')
    const storing = putEach(store, [1])
    await eventually(async () => ((await numbersIn(open())).length > 1 ? true : undefined))
    link.resume()
    await storing
    expect(await numbersIn(store)).toEqual([0, 1])
    await link.close()
  })

  it('cannot be had while the database is away, and can when it is back', async () => {
    const link = await openFaultyLink(url)
    const store = open(link.url)
    await putEach(store, [0])
    await link.close()
    await expect(numbersIn(store)).rejects.toThrow(Unavailable)
    await expect(putEach(store, [1])).rejects.toThrow(Unavailable)
    const back = await openFaultyLink(url, Number(new URL(link.url).port))
    await eventually(() => numbersIn(store).catch(() => undefined))
    await putEach(store, [1])
    expect(await numbersIn(store)).toEqual([0, 1])
    await back.close()
  })

  it('are not waited for when the database does not answer', async () => {
    const link = await openFaultyLink(url)
    const store = open(link.url)
    await putEach(store, [0])
    link.stall('all')
    const request = { ...EVER, query: { kind: 'all' } } as const
    await expect(store.search('a', request, { timeoutMs: 1 })).rejects.toThrow(
      'did not come in time',
    )
    link.resume()
    expect(await eventually(() => numbersIn(store).catch(() => undefined))).toEqual([0])
    await link.close()
  })

  it('lie in few blocks, whatever they came in', async () => {
    const store = open()
    const count = LIMITS.smallBlocks * 9
    await putEach(store, upTo(count))
    expect(await numbersIn(store)).toEqual(upTo(count))
    const [row] = await sql(
      `SELECT count(*)::integer AS blocks FROM parley.line_block WHERE retired IS NULL`,
    )
    expect(row?.['blocks']).toBeLessThan(LIMITS.smallBlocks * 3)
  })

  it('of dropped days are not found any more, and their rows go', async () => {
    const [store, other] = [open(), open()]
    await putEach(store, upTo(90))
    await putEach(store, upTo(3), 'b')
    const searching = (async () => {
      const seen = new Set<number>()
      for (let size = 90; size > 30; ) {
        size = (await numbersIn(other)).length
        seen.add(size)
      }
      return [...seen]
    })()
    expect(await store.retain('a', '2026-11-24')).toEqual(['2026-11-23'])
    expect(await store.retain('a', '2026-11-25')).toEqual(['2026-11-24'])
    for (const size of await searching) expect([90, 60, 30]).toContain(size)
    await store.drop('a')
    const rows = `SELECT (SELECT count(*) FROM parley.line_block) AS blocks,
      (SELECT count(*) FROM parley.line_part) AS parts,
      (SELECT count(*) FROM parley.line_progress) AS progress,
      (SELECT count(*) FROM parley.line_dropped) AS dropped`
    const left = await eventually(async () => {
      const [row] = await sql(rows)
      return row?.['dropped'] === '0' ? row : undefined
    })
    expect(left).toEqual({ blocks: '3', parts: '3', progress: '3', dropped: '0' })
    expect(await numbersIn(other, 'b')).toEqual([0, 1, 2])
  })

  it('have names of any length', async () => {
    const store = open()
    const long = '日'.repeat(20_000)
    const source = { ...SOURCE, object: long, key: long }
    const batch = batchOf([line(NOON, [[long, 1]])], { key: long, source })
    await store.ingest('a', batch)
    expect(await store.checkpoint('a', long)).toBe('1')
    expect((await store.estimate('a', EVER)).lines).toBe(1)
  })

  it('take no more connections than they may', async () => {
    const store = open()
    await putEach(store, upTo(6))
    await Promise.all(upTo(100).map(() => numbersIn(store)))
    const [row] = await sql(
      `SELECT count(*)::integer AS connections FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'parley'`,
    )
    expect(row?.['connections']).toBeLessThanOrEqual(2 * LIMITS.connections)
  })

  it('tell nothing of the password when they cannot be had', async () => {
    const store = open('postgres://me:hunter2@127.0.0.1:1/none')
    const failure = await numbersIn(store).catch((error: unknown) => error)
    expect(String(failure)).toContain('cannot keep lines in the database')
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hunter2')
  })

  it('are left alone when a newer version wrote them', async () => {
    await putEach(open(), [0])
    await sql('UPDATE parley.line_schema SET version = 99')
    await expect(numbersIn(open())).rejects.toThrow('written by a newer version')
  })
})
