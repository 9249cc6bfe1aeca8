import type { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '../limits.ts'
import { firstDamaged } from './check-file.ts'
import { extentOfLog, type LogExtent, sumsOfFrames } from './log-frames.ts'
import { createPageSums, openPageSums, PAGE_BYTES } from './page-sums.ts'
import type { RawFiles } from './raw-files.ts'

/** Folds the log into the database, and keeps the sums of its pages. Only the writer may. */
export interface Checkpointer {
  /** After a transaction, before anybody is told of it. */
  committed(position: number | undefined): void
  /** When the log has grown enough; nobody waits for it but the next transaction. */
  foldIfLong(): void
  /** Compares the next pages with their sums, once in a while; the first one that is damaged. */
  scrub(): number | undefined
  /** Leaves one file without a log. */
  close(): void
}

export function createCheckpointer(
  db: DatabaseSync,
  files: RawFiles,
  checkedPages: number,
): Checkpointer {
  const sums = openPageSums(files.sums) ?? createPageSums(files.sums, 0)
  const passive = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let scrubbed = checkedPages
  let nextPass = performance.now() + LIMITS.scrubEveryMs
  // Up to here the pages of the log have their sums.
  let summed: LogExtent = { frames: 0, generation: 0n }

  const unsummed = (extent: LogExtent) =>
    extent.generation === summed.generation ? extent.frames - summed.frames : extent.frames
  /** Whether all of the log is in the database now; a reader may still need the older pages. */
  const fold = (extent: LogExtent): boolean => {
    try {
      const first = extent.frames - unsummed(extent)
      sums.put(sumsOfFrames(files.log, first, extent.frames))
      summed = extent
      const result = passive.get()
      return result?.['busy'] === 0 && result['log'] === result['checkpointed']
    } catch {
      // The disk has no room. The log keeps what is in it, and is folded once there is.
      return false
    }
  }
  return {
    committed(position) {
      if (position !== undefined) sums.acknowledge(position)
    },
    foldIfLong() {
      const extent = extentOfLog(files.index)
      if (unsummed(extent) >= LIMITS.walPages) fold(extent)
    },
    scrub() {
      if (scrubbed >= sums.pages && performance.now() < nextPass) return undefined
      if (scrubbed >= sums.pages) scrubbed = 0
      if (!fold(extentOfLog(files.index))) return undefined
      const last = Math.min(scrubbed + LIMITS.pagesCheckedAtOnce, sums.pages)
      const buffer = Buffer.alloc(LIMITS.pagesCheckedAtOnce * PAGE_BYTES)
      const range = { first: scrubbed + 1, last, logged: new Set<number>(), buffer }
      scrubbed = last
      if (last === sums.pages) nextPass = performance.now() + LIMITS.scrubEveryMs
      return firstDamaged(files.database, sums, range)
    },
    close() {
      fold(extentOfLog(files.index))
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
  }
}
