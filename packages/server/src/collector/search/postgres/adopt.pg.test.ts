import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCluster } from '../../../../test/postgres.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { adoptLines } from '../adopt-lines.ts'
import { LIMITS } from '../limits.ts'
import { batchOf, DAY, EVER, line, NOON, SOURCE, useLineStores } from '../line-store.testing.ts'
import { openLineStore } from '../open-line-store.ts'
import type { LineStore, SearchPage } from '../search.ts'

const cluster = await openCluster()
afterAll(() => cluster.close())

const stores = useLineStores()
/** Lines in files, made once. */
const template = mkdtempSync(join(tmpdir(), 'lines-'))
let before: readonly SearchPage[]
beforeAll(async () => {
  const place = { kind: 'files', directory: template } as const
  const store = openLineStore({ place, clock: systemClock })
  for (const account of ACCOUNTS) await fill(store, account)
  before = await Promise.all(ACCOUNTS.map(account => linesIn(store, account)))
  await store.close()
})
afterAll(() => rmSync(template, { recursive: true, force: true }))

let url: string
let directory: string
beforeEach(async () => {
  url = (await cluster.createDatabase()).url
  directory = copy()
})

function copy(): string {
  const { directory: made } = stores.files()
  cpSync(template, made, { recursive: true })
  return made
}

const ACCOUNTS = ['a', '_41_', 'A/ä']
/** Of two days, and of many batches, so that blocks were merged. */
const LINES = LIMITS.smallBlocks * 2 + 10

async function fill(store: LineStore, account: string): Promise<void> {
  for (let n = 0; n < LINES; n++) {
    await store.ingest(account, batchOf([line(NOON - (n % 2) * DAY, [['n', n]])], objectOf(n)))
  }
  const source = { ...SOURCE, object: 'large' }
  const lines = Array.from({ length: LIMITS.blockLines * 2 }, (_, n) => line(NOON, [['m', n]]))
  await store.ingest(account, batchOf(lines, { key: 'large', source }))
}

const objectOf = (n: number) => ({ key: `k${n}`, source: { ...SOURCE, object: `o${n}` } })

const linesIn = (store: LineStore, account: string) =>
  store.search(account, { ...EVER, query: { kind: 'all' }, limit: 10_000 })

const open = () => stores.openStore({ kind: 'database', url })

async function expectAll(store: LineStore): Promise<void> {
  for (const [index, account] of ACCOUNTS.entries()) {
    expect(await linesIn(store, account)).toEqual(before[index])
  }
}

describe('lines that are moved from files into a database', () => {
  it('are the same there, and no file is left', async () => {
    expect(await adoptLines(directory, url)).toBe(true)
    expect(readdirSync(directory)).toEqual([])
    const store = open()
    await expectAll(store)
    expect(before[0]?.lines).toHaveLength(LINES + LIMITS.blockLines * 2)
  })

  it('are known with their checkpoints and objects, and go on', async () => {
    await adoptLines(directory, url)
    const store = open()
    expect(await store.checkpoint('a', 'k3')).toBe('1')
    const again = batchOf([line(NOON, [['n', 4]])], objectOf(4))
    expect(await store.ingest('a', again)).toEqual({ kind: 'checkpoint-moved', checkpoint: '1' })
    await store.forget('a', ['k4'])
    expect(await store.ingest('a', again)).toEqual({ kind: 'stored' })
    await expectAll(store)
    const more = batchOf([line(NOON, [['n', LINES]])], objectOf(LINES))
    expect(await store.ingest('a', more)).toEqual({ kind: 'stored' })
    const { lines } = await linesIn(store, 'a')
    expect(new Set(lines.map(({ id }) => id)).size).toBe((before[0]?.lines.length ?? 0) + 1)
    expect(lines[0]?.raw).toBe(`{"n":${LINES}}`)
  })

  it('are there once when it was stopped before the files of a day were gone', async () => {
    await adoptLines(directory, url)
    // As if nothing of it had been removed.
    expect(await adoptLines(copy(), url)).toBe(true)
    await expectAll(open())
  })

  it('are left to the process that is at it', async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`SELECT pg_advisory_lock(x'50726c79'::integer, 3)`)
    expect(await adoptLines(directory, url)).toBe(false)
    await client.end()
    expect(await adoptLines(directory, url)).toBe(true)
    await expectAll(open())
  })

  it('stay where they are when the database cannot be reached', async () => {
    await expect(adoptLines(directory, 'postgres://a:b@127.0.0.1:1/none')).rejects.toThrow(
      'cannot keep lines in the database',
    )
    expect(readdirSync(directory)).toHaveLength(ACCOUNTS.length)
  })
})
