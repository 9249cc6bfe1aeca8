import type { Blobs } from '../blobs/blobs.ts'
import type { JobHandler } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import type { Random } from '../kernel/random.ts'
import type { Metrics } from '../outbox/metrics.ts'
import type { Store } from '../store/store.ts'
import type { Calls } from '../wire/calls.ts'
import { createAudioWriter } from './audio.ts'
import { conversationLogHandler, DELIVER } from './conversation-logs.ts'
import { createRoleSessions } from './role-sessions.ts'
import { createWaking } from './waking.ts'
import { createBatchWriter } from './write-batch.ts'

export interface DeliveryOptions {
  readonly store: Store
  /** Where the sound of a turn waits. */
  readonly blobs: Pick<Blobs, 'read' | 'delete'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Where deliveries are counted; nowhere when absent. */
  readonly metrics?: Metrics
  /** Without a parent: deliveries happen on nobody's request. */
  readonly calls: Calls
}

export interface ConversationLogDelivery {
  /** For the job runner. */
  readonly handlers: ReadonlyMap<string, JobHandler>
  /** Call it before requests are answered: it follows the store from then on. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Resolves once every delivery that was asked for is a job. */
  settled(): Promise<void>
}

/** What takes conversation logs out of the outbox and writes them to their groups and buckets (design §5, §9). */
export function createDelivery(options: DeliveryOptions): ConversationLogDelivery {
  const { store, clock, random, log, calls } = options
  const waking = createWaking({ store, clock, log })
  const sessions = createRoleSessions(calls, clock)
  const roles = { calls, sessions, random }
  const writeBatch = createBatchWriter(roles)
  const audio = createAudioWriter({ ...roles, store, blobs: options.blobs })
  const deliver = conversationLogHandler({
    ...{ store, clock, writeBatch, audio, onRead: waking.read },
    ...(options.metrics && { metrics: options.metrics }),
  })
  return {
    handlers: new Map([[DELIVER, deliver]]),
    start: waking.start,
    stop: waking.stop,
    settled: waking.settled,
  }
}
