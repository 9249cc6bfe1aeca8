import {
  connectDatabase,
  type Database,
  type Statement,
} from '../../../store/postgres/connection.ts'
import { createGate } from '../../../store/postgres/gate.ts'
import type { Engine } from '../engine/engine.ts'
import { daysWithin } from '../engine/walk.ts'
import { LIMITS } from '../limits.ts'
import type { Estimate, TimeWindow } from '../search.ts'
import { bytesOf, digestOf } from './names.ts'
import { prepareDatabase } from './prepare.ts'
import { postgresShelf } from './shelf.ts'
import { change, write } from './write.ts'

/** Partitions as rows of a database that many servers share. */
export function openPostgresEngine(url: string): Engine {
  const database = prepared(url)
  const sweeper = createSweeper(database)
  const drop = async (account: string, before: string | undefined) => {
    const [row] = await change(database, DROP, [bytesOf(account), before])
    sweeper.start()
    return (row?.['days'] ?? []) as readonly string[]
  }
  return {
    shelf: postgresShelf(database),
    write: order => write(database, order),
    async checkpoint(account, key) {
      const [row] = await database.read(CHECKPOINT, [bytesOf(account), digestOf(key)])
      return row && String(row['value'])
    },
    async forget(account, keys) {
      await change(database, FORGET, [bytesOf(account), keys.map(digestOf)])
    },
    estimate: (account, window) => estimate(database, account, window),
    release: () => undefined,
    retain: (account, day) => drop(account, day),
    async drop(account) {
      await drop(account, undefined)
    },
    async close() {
      await sweeper.stop()
      await database.close()
    },
  }
}

/** Removes the rows of dropped days, some at a time; whoever drops next goes on where it stopped. */
function createSweeper(database: Database) {
  let stopped = false
  let asked = false
  let running: Promise<unknown> | undefined
  const sweep = async () => {
    while (asked && !stopped) {
      asked = false
      const [row] = await change(database, SWEEP, [LIMITS.sweptBlocks])
      asked ||= row?.['more'] === true
    }
  }
  return {
    start() {
      asked = true
      running ??= sweep()
        .catch(() => 'the next time')
        .finally(() => {
          running = undefined
        })
    },
    async stop() {
      stopped = true
      await running
    },
  }
}

/** The tables are brought up to date before the first question, and again before each until that worked. */
function prepared(url: string): Database {
  const { connections, statementMs } = LIMITS
  const database = connectDatabase(url, { connections, statementMs })
  const gate = createGate()
  let ready: Promise<void> | undefined
  const prepare = () => {
    ready ??= gate
      .pass(() => prepareDatabase(url))
      .catch(error => {
        ready = undefined
        throw error
      })
    return ready
  }
  return {
    read: async (...asked) => prepare().then(() => database.read(...asked)),
    write: async (...asked) => prepare().then(() => database.write(...asked)),
    commit: async (...asked) => prepare().then(() => database.commit(...asked)),
    close: database.close,
  }
}

async function estimate(
  database: Database,
  account: string,
  window: TimeWindow,
): Promise<Estimate> {
  const { from, to } = window
  if (!(from < to)) return { lines: 0, rawBytes: 0, diskBytes: 0, days: [] }
  const rows = await database.read(COUNTS, [bytesOf(account), ...daysWithin(window), from, to])
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0)
  return {
    lines: sum('lines'),
    rawBytes: sum('raw_bytes'),
    diskBytes: sum('bytes'),
    days: rows.map(row => String(row['day'])),
  }
}

const CHECKPOINT: Statement = {
  name: 'parley-line-checkpoint',
  text: 'SELECT value FROM parley.line_checkpoint WHERE account = $1 AND key = $2',
}
const FORGET: Statement = {
  name: 'parley-line-forget',
  text: `DELETE FROM parley.line_checkpoint WHERE account = $1 AND key IN (
      SELECT key FROM parley.line_checkpoint WHERE account = $1 AND key = ANY ($2::bytea[])
      ORDER BY key FOR UPDATE
    )`,
}
const inWindow = 'FILTER (WHERE retired IS NULL AND last_time >= $4 AND first_time < $5)'
const COUNTS: Statement = {
  name: 'parley-line-counts',
  text: `SELECT day, lines, raw_bytes, bytes FROM (
      SELECT d.day, sum(b.bytes)::float8 AS bytes, sum(b.lines) ${inWindow} AS lines,
        (sum(b.raw_bytes) ${inWindow})::float8 AS raw_bytes
      FROM parley.line_day d JOIN parley.line_block b ON b.day = d.id
      WHERE d.account = $1 AND d.day >= $2 AND d.day <= $3 GROUP BY d.day
    ) counted WHERE lines > 0 ORDER BY day`,
}
const DROP: Statement = {
  name: 'parley-line-drop',
  text: 'SELECT parley.drop_lines($1, $2) AS days',
}
const SWEEP: Statement = {
  name: 'parley-line-sweep',
  text: 'SELECT parley.sweep_lines($1) AS more',
}
