import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '../limits.ts'
import { checksum } from './checksum.ts'
import { type LoggedPages, pagesOfLog } from './log-frames.ts'
import { openPageSums, PAGE_BYTES, type PageSums, sumOf } from './page-sums.ts'
import { logFile, sumsFile } from './raw-files.ts'

/** What the bytes of a store's file tell before SQLite is asked. */
export type FileCheck =
  /** There are no sums: a new file, one of an older version, or somebody has deleted them. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'damaged'; readonly page: number }
  | {
      readonly kind: 'sound'
      /** The newest commit that was acknowledged. */
      readonly position: number
      /** The pages up to this one were compared; what is left is compared while the server runs. */
      readonly checkedPages: number
    }

/** Compares the pages of a file that nobody has open with their sums, for as long as a start may take. */
export function checkFile(file: string, now: () => number): FileCheck {
  if (!existsSync(sumsFile(file))) return { kind: 'unknown' }
  return withOpen([sumsFile(file), file, logFile(file)], ([sumsAt, database, log]) => {
    const sums = sumsAt === undefined ? undefined : openPageSums(sumsAt)
    if (!sums || database === undefined) return { kind: 'unknown' }
    const logged = log === undefined ? new Set<number>() : pagesOfLog(log)
    const size = Math.floor(fstatSync(database).size / PAGE_BYTES)
    const end = Math.max(size, sums.pages)
    const buffer = Buffer.alloc(LIMITS.pagesCheckedAtOnce * PAGE_BYTES)
    const until = now() + LIMITS.startCheckMs
    for (let page = 1; page <= end; page += LIMITS.pagesCheckedAtOnce) {
      const last = Math.min(page + LIMITS.pagesCheckedAtOnce - 1, end)
      const damaged = firstDamaged(database, sums, { first: page, last, logged, buffer })
      if (damaged !== undefined) return { kind: 'damaged', page: damaged }
      if (now() >= until) return { kind: 'sound', position: sums.position, checkedPages: last }
    }
    return { kind: 'sound', position: sums.position, checkedPages: end }
  })
}

export interface PageRange {
  readonly first: number
  readonly last: number
  /** Pages whose newest copy is in the log. */
  readonly logged: LoggedPages
  /** As large as the range at least. */
  readonly buffer: Buffer
}

/** The first page of a range that is not as it was written. */
export function firstDamaged(
  database: number,
  sums: PageSums,
  { first, last, logged, buffer }: PageRange,
): number | undefined {
  const bytes = buffer.subarray(0, (last - first + 1) * PAGE_BYTES)
  const read = readSync(database, bytes, 0, bytes.length, (first - 1) * PAGE_BYTES)
  for (let page = first; page <= last; page++) {
    if (logged.has(page)) continue
    const at = (page - first) * PAGE_BYTES
    const isThere = at + PAGE_BYTES <= read
    if (!isThere || sumOf(bytes.subarray(at, at + PAGE_BYTES), page) !== sums.of(page)) return page
  }
  return undefined
}

/** The sums of a file that has none yet, except of the pages in its log, which get theirs from there. */
export function sumsOfFile(database: number, logged: LoggedPages): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  const bytes = Buffer.alloc(PAGE_BYTES)
  const pages = Math.floor(fstatSync(database).size / PAGE_BYTES)
  for (let page = 1; page <= pages; page++) {
    readSync(database, bytes, 0, PAGE_BYTES, (page - 1) * PAGE_BYTES)
    if (!logged.has(page)) sums.set(page, sumOf(bytes, page))
  }
  return sums
}

/**
 * Looks at every row and every index of a file without sums. Takes as long as reading it does.
 * @throws Error that says what is wrong
 */
export function checkRows(db: DatabaseSync): void {
  const problem = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (problem !== 'ok') throw new Error(`it is damaged (${String(problem)}). ${ADVICE}`)
  const rows = db.prepare(`
    SELECT key AS name, revision AS number, value, sum FROM document
    UNION ALL SELECT log.name, position, value, sum FROM entry JOIN log ON log.id = entry.log`)
  for (const { name, number, value, sum } of rows.iterate()) {
    if (sum === checksum(name as Uint8Array, Number(number), String(value))) continue
    const shown = JSON.stringify(Buffer.from(name as Uint8Array).toString('utf8'))
    throw new Error(
      `it is damaged (row ${Number(number)} of ${shown} is not as written). ${ADVICE}`,
    )
  }
}

const ADVICE = 'Restore a backup with `parley restore`'

export const damagedPage = (file: string, page: number) =>
  `it is damaged: page ${page} is not as it was written. ${ADVICE}; if another program has written to the file, delete ${sumsFile(file)}, and the next start looks at every row instead`

export const lacksCommits = (file: string, found: number, acknowledged: number) =>
  `acknowledged changes are missing from it: the newest is number ${found}, number ${acknowledged} was acknowledged. Its write-ahead log was cut, damaged or removed; what is left is as it was. ${ADVICE}; to go on without the missing changes, delete ${sumsFile(file)}`

/** Closes what it opened: only for files that SQLite does not have open. */
function withOpen<T>(
  files: readonly string[],
  work: (descriptors: readonly (number | undefined)[]) => T,
): T {
  const descriptors = files.map(file => (existsSync(file) ? openSync(file, 'r') : undefined))
  try {
    return work(descriptors)
  } finally {
    for (const descriptor of descriptors) if (descriptor !== undefined) closeSync(descriptor)
  }
}
