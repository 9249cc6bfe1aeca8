/** `CRASH_ROUNDS=200` makes a campaign of it. */
import { afterAll, describe, it } from 'vitest'
import { openCluster } from '../postgres.ts'
import { SEED, temporaryDirectory } from './crash-round.ts'
import { LINES_TIMEOUT_MS, playLines } from './lines-crash.ts'

describe(`an object whose ingestion into PostgreSQL is killed (CRASH_SEED=${SEED})`, async () => {
  const cluster = await openCluster({ durable: true })
  afterAll(() => cluster.close())
  const directory = temporaryDirectory()

  it('has every line once', { timeout: LINES_TIMEOUT_MS }, async () => {
    const { url } = await cluster.createDatabase()
    await playLines({ kind: 'database', url }, directory)
  })
})
