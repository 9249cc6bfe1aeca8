/** What queries read of an engine's partitions, a day of an account each: SQLite answers at once, a database later. */
import type { PackedBlock } from '../block/pack.ts'
import type { TimeWindow } from '../search.ts'

export interface Shelf {
  /** Blocks that are fetched at once, at most. */
  readonly ahead: number
  /** Days from `first` to `last` that have lines, oldest first. */
  days(account: string, first: string, last: string): Awaitable<readonly ShelfDay[]>
}

/** Blocks are known by their number within the day. What was dropped or merged away meanwhile is not among the answers. */
export interface ShelfDay {
  readonly name: string
  /** Blocks that overlap the window, in no order. */
  heads(window: TimeWindow): Awaitable<BlockHead[]>
  /** Those that have none may have any word. */
  filters(ids: readonly number[]): Awaitable<ReadonlyMap<number, Uint8Array>>
  rows(ids: readonly number[]): Awaitable<readonly BlockRow[]>
  parts(wanted: readonly WantedParts[]): Awaitable<readonly StoredParts[]>
}

export type Awaitable<T> = T | Promise<T>

export interface BlockHead {
  readonly id: number
  readonly lines: number
  readonly rawBytes: number
  readonly firstTime: number
  readonly lastTime: number
  /** No line arrived before the one, or after the other. */
  readonly firstSequence: number
  readonly lastSequence: number
}

/** What a block is opened by. */
export interface BlockRow
  extends Pick<BlockHead, 'id' | 'lines' | 'firstTime' | 'firstSequence'>,
    Pick<PackedBlock, 'head' | 'times'> {
  readonly order: Uint8Array | undefined
}

/** Its large parts, by the places of columns in its head. */
export interface WantedParts {
  readonly id: number
  readonly columns: readonly number[]
  readonly raws: boolean
}

export interface StoredParts {
  readonly id: number
  readonly columns: ReadonlyMap<number, Uint8Array>
  readonly raws: Uint8Array | undefined
}
