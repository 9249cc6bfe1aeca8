/** Batches that arrive after their process has asked again, and gone on: what a network held back. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openCluster } from '../../../test/postgres.ts'
import { key } from '../key.ts'
import { prepare } from '../prepare.ts'
import type { Store, Write } from '../store.ts'
import { add, append, put, rejection, remove } from '../store-helpers.testing.ts'
import { type Answered, batchOf, bytesOf } from './batch.ts'
import { connectDatabase } from './connection.ts'
import { openPostgresStore } from './postgres.ts'
import { sweep } from './sweep.ts'

const cluster = await openCluster()
const { url } = await cluster.createDatabase()
const client = new pg.Client({ connectionString: url })
let store: Store
beforeAll(async () => {
  store = await openPostgresStore({ url })
  await client.connect()
})
afterAll(async () => {
  await store.close()
  await client.end()
  await cluster.close()
})

/** Asks the database as the process `writer` does. */
async function ask(
  writer: string,
  batch: number,
  writes: readonly Write[],
  over = client,
): Promise<Answered> {
  const { values } = batchOf([prepare(writes)], 0)
  const places = Array.from({ length: values.length + 2 }, (_, n) => `$${n + 1}`).join()
  const sql = `SELECT parley.commit(${places}) AS answered`
  const { rows } = await over.query(sql, [writer, batch, ...values])
  return rows[0]?.answered
}

const a = key('doc', 'a')

describe('a batch that arrives late', () => {
  it('is not done again once its process has gone on', async () => {
    const writer = randomUUID()
    await ask(writer, 1, [put(a, 'first'), add('n', 1), append('log', 'first')])
    await ask(writer, 2, [put(a, 'second'), add('n', 1), append('log', 'second')])
    const late = ask(writer, 1, [put(a, 'first'), add('n', 1), append('log', 'first')])
    expect(await rejection(late)).toBeInstanceOf(pg.DatabaseError)
    expect((await store.get(a))?.value).toBe('second')
    expect(await store.counter(key('n'))).toBe(2)
    expect(await store.readLog('log')).toHaveLength(2)
  })

  it('is refused as it was before, although it would be done now', async () => {
    const writer = randomUUID()
    const b = key('doc', 'b')
    await store.commit([put(b, 'in the way')])
    const writes: Write[] = [{ type: 'expect', key: b, revision: 'absent' }, put(b, 'mine')]
    expect((await ask(writer, 1, writes)).answer.refusals).toEqual([1])
    await store.commit([remove(b)])
    expect((await ask(writer, 1, writes)).answer.refusals).toEqual([1])
    expect(await store.get(b)).toBeUndefined()
  })
})

describe('an answer', () => {
  it('does not pass over what the feed forgot while it was made', async () => {
    const c = key('doc', 'c')
    await store.commit([put(c, 'old')])
    await client.query('BEGIN')
    await client.query('SELECT FROM parley.document WHERE key = $1 FOR UPDATE', [bytesOf(c)])
    const waiting = new pg.Client({ connectionString: url })
    await waiting.connect()
    const asked = ask(randomUUID(), 1, [put(c, 'new')], waiting)
    const database = connectDatabase(url)
    await vi.waitFor(async () => expect(await database.read(WAITING)).toHaveLength(1))
    await sweep(database, { retentionMs: 0 })
    await client.query('COMMIT')
    const { floor, missed } = await asked
    expect(missed).toEqual([])
    expect(floor).toBeGreaterThan(0)
    await waiting.end()
    await database.close()
  })
})

const WAITING = {
  name: 'waiting',
  text: `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%parley.commit%'`,
}
