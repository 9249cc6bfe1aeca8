/** A fail-over that leaves the old server behind as a standby, while its name still leads there. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type OwnCluster, startCluster } from '../../../test/postgres.ts'
import { key } from '../key.ts'
import { LIMITS } from '../limits.ts'
import { type Store, StoreUnavailable } from '../store.ts'
import { put, rejection } from '../store-helpers.testing.ts'
import { openPostgresStore } from './postgres.ts'

let cluster: OwnCluster
let url: string
let store: Store
beforeAll(async () => {
  cluster = await startCluster()
  url = (await cluster.createDatabase()).url
  store = await openPostgresStore({ url, isCached: () => true })
})
afterAll(async () => {
  await store.close()
  await cluster.close()
})

const a = key('doc', 'a')
const within = { timeout: 15_000, interval: 50 }

it('a standby is believed in nothing, for it may be behind, until it is the primary', async () => {
  await store.commit([put(a, 'allowed')])
  expect((await store.get(a))?.value).toBe('allowed')
  await cluster.demote()
  await vi.waitFor(() => expect(store.heartbeatAgeMs()).toBeGreaterThan(LIMITS.freshMs * 2), within)
  for (let n = 0; n < 5; n++) {
    expect(await rejection(store.get(a))).toBeInstanceOf(StoreUnavailable)
    expect(await rejection(store.commit([put(a, 'lost')]))).toBeInstanceOf(StoreUnavailable)
    await new Promise(resolve => setTimeout(resolve, LIMITS.heartbeatMs))
  }
  expect(await rejection(openPostgresStore({ url }))).toMatchObject({
    message: expect.stringContaining('standby'),
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('SELECT pg_promote()')
  await client.end()
  await vi.waitFor(() => store.commit([put(a, 'again')]), within)
  await vi.waitFor(() => expect(store.heartbeatAgeMs()).toBeLessThan(LIMITS.freshMs), within)
  expect((await store.get(a))?.value).toBe('again')
})
