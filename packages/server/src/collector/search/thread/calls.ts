/** What the threads of the line store are asked, and what they answer. */

import type { WriteOrder } from '../engine/write.ts'
import type {
  FacetRequest,
  HistogramRequest,
  SearchRequest,
  StatsRequest,
  TimeWindow,
} from '../search.ts'

export type Call =
  | { readonly kind: 'write'; readonly order: WriteOrder }
  | { readonly kind: 'checkpoint'; readonly account: string; readonly key: string }
  | { readonly kind: 'forget'; readonly account: string; readonly keys: readonly string[] }
  | { readonly kind: 'retain'; readonly account: string; readonly day: string }
  | { readonly kind: 'drop'; readonly account: string }
  /** Closes what is open of an account, days or all, because it is removed. */
  | { readonly kind: 'release'; readonly account: string; readonly days: readonly string[] }
  | { readonly kind: 'days'; readonly account: string }
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
      readonly isPageToken: boolean
      readonly message: string
    }
