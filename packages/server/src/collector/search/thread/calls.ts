/** What the threads of the line store are asked, and what they answer. */

import type { WriteOrder } from '../engine/engine.ts'
import type {
  FacetRequest,
  HistogramRequest,
  SearchRequest,
  StatsRequest,
  TimeWindow,
} from '../search.ts'

/** Where the lines of a store are. */
export type Place =
  | { readonly kind: 'memory' }
  | { readonly kind: 'files'; readonly directory: string }
  /** `postgres://user:password@host:port/database` */
  | { readonly kind: 'database'; readonly url: string }

export type Call =
  | { readonly kind: 'write'; readonly order: WriteOrder }
  | { readonly kind: 'checkpoint'; readonly account: string; readonly key: string }
  | { readonly kind: 'forget'; readonly account: string; readonly keys: readonly string[] }
  | { readonly kind: 'retain'; readonly account: string; readonly day: string }
  | { readonly kind: 'drop'; readonly account: string }
  /** Closes what is open of an account, days before one or all, because it is removed. */
  | { readonly kind: 'release'; readonly account: string; readonly before: string | undefined }
  | { readonly kind: 'estimate'; readonly account: string; readonly window: TimeWindow }
  | Query<'search', SearchRequest>
  | Query<'histogram', HistogramRequest>
  | Query<'facets', FacetRequest>
  | Query<'stats', StatsRequest>

interface Query<Kind extends string, Request> {
  readonly kind: Kind
  readonly account: string
  readonly request: Request
  readonly timeoutMs: number
}

export type ToThread =
  | { readonly kind: 'call'; readonly id: number; readonly call: Call }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' }

export type FromThread =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly reason: Failure
      readonly message: string
    }

/** `unavailable`: the same may be possible later. */
export type Failure = 'page token' | 'unavailable' | 'broken'
