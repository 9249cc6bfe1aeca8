/** An account's checkpoints. */
import { openDatabase, transaction } from './database.ts'

export interface Book {
  find(key: string): string | undefined
  put(key: string, value: string): void
  forget(keys: readonly string[]): void
  close(): void
}

const SCHEMA = `
  CREATE TABLE checkpoint (
    key BLOB PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`

export function openBook(file: string): Book {
  const db = openDatabase(file, SCHEMA)
  const find = db.prepare('SELECT value FROM checkpoint WHERE key = ?')
  const put = db.prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM checkpoint WHERE key = ?')
  return {
    find(key) {
      const value = find.get(Buffer.from(key))?.['value']
      return typeof value === 'string' ? value : undefined
    },
    put(key, value) {
      put.run(Buffer.from(key), value)
    },
    forget(keys) {
      transaction(db, () => {
        for (const key of keys) forget.run(Buffer.from(key))
      })
    },
    close: () => db.close(),
  }
}
