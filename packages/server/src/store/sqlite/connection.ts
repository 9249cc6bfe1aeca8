import { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '../limits.ts'

/** A connection to the store's file. A commit returns after its bytes are flushed (`synchronous = FULL`). */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: LIMITS.busyMs })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -${LIMITS.pageCacheKiB};
    PRAGMA wal_autocheckpoint = ${LIMITS.walPages};
    PRAGMA journal_size_limit = ${LIMITS.walBytes};
  `)
  return db
}
