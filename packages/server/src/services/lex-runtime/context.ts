import type { Compiler } from '../../access/compiled.ts'
import type { Scope } from '../../bots/arns.ts'
import type { Runnables } from '../../bots/runnable.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Metrics } from '../../outbox/metrics.ts'
import type { OutboxTexts } from '../../outbox/texts.ts'
import type { CodeHooks } from './code-hooks.ts'
import type { TurnMeasure } from './metrics.ts'
import type { SessionSeal } from './session-seal.ts'
import type { Throttle } from './throttle.ts'
import type { TurnQueue } from './turn-queue.ts'

/** What the runtime knows beside the core. */
export interface LexRuntimeContext extends Context {
  readonly runnables: Runnables
  readonly codeHooks: CodeHooks
  /** One turn at a time in a session. */
  readonly turns: TurnQueue
  /** So many conversations at a time on an alias. */
  readonly throttle: Throttle
  /** Seals what is kept of conversations. */
  readonly sessions: SessionSeal
  /** Seals what is logged while it waits. */
  readonly texts: OutboxTexts
  readonly metrics: Metrics
  /** What the turn of this request tells the metrics. */
  readonly measure: TurnMeasure
  /** Compiles the policies of bots and aliases. */
  readonly compiler: Compiler
}

export const operation = operationsOf<LexRuntimeContext>()

export const scopeOf = ({ account, region }: Scope): Scope => ({ account, region })

/** Whose conversation with what, as every operation names it. */
export interface Target {
  readonly botName: string
  readonly botAlias: string
  readonly userId: string
}
