import { closeSync, openSync } from 'node:fs'

/**
 * The store's files as bytes, beside SQLite's own view of them. They stay open as long as SQLite has them:
 * closing any descriptor of a file drops the locks that this process holds on it.
 */
export interface RawFiles {
  readonly database: number
  /** The write-ahead log. */
  readonly log: number
  /** The index of the log, which tells how much of it counts. */
  readonly index: number
  /** Checksums of the pages, see `page-sums.ts`. */
  readonly sums: number
}

export const sumsFile = (file: string) => `${file}-sums`
export const logFile = (file: string) => `${file}-wal`

/** After the first transaction on the file: the log and its index exist then. */
export function openRawFiles(file: string): RawFiles {
  return {
    database: openSync(file, 'r'),
    log: openSync(logFile(file), 'r'),
    index: openSync(`${file}-shm`, 'r'),
    // Made with its directory entry by `ownFile`, as the other files are.
    sums: openSync(sumsFile(file), 'r+'),
  }
}

/** After SQLite has closed them. */
export function closeRawFiles(files: RawFiles): void {
  for (const descriptor of Object.values(files)) closeSync(descriptor)
}
