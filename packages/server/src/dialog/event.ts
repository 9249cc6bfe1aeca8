import type { Json } from '../kernel/json.ts'
import type { PutAction } from './put-session.ts'
import type { IntentSummary } from './session.ts'

/** What happens to a conversation. It carries its own time and chance, so nothing else is needed to repeat it. */
export type DialogEvent = Beginning | HookAnswered | SearchAnswered

/** What begins a turn. */
export type Beginning = UtteranceEvent | PutSessionEvent

interface Request {
  /** Epoch ms. */
  readonly now: number
  /** Below `SEEDS`; 0 always draws the first message. */
  readonly seed: number
  readonly userId: string
  readonly alias: string
  /** What the client gets back. */
  readonly outputMode: 'Text' | 'Voice'
  /** Replaces the stored map; absent keeps it. */
  readonly sessionAttributes?: Readonly<Record<string, string>> | undefined
  /** Replaces the stored list; absent keeps it. */
  readonly activeContexts?: readonly GivenContext[] | undefined
}

export interface UtteranceEvent extends Request {
  readonly kind: 'utterance'
  readonly text: string
  readonly requestAttributes?: Readonly<Record<string, string>> | undefined
  readonly sentiment?: Sentiment | null | undefined
}

export interface PutSessionEvent extends Request {
  readonly kind: 'put-session'
  readonly action?: PutAction | undefined
  /** Replaces the stored list (§8.1). */
  readonly recent?: readonly IntentSummary[] | undefined
}

export interface GivenContext {
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
  readonly timeToLive: {
    readonly timeToLiveInSeconds?: number | undefined
    readonly turnsToLive?: number | undefined
  }
}

export interface Sentiment {
  /** `POSITIVE` … */
  readonly sentimentLabel: string
  /** `{Positive: 0.39,Negative: 0.01,Neutral: 0.18,Mixed: 0.42}` */
  readonly sentimentScore: string
}

/** The outcome of an `invoke-code-hook` command. */
export interface HookAnswered {
  readonly kind: 'hook-answered'
  readonly now: number
  readonly answer: { readonly payload: string } | { readonly failure: HookFailure }
}

export type HookFailure =
  | { readonly kind: 'no-permission' }
  | { readonly kind: 'no-such-function' }
  | { readonly kind: 'function-error'; readonly type: 'Handled' | 'Unhandled' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unavailable' }

/** The outcome of a `search-kendra` command. */
export interface SearchAnswered {
  readonly kind: 'search-answered'
  readonly now: number
  /** The whole query response, or why there is none. */
  readonly answer: { readonly response: Json } | { readonly failure: 'refused' | 'throttled' }
}
