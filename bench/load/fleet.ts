import { startCluster } from '../../packages/server/test/postgres.ts'
import { sharedHome } from '../../packages/server/test/postgres-flags.ts'
import { conversations, FLAGS } from '../harness/conversation.ts'
import { drive, type Measured } from '../harness/load.ts'
import type { reporter } from '../harness/report.ts'
import { forget, type RunningParley, startParley } from '../harness/servers.ts'

const CONNECTIONS = 32
const WARM_UP_SECONDS = 4
const SECONDS = 8

/** The same turns of one process over SQLite, and of one, two and four processes over one PostgreSQL that flushes. */
export async function fleet(report: ReturnType<typeof reporter>): Promise<void> {
  const sqlite = await measured(await startParley(FLAGS))
  tell('SQLite', sqlite, {})
  const cluster = await startCluster({ durable: true })
  try {
    let one: Measured | undefined
    for (const workers of [1, 2, 4]) {
      const home = await sharedHome(cluster)
      const flags = [...FLAGS, ...home.flags, '--workers', String(workers)]
      const turns = await measured(await startParley(flags))
      await home.remove()
      one ??= turns
      tell(`PostgreSQL, ${workers}`, turns, {
        ratioToOneProcess: turns.requestsPerSecond / one.requestsPerSecond,
        ratioToSqlite: turns.requestsPerSecond / sqlite.requestsPerSecond,
      })
    }
  } finally {
    await cluster.close()
  }

  function tell(name: string, turns: Measured, ratios: Readonly<Record<string, number>>): void {
    const { requestsPerSecond, p50Ms, p99Ms, failures } = turns
    report(name, 'parley', { turnsPerSecond: requestsPerSecond, p50Ms, p99Ms, failures, ...ratios })
  }
}

async function measured(parley: RunningParley): Promise<Measured> {
  try {
    const load = { ...parley, connections: CONNECTIONS, requests: conversations(parley) }
    await drive({ ...load, seconds: WARM_UP_SECONDS })
    return await drive({ ...load, seconds: SECONDS })
  } finally {
    await parley.stop()
    forget(parley.data)
  }
}
