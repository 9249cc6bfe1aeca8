/** The same lines in SQLite's full-text index, in several settings: what it costs and what it answers. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { forget, temporary } from '../harness/servers.ts'
import { logLine, requestIdOf } from './lines.ts'

export interface FtsRow {
  readonly name: string
  readonly diskPerRawByte: number
  readonly linesPerSecond: number
  readonly rareP50Ms: number
  readonly countWordMs: number
}

const SETTINGS = {
  full: '',
  column: `, detail='column'`,
  none: `, detail='none'`,
  'none, no sizes': `, detail='none', columnsize=0`,
} as const

/** Index alone (contentless), without parsing and without keeping the lines. */
export function* measureFts(
  lines: number,
  window: { readonly from: number; readonly to: number },
): Generator<FtsRow> {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const folder = temporary()
    try {
      yield { name, ...measure(join(folder, 'fts.db'), setting, lines, window) }
    } finally {
      forget(folder)
    }
  }
}

function measure(
  file: string,
  setting: string,
  lines: number,
  window: { readonly from: number; readonly to: number },
): Omit<FtsRow, 'name'> {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec(`CREATE VIRTUAL TABLE fts USING fts5(line, content=''${setting})`)
  const insert = db.prepare('INSERT INTO fts (rowid, line) VALUES (?, ?)')
  let [busyMs, rawBytes] = [0, 0]
  for (let first = 0; first < lines; first += BATCH) {
    const count = Math.min(BATCH, lines - first)
    const batch = Array.from({ length: count }, (_, n) => logLine(first + n, lines, window))
    for (const line of batch) rawBytes += line.length + 1
    const from = performance.now()
    db.exec('BEGIN')
    for (const [n, line] of batch.entries()) insert.run(first + n + 1, line)
    db.exec('COMMIT')
    busyMs += performance.now() - from
  }
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  // Without positions there are no phrases: every word of the id must be in the line.
  const match = db.prepare('SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT 50')
  const taken = Array.from({ length: 200 }, (_, turn) => {
    const words = requestIdOf((turn * 7_919) % lines).split('-')
    const from = performance.now()
    match.all(words.map(word => `"${word}"`).join(' AND '))
    return performance.now() - from
  }).sort((a, b) => a - b)
  const from = performance.now()
  db.prepare(`SELECT count(*) FROM fts WHERE fts MATCH 'timeout'`).get()
  const countWordMs = performance.now() - from
  db.close()
  return {
    diskPerRawByte: statSync(file).size / rawBytes,
    linesPerSecond: (lines * 1000) / busyMs,
    rareP50Ms: taken[100] ?? Number.NaN,
    countWordMs,
  }
}

const BATCH = 4_096
