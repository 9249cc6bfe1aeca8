import type { DatabaseSync } from 'node:sqlite'

/**
 * The steps from an empty file to today's tables, applied in order and never changed once released: a file
 * is upgraded by the steps that it lacks.
 *
 * Keys and log names are blobs, because SQLite's text ends at U+0000 for many of its functions; blobs
 * compare by their bytes. `sum` is a checksum of the row (see `checksum.ts`). Tables with large values
 * have row ids: without, a row of more than a quarter page would take an overflow page of its own.
 */
const STEPS: readonly string[] = [
  `CREATE TABLE document (
     id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, revision INTEGER NOT NULL,
     value TEXT NOT NULL, sum INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE counter (key BLOB PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE log (
     id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, next INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE entry (
     id INTEGER PRIMARY KEY, log INTEGER NOT NULL, position INTEGER NOT NULL,
     value TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE (log, position)
   ) STRICT;
   CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO number VALUES ('schema', 0), ('position', 0), ('fencing', 1);`,
]

/** `Prly`, so that the file says whose it is. */
const APPLICATION_ID = 0x50726c79

/**
 * Brings the file to today's schema.
 * @throws Error when it belongs to another program or to a newer version of this one
 */
export function upgradeSchema(db: DatabaseSync, steps: readonly string[] = STEPS): void {
  const found = schemaOf(db)
  if (found > steps.length) {
    throw new Error(
      `the database has schema ${found}, this version knows ${steps.length}: it was written by a newer version`,
    )
  }
  if (found === steps.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(found)) db.exec(step)
    db.exec(`UPDATE number SET value = ${steps.length} WHERE name = 'schema'`)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** How many steps the file has behind it; 0 when it is empty. */
function schemaOf(db: DatabaseSync): number {
  const owner = db.prepare('PRAGMA application_id').get()?.['application_id']
  if (owner === APPLICATION_ID) {
    return Number(db.prepare(`SELECT value FROM number WHERE name = 'schema'`).get()?.['value'])
  }
  const empty = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0
  if (owner !== 0 || !empty) throw new Error('the file is the database of another program')
  return 0
}
