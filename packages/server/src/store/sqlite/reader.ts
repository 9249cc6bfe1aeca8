import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Loaded } from '../cache.ts'
import { pageLimit, readPage, type Scan } from '../page.ts'
import { frozenValue } from '../prepare.ts'
import type { Sealing } from '../sealing.ts'
import {
  type Key,
  type LogEntry,
  type LogOptions,
  type RangeOptions,
  type RangePage,
  StoreDamaged,
} from '../store.ts'
import { checksum } from './checksum.ts'

/** Reads on the main thread. Every method is synchronous and leaves no statement open. */
export interface Reader {
  get(key: Key): Loaded | undefined
  range(from: Key, to: Key, options?: RangeOptions): RangePage
  readLog(log: string, options?: LogOptions): LogEntry[]
  counter(key: Key): number
  /** Position of the newest commit on disk. */
  position(): number
  /** All reads of `work` see the same commit. */
  snapshot<T>(work: () => T): T
}

export function createReader(db: DatabaseSync, { open }: Pick<Sealing, 'open'>): Reader {
  const statements = prepareAll(db)
  const snapshot = <T>(work: () => T): T => {
    statements.begin.run()
    try {
      return work()
    } finally {
      statements.end.run()
    }
  }
  const get = (key: Key): Loaded | undefined => {
    if (!key.isWellFormed()) return undefined
    const bytes = bytesOf(key)
    const row = statements.get.get(bytes)
    return row && loadedOf(key, bytes, row)
  }
  const loadedOf = (key: Key, bytes: Uint8Array, row: Row): Loaded => {
    const revision = Number(row['revision'])
    const text = open(key, verified(bytes, revision, row))
    const document = Object.freeze({ key, revision, value: frozenValue(text) })
    return { document, characters: text.length }
  }
  const scan: Scan = {
    get: key => get(key)?.document,
    nearest(from, to, reverse) {
      const row = (reverse ? statements.last : statements.first).get(bytesOf(from), bytesOf(to))
      return row && keyOf(row['key'])
    },
    documents: (from, to, { reverse, limit }) =>
      (reverse ? statements.backward : statements.forward)
        .all(bytesOf(from), bytesOf(to), limit)
        .map(row => loadedOf(keyOf(row['key']), row['key'] as Uint8Array, row).document),
  }
  return {
    get,
    snapshot,
    range: (from, to, options) => snapshot(() => readPage(scan, from, to, options)),
    readLog(log, options = {}) {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, reverse = false } = options
      const name = bytesOf(log)
      return (reverse ? statements.entriesBackward : statements.entriesForward)
        .all(name, from, to, pageLimit(options.limit))
        .map(row => {
          const position = Number(row['position'])
          const text = open(log, verified(name, position, row))
          return Object.freeze({ position, value: frozenValue(text) })
        })
    },
    counter: key =>
      key.isWellFormed() ? Number(statements.counter.get(bytesOf(key))?.['value'] ?? 0) : 0,
    position: () => Number(statements.position.get()?.['value']),
  }
}

type Row = Record<string, SQLOutputValue>

/** The text of a row. @throws StoreDamaged when it is not as it was written */
function verified(name: Uint8Array, number: number, row: Row): string {
  const text = String(row['value'])
  if (row['sum'] !== checksum(name, number, text)) {
    const shown = JSON.stringify(Buffer.from(name).toString('utf8'))
    throw new StoreDamaged(
      `row ${number} of ${shown} does not have the checksum it was written with`,
    )
  }
  return text
}

const bytesOf = (text: string) => Buffer.from(text, 'utf8')
// The column is the primary key of a STRICT table: a blob.
const keyOf = (value: SQLOutputValue | undefined) =>
  Buffer.from(value as Uint8Array).toString('utf8') as Key

function prepareAll(db: DatabaseSync) {
  const inRange = 'FROM document WHERE key >= ? AND key < ? ORDER BY key'
  const columns = 'SELECT key, revision, value, sum'
  const entries = `SELECT position, value, sum FROM entry
    WHERE log = (SELECT id FROM log WHERE name = ?) AND position >= ? AND position < ?
    ORDER BY position`
  return {
    begin: db.prepare('BEGIN'),
    end: db.prepare('COMMIT'),
    get: db.prepare('SELECT revision, value, sum FROM document WHERE key = ?'),
    first: db.prepare(`SELECT key ${inRange} LIMIT 1`),
    last: db.prepare(`SELECT key ${inRange} DESC LIMIT 1`),
    forward: db.prepare(`${columns} ${inRange} LIMIT ?`),
    backward: db.prepare(`${columns} ${inRange} DESC LIMIT ?`),
    entriesForward: db.prepare(`${entries} LIMIT ?`),
    entriesBackward: db.prepare(`${entries} DESC LIMIT ?`),
    counter: db.prepare('SELECT value FROM counter WHERE key = ?'),
    position: db.prepare(`SELECT value FROM number WHERE name = 'position'`),
  }
}
