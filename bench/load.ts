/**
 * `npm run bench:load`: how many turns a second one process over SQLite answers, what becomes of three times as
 * many for a minute, how many one, two and four processes over PostgreSQL answer beside it, and how long a start over
 * 1 GiB takes after `kill -9`. `-- turns --seconds 10` runs one of its cases and shortens the minute.
 */
import { statSync } from 'node:fs'
import { systemClock } from '../packages/server/src/kernel/clock.ts'
import { key } from '../packages/server/src/store/key.ts'
import { openSqliteStore } from '../packages/server/src/store/sqlite/sqlite.ts'
import type { Write } from '../packages/server/src/store/store.ts'
import { conversations, FLAGS } from './harness/conversation.ts'
import { drive, residentMb } from './harness/load.ts'
import { driveOpen } from './harness/open-loop.ts'
import { median, reporter } from './harness/report.ts'
import { signedRequest } from './harness/requests.ts'
import { forget, type RunningParley, startParley, temporary } from './harness/servers.ts'
import { fleet } from './load/fleet.ts'

const report = reporter('load')
const option = (name: string, otherwise: number) =>
  Number(process.argv[process.argv.indexOf(`--${name}`) + 1] ?? otherwise) || otherwise
const SECONDS = option('seconds', 60)
const CONNECTIONS = 32

const CASES = { idle, turns, fleet: () => fleet(report), restart }
const asked = Object.entries(CASES).filter(([name]) => process.argv.includes(name))
for (const [, run] of asked.length > 0 ? asked : Object.entries(CASES)) await run()

async function idle(): Promise<void> {
  const parley = await startParley()
  await pause(5_000)
  report('idle', 'parley', { rssMb: residentMb(parley.pid), readyMs: parley.readyMs })
  await parley.stop()
  forget(parley.data)
}

async function turns(): Promise<void> {
  const parley = await startParley(FLAGS)
  try {
    const load = { connections: CONNECTIONS, seconds: 10, pid: parley.pid, url: parley.url }
    await drive({ ...load, seconds: 5, requests: conversations(parley) })
    const closed = await drive({ ...load, requests: conversations(parley) })
    const turnsPerSecond = closed.requestsPerSecond
    report('PostText', 'parley', { ...closed, turnsPerSecond, rssMb: residentMb(parley.pid) })
    const calm = Math.floor(turnsPerSecond / 2)
    await phase('half of it', parley, calm, Math.min(SECONDS, 20))
    await phase('three times', parley, turnsPerSecond * 3, SECONDS)
    await pause(3_000)
    await phase('half after', parley, calm, Math.min(SECONDS, 20))
    await pause(20_000)
    report('rest after', 'parley', { rssMb: residentMb(parley.pid) })
    report('refused', 'parley', await refusals(parley))
  } finally {
    await parley.stop()
    forget(parley.data)
  }
}

async function phase(
  name: string,
  parley: RunningParley,
  perSecond: number,
  seconds: number,
): Promise<void> {
  const { url, pid } = parley
  const load = { url, requests: conversations(parley), perSecond, seconds, connections: 1_000 }
  const { statuses, ...figures } = await driveOpen(load)
  const shares = Object.entries(statuses).map(([status, count]) => [`status${status}`, count])
  report(name, 'parley', {
    ...{ offeredPerSecond: perSecond, ...figures },
    ...Object.fromEntries(shares),
    rssMb: residentMb(pid),
  })
}

/** As the server itself counts them. */
async function refusals({ url, credentials }: RunningParley): Promise<Record<string, number>> {
  const target = new URL(url)
  const request = { service: 'parley', method: 'GET', target: '/_parley/metrics' }
  const raw = signedRequest(target, request, credentials)
  const headers = raw
    .split('\r\n')
    .slice(1)
    .flatMap(line => {
      const at = line.indexOf(': ')
      return at > 0 && !line.startsWith('host') ? [[line.slice(0, at), line.slice(at + 2)]] : []
    })
  const answer = await fetch(new URL('/_parley/metrics', url), {
    headers: Object.fromEntries(headers) as Record<string, string>,
  })
  const text = await answer.text()
  return {
    refused: Number(/^parley_requests_refused_total (\d+)/m.exec(text)?.[1] ?? Number.NaN),
  }
}

/** Time to the ready line over a store of 1 GiB whose server was killed while it wrote. */
async function restart(): Promise<void> {
  const data = temporary()
  try {
    await (await startParley([], data)).stop()
    await grow(`${data}/parley.db`)
    const times: number[] = []
    const empty: number[] = []
    for (let round = 0; round < 5; round++) {
      const parley = await startParley(FLAGS, data)
      if (round > 0) times.push(parley.readyMs)
      const load = { url: parley.url, requests: conversations(parley), perSecond: 200, seconds: 4 }
      void driveOpen({ ...load, connections: 8 }).catch(() => {})
      await pause(2_000)
      process.kill(parley.pid, 'SIGKILL')
      await parley.stop().catch(() => {})
      await pause(3_000)
      empty.push(await startOverNothing())
    }
    const { size } = statSync(`${data}/parley.db`)
    report('start after kill', 'parley', {
      ...{ gigabytes: size / 2 ** 30, readyMs: median(times), slowestMs: Math.max(...times) },
      emptyReadyMs: median(empty),
    })
  } finally {
    forget(data)
  }
}

/** The same start without a gigabyte, for comparison: the second one, with the sample bot there. */
async function startOverNothing(): Promise<number> {
  const data = temporary()
  try {
    await (await startParley(FLAGS, data)).stop()
    const parley = await startParley(FLAGS, data)
    await parley.stop()
    return parley.readyMs
  } finally {
    forget(data)
  }
}

async function grow(file: string): Promise<void> {
  const store = await openSqliteStore({ file, clock: systemClock })
  const filler = 'x'.repeat(950)
  const documents = 1_010_000
  const perCommit = 500
  for (let n = 0; n < documents; n += perCommit * 4) {
    await Promise.all(
      [0, 1, 2, 3].map(part => {
        const first = n + part * perCommit
        const writes = Array.from({ length: perCommit }, (_, index): Write => {
          const name = String(((first + index) * 7_919) % 1_010_003).padStart(8, '0')
          return { type: 'put', key: key('bench', name), value: { n: first + index, filler } }
        })
        return store.commit(writes)
      }),
    )
  }
  await store.close()
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
