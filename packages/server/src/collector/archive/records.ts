import type { Json } from '../../kernel/json.ts'
import { key } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { Health, Place } from '../records.ts'

/** Where the lines of an account are archived (spec/surroundings.md §14.8). */
export interface ArchiveSetting extends Place {
  readonly id: string
  readonly accountId: string
  readonly owner: string
  readonly enabled: boolean
  readonly compressed: boolean
  readonly createdAt: number
}

/** How far the archive has come. */
export interface ArchiveState {
  readonly health: Health
  readonly archivedLines: number
  readonly archivedBytes: number
  /** The first entry of the spool that is not archived. */
  readonly position: number
  /** The end of the batch that is being written: it is written again as it was after a crash. */
  readonly batchTo?: number
  /** The last line of each object that was archived lately: what a crash brought twice is known by it. */
  readonly last: readonly (readonly [object: string, line: number])[]
}

/** Raw lines of one batch, as they wait for the archive; `packed` is gzip of `[time, raw][]`. */
export interface SpoolEntry {
  readonly at: number
  readonly type: string
  readonly connector: string
  readonly key: string
  readonly object: string
  readonly firstLine: number
  readonly lines: number
  readonly packed: string
  /** What the format must remember to read such lines alone: header fields. */
  readonly state?: Json
}

/** One line of an archive file. */
export interface ArchivedLine {
  readonly ts: number
  readonly type: string
  readonly accountId: string
  readonly connector: string
  readonly key: string
  readonly raw: string
  readonly state?: Json
}

export interface ArchivedFile {
  readonly key: string
  readonly lines: number
  /** As it lies in the bucket. */
  readonly bytes: number
  /** Of the raw lines. */
  readonly rawBytes: number
  readonly sha256: string
  readonly minTs: number
  readonly maxTs: number
  /** Of the trigrams of its lines: tells what is surely not in it. */
  readonly bloom: string
}

/** What was written of one hour with one batch. */
export interface Manifest {
  readonly files: readonly ArchivedFile[]
}

export type RestoreStatus =
  | 'IN_PROGRESS'
  | 'ACTIVE'
  | 'LIMIT_EXCEEDED'
  | 'ABORTED'
  | 'FAILED'
  | 'DELETED'
  | 'EXPIRED'

export interface RestoreFilter {
  readonly field: string
  readonly operator: 'is' | 'is not' | 'is one of' | 'is not one of' | 'exists' | 'does not exist'
  readonly values: readonly string[]
}

/** Archived lines that are brought back into an account of their own, for a while. */
export interface Restore {
  readonly id: string
  readonly owner: string
  /** Whose archive it is. */
  readonly accountId: string
  /** Where the lines come. */
  readonly restoredAccountId: string
  readonly accountName: string
  readonly startTime: number
  readonly endTime: number
  readonly powerSearch?: string
  readonly filters: readonly RestoreFilter[]
  readonly status: RestoreStatus
  readonly reason?: string
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly expiresAt?: number
  readonly restoredBytes: number
  readonly restoredLines: number
  readonly filesRead: number
  /** The key of the last of them. */
  readonly lastFile?: string
  readonly filesSkipped: number
}

export const archiveKey = (accountId: string, id: string): Key =>
  key('collector.archive', accountId, id)
export const archiveStateKey = (id: string): Key => key('collector.archive-state', id)
export const restoreKey = (owner: string, id: string): Key => key('collector.restore', owner, id)
/** The account that archives at a place: one, or none. */
export const archivePlaceKey = ({ endpoint, bucket, prefix }: Place): Key =>
  key('collector.archive-place', endpoint, bucket, prefix)

export const spoolLog = (accountId: string): string => `collector.spool.${accountId}`
/** A counter: packed characters that wait for the archive. */
export const spooledKey = (accountId: string): Key => key('collector.spooled', accountId)

export const newArchiveState = (now: number): ArchiveState => ({
  health: { state: 'ok', since: now, checkedAt: now, failures: 0 },
  archivedLines: 0,
  archivedBytes: 0,
  position: 0,
  last: [],
})
