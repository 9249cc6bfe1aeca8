import type { ClientBase } from 'pg'
import { COMMIT_FUNCTION } from './commit-function.ts'
import { GROUPS_FUNCTION } from './groups-function.ts'
import { TABLES } from './tables.ts'

/**
 * The steps from an empty database to today's schema, applied in order and never changed once released: a
 * database is upgraded by the steps that it lacks, and never downgraded.
 */
const STEPS: readonly string[] = [TABLES + COMMIT_FUNCTION + GROUPS_FUNCTION]

const OLDEST_SERVER = 150_000

/**
 * Brings the database to today's schema, however many processes try at once.
 * @param table remembers how many of the steps were taken
 * @throws Error when it cannot hold our data or was written by a newer version of this program
 */
export async function upgradeSchema(
  client: ClientBase,
  steps: readonly string[] = STEPS,
  table: 'parley.schema' | 'parley.line_schema' = 'parley.schema',
): Promise<void> {
  await checkServer(client)
  await client.query('BEGIN')
  try {
    await client.query(`SELECT pg_advisory_xact_lock(x'50726c79'::integer, 2)`)
    const found = await versionOf(client, table)
    if (found > steps.length) {
      throw new Error(
        `the database has schema ${found}, this version knows ${steps.length}: it was written by a newer version`,
      )
    }
    if (found < steps.length) {
      await client.query('CREATE SCHEMA IF NOT EXISTS parley')
      await client.query(`CREATE TABLE IF NOT EXISTS ${table} (version integer NOT NULL)`)
      for (const step of steps.slice(found)) await client.query(step)
      await client.query(`DELETE FROM ${table}`)
      await client.query(`INSERT INTO ${table} VALUES ($1)`, [steps.length])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function checkServer(client: ClientBase): Promise<void> {
  const { rows } = await client.query(
    `SELECT current_setting('server_version_num')::integer AS version,
       current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby`,
  )
  const { version, encoding, standby } = rows[0]
  if (standby) throw new Error('it is a standby, which cannot be written to')
  if (version < OLDEST_SERVER) throw new Error('PostgreSQL 15 or newer is needed')
  if (encoding !== 'UTF8') {
    throw new Error(`the database must be encoded in UTF8, this one is in ${encoding}`)
  }
}

/** How many steps the database has behind it. */
async function versionOf(client: ClientBase, table: string): Promise<number> {
  const { rows: known } = await client.query('SELECT to_regclass($1) IS NOT NULL AS exists', [
    table,
  ])
  if (!known[0]?.exists) return 0
  const { rows } = await client.query(`SELECT version FROM ${table}`)
  return rows[0]?.version ?? 0
}
