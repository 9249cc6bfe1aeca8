import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '../limits.ts'
import { syncFolder } from './files.ts'

/** A connection to a file of the line store. A commit returns after its bytes are flushed. */
export function openDatabase(file: string, schema: string): DatabaseSync {
  if (file !== ':memory:' && !existsSync(file)) createFile(file)
  const db = new DatabaseSync(file, { timeout: LIMITS.busyMs })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -${LIMITS.pageCacheKiB};
    PRAGMA journal_size_limit = 8388608;
  `)
  // Who only reads must not wait for who writes.
  if (versionOf(db) === 0) {
    transaction(db, () => {
      if (versionOf(db) === 0) db.exec(`${schema}; PRAGMA user_version = ${VERSION}`)
    })
  }
  if (versionOf(db) === VERSION) return db
  db.close()
  throw new Error(`${file} was written by another version of the line store`)
}

/** SQLite gives its side files the mode of the main file. */
function createFile(file: string): void {
  try {
    // INVARIANT: one that is there already is not opened: closing it would end the locks that this process has on it.
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  syncFolder(dirname(file))
}

const VERSION = 1

const versionOf = (db: DatabaseSync) =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version'])

/** All of `work` or nothing of it. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
