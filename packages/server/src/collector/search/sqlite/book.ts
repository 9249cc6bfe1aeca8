/** An account's checkpoints. */
import { failed, ok, type Result } from '../../../kernel/result.ts'
import type { IngestBatch } from '../search.ts'
import { openDatabase, transaction } from './database.ts'

export interface Book {
  find(key: string): string | undefined
  all(): readonly { readonly key: string; readonly value: string }[]
  /** Sets a checkpoint; when it is not what it was expected to be, tells what it is and changes nothing. */
  move(checkpoint: IngestBatch['checkpoint']): Result<void, string | undefined>
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
  const all = db.prepare('SELECT key, value FROM checkpoint')
  const put = db.prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM checkpoint WHERE key = ?')
  const storedUnder = (key: string) => {
    const value = find.get(Buffer.from(key))?.['value']
    return typeof value === 'string' ? value : undefined
  }
  return {
    find: storedUnder,
    all: () =>
      all.all().map(row => ({
        key: Buffer.from(row['key'] as Uint8Array).toString(),
        value: String(row['value']),
      })),
    move({ key, value, previous }) {
      return transaction(db, () => {
        const stored = storedUnder(key)
        if (stored !== previous) return failed(stored)
        put.run(Buffer.from(key), value)
        return ok(undefined)
      })
    },
    forget(keys) {
      transaction(db, () => {
        for (const key of keys) forget.run(Buffer.from(key))
      })
    },
    close: () => db.close(),
  }
}
