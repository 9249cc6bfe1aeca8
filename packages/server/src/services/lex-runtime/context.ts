import type { Compiler } from '../../access/compiled.ts'
import type { Runnables } from '../../bots/runnable.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Metrics } from '../../outbox/metrics.ts'
import type { Address, Addresses } from './addresses.ts'
import type { CodeHooks } from './code-hooks.ts'
import type { TurnMeasure } from './metrics.ts'
import type { SessionDocuments } from './session-documents.ts'
import type { Throttle } from './throttle.ts'
import type { TurnQueue } from './turn-queue.ts'
import type { TurnSeries } from './turn-series.ts'

/** What the runtime knows beside the core. */
export interface LexRuntimeContext extends Context {
  readonly runnables: Runnables
  readonly addresses: Addresses
  readonly codeHooks: CodeHooks
  /** One turn at a time in a session. */
  readonly turns: TurnQueue
  /** So many conversations at a time on an alias. */
  readonly throttle: Throttle
  /** Sessions, as the store keeps them. */
  readonly sessions: SessionDocuments
  readonly metrics: Metrics
  /** In which turns are counted. */
  readonly series: TurnSeries
  /** What the turn of this request tells the metrics. */
  readonly measure: TurnMeasure
  /** Compiles the policies of bots and aliases. */
  readonly compiler: Compiler
}

export const operation = operationsOf<LexRuntimeContext>()

/** Whose conversation with what, as every operation names it. */
export interface Target {
  readonly botName: string
  readonly botAlias: string
  readonly userId: string
}

/** The same, with what the names of the alias tell. */
export interface Conversation {
  readonly address: Address
  readonly userId: string
}

export const conversationOf = (context: LexRuntimeContext, target: Target): Conversation => ({
  address: context.addresses.of(context, target),
  userId: target.userId,
})
