/**
 * `npm run bench:feed`: how long a permission that one process has taken away is still granted by another. Four
 * server processes share a database whose flushes are real; for each trial a policy is detached through the first
 * and asked for, without pause, through the three others. Measured from the acknowledgement to the moment at
 * which the last request that was still allowed was sent; 0 when none was.
 */
import {
  createWatched,
  startFourServers,
  untilAnswer,
} from '../packages/server/test/four-servers.ts'
import { startCluster } from '../packages/server/test/postgres.ts'
import { reporter } from './harness/report.ts'

const TRIALS = Number(process.env['BENCH_TRIALS'] ?? 300)

const report = reporter('feed')
const cluster = await startCluster({ durable: true })
const four = await startFourServers(cluster)
try {
  const [first, ...others] = four.servers
  const watched = await createWatched(first!, 'measured')
  const askers = others.map(watched.askerOf)
  const waits: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    await watched.grant()
    await Promise.all(askers.map(ask => untilAnswer(ask, 'allowed')))
    await watched.revoke()
    const acknowledgedAt = performance.now()
    const late = await Promise.all(askers.map(ask => untilAnswer(ask, 'denied')))
    for (const allowed of late) {
      const last = allowed.at(-1)
      waits.push(last === undefined ? 0 : Math.max(0, last.askedAt - acknowledgedAt))
    }
  }
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.ceil(waits.length * share) - 1] ?? 0
  report('revocation', 'parley', {
    trials: waits.length,
    stillAllowed: waits.filter(ms => ms > 0).length,
    p50: at(0.5),
    p99: at(0.99),
    worst: at(1),
  })
} finally {
  await four.close()
  await cluster.close()
}
