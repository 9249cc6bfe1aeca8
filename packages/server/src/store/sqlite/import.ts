import { closeSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Row } from '../store.ts'
import { checksum } from './checksum.ts'
import { connect } from './connection.ts'
import { upgradeSchema } from './schema.ts'

/** Fills a new file with the rows of a snapshot, which keep their revisions and positions. */
export interface Importer {
  add(rows: readonly Row[]): void
  /** The file is durable, and holds all rows, once it returns. */
  finish(position: number): void
  /** Leaves a file that is not to be used. */
  abandon(): void
}

export function importInto(file: string): Importer {
  closeSync(openSync(file, 'wx', 0o600))
  const db = connect(file)
  upgradeSchema(db)
  db.exec('BEGIN')
  const insert = inserter(db)
  return {
    add(rows) {
      for (const row of rows) insert(row)
    },
    finish(position) {
      db.prepare(`UPDATE number SET value = ? WHERE name = 'position'`).run(position)
      db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
    },
    abandon: () => db.close(),
  }
}

function inserter(db: DatabaseSync): (row: Row) => void {
  const document = db.prepare(
    'INSERT INTO document (key, revision, value, sum) VALUES (?, ?, ?, ?)',
  )
  const counter = db.prepare('INSERT INTO counter VALUES (?, ?)')
  const log = db.prepare('INSERT INTO log (name, next) VALUES (?, ?)')
  const entry = db.prepare(
    `INSERT INTO entry (log, position, value, sum)
     VALUES ((SELECT id FROM log WHERE name = ?), ?, ?, ?)`,
  )
  const fencing = db.prepare(`UPDATE number SET value = ? WHERE name = 'fencing'`)
  return row => {
    if (row.type === 'document') {
      const { revision, text } = row
      const key = Buffer.from(row.key)
      document.run(key, revision, text, checksum(key, revision, text))
    } else if (row.type === 'counter') counter.run(Buffer.from(row.key), row.value)
    else if (row.type === 'log') log.run(Buffer.from(row.name), row.next)
    else if (row.type === 'entry') {
      const { position, text } = row
      const name = Buffer.from(row.log)
      entry.run(name, position, text, checksum(name, position, text))
    } else fencing.run(row.next)
  }
}
