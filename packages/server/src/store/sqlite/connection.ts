import { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '../limits.ts'
import { PAGE_BYTES } from './page-sums.ts'

/**
 * A connection to the store's file. A commit returns after its bytes are flushed (`synchronous = FULL`). The log
 * is folded into the file by the writer alone (`checkpoint.ts`). What is deleted is written over: keys that were
 * deleted for good must not be found in the file (docs/decisions/kms.md).
 */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: LIMITS.busyMs })
  db.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -${LIMITS.pageCacheKiB};
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${LIMITS.walBytes};
  `)
  return db
}
