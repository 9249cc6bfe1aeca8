import type { DayLines } from '../arrange.ts'
import type { Estimate, IngestBatch, Ingested, TimeWindow } from '../search.ts'
import type { Awaitable, Shelf } from './shelf.ts'

/** What a thread of the line store works on: files, memory, or a database (`LineStore` has the promises). */
export interface Engine {
  readonly shelf: Shelf
  write(order: WriteOrder): Promise<Written>
  checkpoint(account: string, key: string): Awaitable<string | undefined>
  forget(account: string, keys: readonly string[]): Awaitable<void>
  estimate(account: string, window: TimeWindow): Awaitable<Estimate>
  /** Closes what this thread has open of an account: days before one, or all. */
  release(account: string, before: string | undefined): void
  retain(account: string, day: string): Awaitable<readonly string[]>
  drop(account: string): Awaitable<void>
  close(): Awaitable<void>
}

export interface WriteOrder {
  readonly account: string
  readonly days: readonly DayLines[]
  readonly object: string
  /** Behind the batch's last line. */
  readonly reached: number
  readonly checkpoint: IngestBatch['checkpoint']
  readonly now: number
}

export type Written =
  | Ingested
  /** Partitions have lines of this batch, of before a crash or of another process: how many of the object, by day. */
  | { readonly kind: 'seen'; readonly seen: ReadonlyMap<string, number> }
