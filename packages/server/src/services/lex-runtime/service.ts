import type { Compiler } from '../../access/compiled.ts'
import type { Runnables } from '../../bots/runnable.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Random } from '../../kernel/random.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import { type Metrics, noMetrics } from '../../outbox/metrics.ts'
import type { Store } from '../../store/store.ts'
import { createAddresses } from './addresses.ts'
import { type CodeHooks, noFunctions } from './code-hooks.ts'
import type { LexRuntimeContext } from './context.ts'
import { deleteSession } from './operations/delete-session.ts'
import { getSession } from './operations/get-session.ts'
import { postContent } from './operations/post-content.ts'
import { postText } from './operations/post-text.ts'
import { putSession } from './operations/put-session.ts'
import { createSessionDocuments } from './session-documents.ts'
import { type ConversationQuotas, createThrottle } from './throttle.ts'
import { createTurnQueue } from './turn-queue.ts'
import { createTurnSeries } from './turn-series.ts'

export interface LexRuntimeParts {
  readonly store: Pick<Store, 'lease' | 'release'>
  readonly runnables: Runnables
  readonly clock: Clock
  readonly random: Random
  readonly compiler: Compiler
  readonly log: Logger
  /** How functions are run; without it there are none. */
  readonly codeHooks?: CodeHooks
  readonly quotas?: ConversationQuotas
  /** Where turns are counted; nowhere when absent. */
  readonly metrics?: Metrics
}

/** Conversations with bots (spec/lex-runtime.md). */
export function lexRuntimeService(parts: LexRuntimeParts): Service {
  const { store, runnables, clock, random, log, compiler, quotas } = parts
  const { codeHooks = noFunctions, metrics = noMetrics } = parts
  const turns = createTurnQueue({ store, clock, holder: random.uuid() })
  const throttle = createThrottle(quotas)
  const sessions = createSessionDocuments(log)
  const addresses = createAddresses()
  const series = createTurnSeries()
  return defineService<LexRuntimeContext>({
    name: 'lex-runtime',
    context: core => ({
      ...core,
      runnables,
      addresses,
      codeHooks,
      turns,
      throttle,
      sessions,
      compiler,
      metrics,
      series,
      measure: {},
    }),
    operations: [postText, postContent, putSession, getSession, deleteSession],
  })
}
