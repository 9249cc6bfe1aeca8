import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fakeClock } from '../../kernel/clock.ts'
import type { Key, Store } from '../store.ts'
import type { OpenHome } from '../store-contract.testing.ts'
import { remove, SEALED } from '../store-helpers.testing.ts'
import { openSqliteStore } from './sqlite.ts'

/** A directory that is gone after the tests of its file. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'parley-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/**
 * Homes that share one store, emptied in between: starting the writer thread for every test would take
 * most of the time of the suite.
 */
export function sharedHomes(directory: string): { open: OpenHome; close(): Promise<void> } {
  const file = join(directory, 'parley.db')
  const clock = fakeClock()
  let store: Store | undefined
  const reopen = async () => {
    await store?.close()
    store = await openSqliteStore({ file, clock, sealed: SEALED })
    return store
  }
  return {
    async open() {
      const opened = store ?? (await reopen())
      return {
        store: opened,
        clock,
        reopen,
        async remove() {
          // Some tests close the store.
          if (!(await isOpen(store))) await reopen()
          await empty(store!, file)
          // Leases end.
          clock.set(clock.now() + 86_400_000)
        },
      }
    },
    async close() {
      await store?.close()
    },
  }
}

const ALL: readonly [Key, Key] = ['' as Key, '\u{10ffff}' as Key]

async function empty(store: Store, file: string): Promise<void> {
  for (;;) {
    const { documents } = await store.range(...ALL)
    if (documents.length === 0) break
    await store.commit(documents.map(({ key }) => remove(key)))
  }
  const db = new DatabaseSync(file)
  // What another connection folds into the file has no sums.
  db.exec('PRAGMA wal_autocheckpoint = 0')
  db.exec('DELETE FROM counter; DELETE FROM entry; DELETE FROM log')
  db.close()
}

const isOpen = async (store: Store | undefined) =>
  store?.counter('' as Key).then(
    () => true,
    () => false,
  )
