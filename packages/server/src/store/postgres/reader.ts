import type { Loaded } from '../cache.ts'
import { after } from '../key.ts'
import { successor } from '../order.ts'
import { cutPage, pageLimit } from '../page.ts'
import { frozenValue } from '../prepare.ts'
import type { Sealing } from '../sealing.ts'
import type { Document, Key, LogEntry, LogOptions, RangeOptions, RangePage } from '../store.ts'
import { bytesOf } from './batch.ts'
import type { Database, Row, Statement } from './connection.ts'

/** Reads of the database itself, each one statement and so of one moment. */
export interface Reader {
  /** What there is of these keys. */
  load(keys: readonly Key[]): Promise<ReadonlyMap<Key, Loaded>>
  range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage>
  readLog(log: string, options?: LogOptions): Promise<LogEntry[]>
  counter(key: Key): Promise<number>
}

export function createReader(
  { read }: Pick<Database, 'read'>,
  { open }: Pick<Sealing, 'open'>,
): Reader {
  const loadedOf = (row: Row): Loaded => {
    const key = keyOf(row)
    const text = open(key, String(row['value']))
    const value = frozenValue(text)
    return {
      document: Object.freeze({ key, revision: Number(row['revision']), value }),
      characters: text.length,
    }
  }
  const documentOf = (row: Row) => loadedOf(row).document
  return {
    async load(keys) {
      const named = keys.filter(key => key.isWellFormed())
      if (named.length === 0) return new Map()
      const rows = await read(DOCUMENTS, [named.map(bytesOf)])
      return new Map(rows.map(row => [keyOf(row), loadedOf(row)]))
    },
    async range(from, to, options = {}) {
      const { reverse = false, groupBy } = options
      const limit = pageLimit(options.limit)
      const bounds = [bytesOf(from), bytesOf(to)]
      if (groupBy === undefined) {
        const rows = await read(reverse ? BACKWARD : FORWARD, [...bounds, limit + 1])
        return cutPage(rows.map(documentOf), limit, reverse)
      }
      const rows = await read(GROUPS, [...bounds, reverse, limit + 1, groupBy])
      return groupedPage(rows, limit, { reverse, documentOf })
    },
    async readLog(log, options = {}) {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, reverse = false } = options
      const values = [bytesOf(log), from, to, pageLimit(options.limit)]
      const rows = await read(reverse ? ENTRIES_BACKWARD : ENTRIES_FORWARD, values)
      return rows.map(row => {
        const text = open(log, String(row['value']))
        return Object.freeze({ position: Number(row['position']), value: frozenValue(text) })
      })
    },
    async counter(key) {
      if (!key.isWellFormed()) return 0
      const [row] = await read(COUNTER, [bytesOf(key)])
      return Number(row?.['value'] ?? 0)
    },
  }
}

function groupedPage(
  rows: readonly Row[],
  limit: number,
  {
    reverse,
    documentOf,
  }: { readonly reverse: boolean; readonly documentOf: (row: Row) => Document },
): RangePage {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const isGroup = (row: Row) => row['is_group'] === true
  const beyond = (row: Row) => (isGroup(row) ? after(keyOf(row)) : successor(keyOf(row)))
  return {
    documents: shown.filter(row => !isGroup(row)).map(documentOf),
    groups: shown.filter(isGroup).map(keyOf),
    next: last && (reverse ? keyOf(last) : beyond(last)),
  }
}

// The border: the column is bytea, and holds what `bytesOf` made of a key.
const keyOf = (row: Row) => (row['key'] as Buffer).toString('utf8') as Key

const DOCUMENTS: Statement = {
  name: 'parley-documents',
  text: 'SELECT key, revision, value FROM parley.document WHERE key = ANY ($1::bytea[])',
}

const inRange = 'SELECT key, revision, value FROM parley.document WHERE key >= $1 AND key < $2'
const FORWARD: Statement = {
  name: 'parley-forward',
  text: `${inRange} ORDER BY key LIMIT $3`,
}
const BACKWARD: Statement = {
  name: 'parley-backward',
  text: `${inRange} ORDER BY key DESC LIMIT $3`,
}
const GROUPS: Statement = {
  name: 'parley-groups',
  text: 'SELECT key, revision, value, is_group FROM parley.groups($1, $2, $3, $4, $5)',
}

const entries = `SELECT position, value FROM parley.entry
  WHERE log = (SELECT id FROM parley.log WHERE name = $1) AND position >= $2 AND position < $3`
const ENTRIES_FORWARD: Statement = {
  name: 'parley-entries-forward',
  text: `${entries} ORDER BY position LIMIT $4`,
}
const ENTRIES_BACKWARD: Statement = {
  name: 'parley-entries-backward',
  text: `${entries} ORDER BY position DESC LIMIT $4`,
}
const COUNTER: Statement = {
  name: 'parley-counter',
  text: 'SELECT value FROM parley.counter WHERE key = $1',
}
