import pg from 'pg'
import type { TestDatabase } from '../../../test/postgres.ts'
import { type FakeClock, fakeClock } from '../../kernel/clock.ts'
import type { Store } from '../store.ts'
import type { OpenHome } from '../store-contract.testing.ts'
import { SEALED } from '../store-helpers.testing.ts'
import { openPostgresStore, type PostgresOptions } from './postgres.ts'

/**
 * Homes that share one database, emptied in between. The clock of its leases is replaced by one that is set by
 * hand, which the database is told of before each lease.
 */
export function sharedHomes(
  { url }: TestDatabase,
  isCached: PostgresOptions['isCached'] = () => true,
): { open: OpenHome; close(): Promise<void> } {
  const clock = fakeClock()
  const client = new pg.Client({ connectionString: url })
  let store: Store | undefined
  const reopen = async () => {
    await store?.close()
    // The store's own timers go on by themselves.
    const opened = await openPostgresStore({ url, isCached, sealed: SEALED })
    store = withClock(opened, clock, client)
    return store
  }
  let prepared: Promise<void> | undefined
  const prepare = async () => {
    await client.connect()
    await reopen()
    await replaceClock(client)
  }
  return {
    async open() {
      await (prepared ??= prepare())
      const opened = store ?? (await reopen())
      return {
        store: opened,
        clock,
        reopen,
        async remove() {
          await client.query(EMPTY)
          clock.set(clock.now() + 86_400_000)
          // Whatever it has cached is not there any more.
          await store?.close()
          store = undefined
        },
      }
    },
    async close() {
      await store?.close()
      await client.end()
    },
  }
}

const EMPTY = 'TRUNCATE parley.document, parley.counter, parley.log, parley.entry, parley.lease'

async function replaceClock(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE TABLE public.test_clock (now timestamptz);
    INSERT INTO public.test_clock VALUES (now());
    CREATE OR REPLACE FUNCTION parley.now() RETURNS timestamptz LANGUAGE sql VOLATILE
      AS 'SELECT now FROM public.test_clock'`)
}

function withClock(store: Store, clock: FakeClock, client: pg.Client): Store {
  return {
    ...store,
    async lease(key, holder, ttlMs) {
      await client.query('UPDATE public.test_clock SET now = to_timestamp($1)', [
        clock.now() / 1_000,
      ])
      return store.lease(key, holder, ttlMs)
    },
  }
}
