/** `kill -9` of one of four processes (docs: invariants). `npm run crash:postgres` makes a campaign of it. */
import { afterAll, describe, expect, it } from 'vitest'
import { startCluster } from '../postgres.ts'
import { playCampaign } from './postgres-crash.ts'

const KILLS = Number(process.env['CRASH_ROUNDS'] ?? 6)
const SEED = process.env['CRASH_SEED'] ?? String(process.pid)

describe(`four processes of which ${KILLS} are killed, and their database, too (CRASH_SEED=${SEED})`, async () => {
  const cluster = await startCluster({ durable: true })
  afterAll(() => cluster.close())

  it('lose no acknowledged commit, leave none half done, and tell of each change once, in order', {
    timeout: 60_000 + KILLS * 5_000,
  }, async () => {
    const { url } = await cluster.createDatabase()
    const toll = await playCampaign({
      url,
      kills: KILLS,
      seed: SEED,
      crashDatabase: cluster.crash,
    })
    expect(toll.acknowledged).toBeGreaterThan(KILLS)
    const { acknowledged, unacknowledged, changesTold } = toll
    console.log(
      `${KILLS} kills, ${acknowledged} commits acknowledged, none lost, ${unacknowledged} written unacknowledged, ${changesTold} changes told in order`,
    )
  })
})
