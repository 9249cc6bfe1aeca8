import type { Leases } from '../leases.ts'
import { checkName } from '../prepare.ts'
import { bytesOf } from './batch.ts'
import { type Database, type Statement, unavailable } from './connection.ts'

/**
 * Leases by the clock of the database, which is the same for every process. A lease that was taken is on the
 * disk before its holder knows of it; one that was given back need not be, for it would end by itself.
 */
export function createLeases(database: Pick<Database, 'write'>): Leases {
  const ask = (statement: Statement, values: readonly unknown[]) =>
    database.write(statement, values).catch(error => {
      throw unavailable(error)
    })
  return {
    async lease(key, holder, ttlMs) {
      checkName(key)
      const [row] = await ask(TAKE, [bytesOf(key), holder, ttlMs])
      return row && Number(row['fencing'])
    },
    async release(key, holder) {
      await ask(RELEASE, [bytesOf(key), holder])
    },
  }
}

const TAKE: Statement = {
  name: 'parley-lease',
  text: `INSERT INTO parley.lease AS held (key, holder, fencing, expires_at)
    VALUES ($1, $2, nextval('parley.fencing'), parley.now() + $3 * interval '1 ms')
    ON CONFLICT (key) DO UPDATE SET
      holder = excluded.holder,
      expires_at = excluded.expires_at,
      fencing = CASE WHEN held.holder = excluded.holder THEN held.fencing ELSE nextval('parley.fencing') END
    WHERE held.holder = excluded.holder OR held.expires_at <= parley.now()
    RETURNING fencing`,
}

const RELEASE: Statement = {
  name: 'parley-release',
  text: `WITH lazily AS (SELECT set_config('synchronous_commit', 'off', true))
    DELETE FROM parley.lease USING lazily WHERE key = $1 AND holder = $2`,
}
