/**
 * Where collected lines live and are found (spec/surroundings.md §14.7). The contract holds for any engine: ours keeps
 * day partitions in the data directory (`openLineStore` of `open-line-store.ts`); a database or a distributed engine may stand behind it instead. An engine
 * without transactions writes each line under the id of `lineId`, so that writing it twice is writing it once.
 *
 * An account never sees another's lines: every method names the one account it works in.
 */
import type { Field, ParsedLine } from '../formats/format.ts'
import type { Query } from './query/query.ts'

export interface LineStore {
  /**
   * Keeps lines and moves their checkpoint, as one: once it resolves both are on the disk; after a crash either both
   * count or neither, and the same lines written again from the old checkpoint are stored once.
   * Concurrent writers of one checkpoint: the one whose `previous` is not the stored value changes nothing.
   */
  ingest(account: string, batch: IngestBatch): Promise<Ingested>
  checkpoint(account: string, key: string): Promise<string | undefined>
  /** Forgets checkpoints: of objects that collapsed into a cursor or whose connector is gone. */
  forget(account: string, keys: readonly string[]): Promise<void>

  /** Queries throw QueryRefused for what would take too long on any line (`query/cost.ts`). */
  search(account: string, request: SearchRequest, options?: QueryOptions): Promise<SearchPage>
  histogram(account: string, request: HistogramRequest, options?: QueryOptions): Promise<Histogram>
  /** The commonest values of fields among the lines found. */
  facets(account: string, request: FacetRequest, options?: QueryOptions): Promise<Facets>
  /** Sums over a field's numbers among the lines found. */
  stats(account: string, request: StatsRequest, options?: QueryOptions): Promise<Stats>
  /** How much lies in a window, from the heads of its blocks: cheap, no line is read. */
  estimate(account: string, window: TimeWindow): Promise<Estimate>

  /** Drops the partitions of all days before `day` (`YYYY-MM-DD`, UTC, by the lines' time), whole. */
  retain(account: string, day: string): Promise<readonly string[]>
  /** Drops the account: lines and checkpoints. */
  drop(account: string): Promise<void>
  /** Finishes what was asked; nothing may be asked afterwards. */
  close(): Promise<void>
}

export interface IngestBatch {
  readonly lines: readonly ParsedLine[]
  readonly source: LineSource
  /** The number of the first line in its object; numbers of later batches of the object are higher. */
  readonly firstLine: number
  readonly checkpoint: {
    readonly key: string
    readonly value: string
    /** The value that must be stored now; undefined: none. */
    readonly previous: string | undefined
  }
}

export interface LineSource {
  /** `type` of every line. */
  readonly type: string
  /** `connector` of every line. */
  readonly connector: string
  /** What the lines come from, such as bucket, key and ETag: with the line's number its identity for ever. */
  readonly object: string
  /** `s3_key` of every line, when the connector says so. */
  readonly key?: string
  /** `ingested_at` of every line, ms since the epoch. */
  readonly receivedAt: number
  /** Of lines that tell no time themselves: the object's LastModified, say. */
  readonly defaultTime: number
}

export type Ingested =
  | { readonly kind: 'stored' }
  /** Somebody else moved it; nothing was written. */
  | { readonly kind: 'checkpoint-moved'; readonly checkpoint: string | undefined }

/** From `from` up to, but not including, `to`, ms since the epoch. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

export interface SearchRequest extends TimeWindow {
  readonly query: Query
  /** At most `LIMITS.pageLines`; 50 when absent. */
  readonly limit?: number
  /** By time, then by arrival; newest first when absent. */
  readonly order?: 'newest' | 'oldest'
  /** From the page before, for the same query, window and order. @throws InvalidPageToken for any other text */
  readonly next?: string
  /** Longer `raw` and field texts are clipped to this many characters. */
  readonly clipCharacters?: number
}

export interface QueryOptions {
  readonly signal?: AbortSignal
  /** `LIMITS.queryMs` when absent, and at most that. */
  readonly timeoutMs?: number
}

export interface SearchPage {
  readonly lines: readonly FoundLine[]
  /** There may be more. Also after `timedOut`: the search goes on where it stopped. */
  readonly next: string | undefined
  readonly timedOut: boolean
}

export interface FoundLine {
  /** Stays the same for as long as the line is kept. */
  readonly id: string
  readonly time: number
  /** The line's own, in some order, then `type`, `connector`, `s3_key`, `ingested_at`, `_parse_error` as far as they apply. */
  readonly fields: readonly Field[]
  /** `messageOf` the line. */
  readonly message: string
  readonly raw: string
  readonly clipped: boolean
}

export interface HistogramRequest extends TimeWindow {
  readonly query: Query
  /** Width of a bucket; at most `LIMITS.buckets` of them fit into the window. */
  readonly bucketMs: number
}

export interface Histogram {
  /** Buckets that have lines, oldest first; `time` is a multiple of the width since the epoch. */
  readonly buckets: readonly { readonly time: number; readonly lines: number }[]
  readonly total: number
  /** Time was up: the newest part of the window was counted. */
  readonly timedOut: boolean
}

export interface FacetRequest extends TimeWindow {
  readonly query: Query
  /** Field names; absent: the fields that most of the newest lines have. */
  readonly fields?: readonly string[]
  /** Values of each; 10 when absent. */
  readonly limit?: number
}

export interface Facets {
  readonly fields: readonly Facet[]
  readonly timedOut: boolean
}

export interface Facet {
  readonly name: string
  /** Lines that have the field. */
  readonly lines: number
  /** More different values were met than are counted; the counts of those shown are lower bounds. */
  readonly approximate: boolean
  /** Commonest first. */
  readonly values: readonly { readonly value: string; readonly lines: number }[]
}

export interface StatsRequest extends TimeWindow {
  readonly query: Query
  readonly field: string
}

export interface Stats {
  readonly count: number
  readonly sum: number
  readonly min: number | undefined
  readonly max: number | undefined
  readonly timedOut: boolean
}

export interface Estimate {
  readonly lines: number
  readonly rawBytes: number
  /** Bytes that the partitions of these days take on disk. */
  readonly diskBytes: number
  readonly days: readonly string[]
}

/** `tooCostly` tells why the query is not tried. */
export class QueryRefused extends Error {}

/** The token is not one that `search` gave. */
export class InvalidPageToken extends Error {}
