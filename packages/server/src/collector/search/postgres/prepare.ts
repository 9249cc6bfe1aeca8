import pg from 'pg'
import { Unavailable } from '../../../kernel/errors.ts'
import { clientConfig } from '../../../store/postgres/connection.ts'
import { upgradeSchema } from '../../../store/postgres/schema.ts'
import { LIMITS } from '../limits.ts'
import { FUNCTIONS } from './functions.ts'
import { TABLES } from './tables.ts'

/** As with the documents: applied in order, never changed once released. */
const STEPS: readonly string[] = [TABLES + FUNCTIONS]

/** Brings the tables of lines up to date. @throws Unavailable */
export async function prepareDatabase(url: string): Promise<void> {
  const client = new pg.Client(clientConfig(url, LIMITS.upgradeMs))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await upgradeSchema(client, STEPS, 'parley.line_schema')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Unavailable(`cannot keep lines in the database: ${reason}`, { cause })
  } finally {
    void client.end().catch(() => 'it was not open')
  }
}
