import { Unavailable } from '../kernel/errors.ts'
import type { Json } from '../kernel/json.ts'

/**
 * The one contract of persistence (design §6). Three engines, one test suite (`store-contract.ts`).
 * Nothing here knows what the documents mean.
 */
export interface Store {
  /** The document under `key`, as of the newest commit that this process has seen. */
  get(key: Key): Promise<Document | undefined>
  /** In the order of the keys; a hole where there is none. */
  getMany(keys: readonly Key[]): Promise<(Document | undefined)[]>
  /** One page of the documents with `from <= key < to`, in byte order of the keys. */
  range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage>
  /**
   * Applies all writes or none, in order. Resolves after the disk has them and the caches of this
   * process have applied them.
   * @throws CommitConflict when an `expect` or a counter's maximum does not hold: nothing was written.
   */
  commit(writes: readonly Write[]): Promise<Committed>
  /** Entries of a log with `from <= position < to`. */
  readLog(log: string, options?: LogOptions): Promise<LogEntry[]>
  /** Forgets the entries of a log below `position`. */
  trimLog(log: string, position: number): Promise<void>
  /** A counter's value; 0 when it was never added to. */
  counter(key: Key): Promise<number>
  /**
   * Takes or renews the lease for `holder`. The fencing number grows whenever the holder changes;
   * undefined while another holder's lease lives.
   */
  lease(key: Key, holder: string, ttlMs: number): Promise<number | undefined>
  /** Gives a lease back early; nothing happens when `holder` does not have it. */
  release(key: Key, holder: string): Promise<void>
  /** Position of the newest commit that this process has applied. */
  position(): number
  /**
   * Calls `listener` for every change after now, in commit order, before the `commit` that made it
   * resolves (in this process). Changes made by other processes arrive in the same order, a little later.
   * `missed` is called in their place when this process was cut off for longer than the feed remembers:
   * whatever the subscriber keeps must be looked at again. Returns the function that ends it.
   */
  subscribe(listener: (change: Change) => void, missed?: () => void): () => void
  /**
   * What changed after the position `since`, in commit order and without gaps, up to the newest commit that
   * this process has applied. The feed remembers for a bounded time: `too far back` tells a reader to drop
   * what it keeps and begin anew.
   */
  changes(since: number): Promise<readonly Change[] | 'too far back'>
  /**
   * How long ago this process last knew that it had applied every commit, ms. 0 where no other process can
   * commit. What is cached of permissions may be used only while it is small (design §6).
   */
  heartbeatAgeMs(): number
  /** Everything as of one commit, for a backup. Engines without it are backed up by tools of their own. */
  snapshot?(): Promise<Snapshot>
  close(): Promise<void>
}

/** What a store held at one moment, whatever is written meanwhile. */
export interface Snapshot {
  readonly position: number
  /** In pages of a bounded size. @throws StoreDamaged when a row is not as it was written */
  rows(): AsyncIterable<readonly Row[]>
  close(): Promise<void>
}

export type Row =
  | {
      readonly type: 'document'
      readonly key: Key
      readonly revision: number
      readonly text: string
    }
  | { readonly type: 'counter'; readonly key: Key; readonly value: number }
  /** `next` is the position of the entry that comes next. */
  | { readonly type: 'log'; readonly name: string; readonly next: number }
  | {
      readonly type: 'entry'
      readonly log: string
      readonly position: number
      readonly text: string
    }
  /** No fencing number below it is given again. */
  | { readonly type: 'fencing'; readonly next: number }

/**
 * The name of a document: its kind and its parts, ordered part by part in UTF-8 byte order. Made with
 * `key()`, so that no part can pretend to be two.
 */
export type Key = string & { readonly brand: 'store key' }

export interface Document {
  readonly key: Key
  /** The feed position of the commit that wrote it; never reused. */
  readonly revision: number
  readonly value: Json
}

export type Write =
  /** The document must have this revision, or be absent, for the commit to happen. */
  | { readonly type: 'expect'; readonly key: Key; readonly revision: number | 'absent' }
  | { readonly type: 'put'; readonly key: Key; readonly value: Json }
  | { readonly type: 'delete'; readonly key: Key }
  /** Adds to a counter; with `max`, the commit fails when the sum would exceed it. */
  | { readonly type: 'add'; readonly key: Key; readonly amount: number; readonly max?: number }
  | { readonly type: 'append'; readonly log: string; readonly entries: readonly Json[] }

export interface Committed {
  /** The feed position, which is the revision of every document put by it. */
  readonly revision: number
  /** Counters after an `add`, by key. */
  readonly counters: ReadonlyMap<Key, number>
}

export interface RangeOptions {
  readonly reverse?: boolean
  /** At most this many documents plus groups; `LIMITS.pageSize` when absent. */
  readonly limit?: number
  /** Folds all keys that agree up to and including part number `groupBy` (0-based) into one group. */
  readonly groupBy?: number
}

export interface RangePage {
  readonly documents: readonly Document[]
  readonly groups: readonly Key[]
  /** Where to go on: pass as `from` (forward) or `to` (reverse); undefined at the end. */
  readonly next: Key | undefined
}

export interface LogOptions {
  readonly from?: number
  readonly to?: number
  readonly reverse?: boolean
  readonly limit?: number
}

export interface LogEntry {
  /** Grows by one per entry of its log; never reused. */
  readonly position: number
  readonly value: Json
}

export interface Change {
  readonly revision: number
  readonly key: Key
  readonly type: 'put' | 'delete'
}

/** A commit's condition did not hold; `key` says which one. */
export class CommitConflict extends Error {
  readonly key: Key
  readonly reason: 'revision' | 'maximum'
  constructor(key: Key, reason: 'revision' | 'maximum') {
    super(`commit refused: ${reason} of ${JSON.stringify(key)} does not hold`)
    this.name = 'CommitConflict'
    this.key = key
    this.reason = reason
  }
}

/**
 * The disk or the database could not do what was asked. Nothing of the commit was written, unless the
 * message says that its outcome is unknown; the same commit may succeed later.
 */
export class StoreUnavailable extends Unavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreUnavailable'
  }
}

/** Stored bytes are not what was written: a disk or a program other than this one changed them. */
export class StoreDamaged extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreDamaged'
  }
}
