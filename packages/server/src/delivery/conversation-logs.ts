import type { Job, JobHandler, JobOutcome, JobRun } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import {
  type ConversationLogDestination,
  queueKey,
  queueLog,
  queueOf,
  type WaitingEntry,
  waitingEntry,
} from '../outbox/conversation-log.ts'
import {
  type DeliveryTrouble,
  isParked,
  troubleKey,
  troubleOf,
  troubleWrite,
} from '../outbox/deliveries.ts'
import { CommitConflict, type Document, type Store } from '../store/store.ts'
import { nextBatch } from './batch.ts'
import { LIMITS } from './limits.ts'
import type { WriteBatch, Written } from './write-batch.ts'

/** Which queue a job of kind `deliver` is about. */
export interface QueueName {
  readonly account: string
  readonly id: string
}

export const DELIVER = 'deliver'

/** The job of a queue: one at a time, so its entries stay in order. */
export const deliverJob = ({ account, id }: QueueName, runAt: number): Job => ({
  kind: DELIVER,
  id,
  runAt,
  payload: { account, id },
})

export interface DeliveryParts {
  readonly store: Store
  readonly clock: Clock
  readonly writeBatch: WriteBatch
  /** Told before the queue is read: what is added later wakes it again. */
  readonly onRead: (queue: QueueName) => void
}

/**
 * Delivers a queue batch by batch until it is empty or a batch fails. What was written is cut off the
 * queue; a failure parks the queue with its reason and comes again with back-off (design §9).
 */
export function conversationLogHandler(parts: DeliveryParts): JobHandler {
  const { store, clock } = parts
  return async ({ payload }, run) => {
    const queue = payload as unknown as QueueName
    const row = await store.get(queueKey(queue.account, queue.id))
    if (!row) return { kind: 'done' }
    const document = await store.get(troubleKey(queue.account, queue.id))
    const { attempts = 0, nextAttemptAt = 0 } = document ? troubleOf(document) : {}
    if (attempts > 0 && nextAttemptAt > clock.now()) return { kind: 'again', runAt: nextAttemptAt }
    try {
      return await drain({ queue, destination: queueOf(row).destination, run }, document, parts)
    } catch (error) {
      // Somebody asked for another attempt while this one was under way.
      if (!(error instanceof CommitConflict)) throw error
      return { kind: 'again', runAt: clock.now() + LIMITS.soonestRetryMs }
    }
  }
}

interface Draining {
  readonly queue: QueueName
  readonly destination: ConversationLogDestination
  readonly run: JobRun
}

async function drain(
  { queue, destination, run }: Draining,
  known: Document | undefined,
  parts: DeliveryParts,
): Promise<JobOutcome> {
  const { store, clock, writeBatch, onRead } = parts
  const log = queueLog(queue.id)
  let trouble = known
  for (;;) {
    if (run.signal.aborted) return { kind: 'again', runAt: clock.now() }
    onRead(queue)
    const entries = await store.readLog(log, { limit: LIMITS.batchEvents })
    const waiting = entries.map(waitingEntry)
    if (waiting.length === 0) {
      // What was parked was dropped to its last entry.
      await settleTrouble(queue, trouble, { dropped: 0, store })
      return { kind: 'done' }
    }
    const batch = nextBatch(waiting)
    const written: Written =
      batch.events.length === 0
        ? { kind: 'written', rejected: 0 }
        : await writeBatch(destination, batch)
    if (written.kind === 'failed') return park(written, { queue, trouble, waiting }, parts)
    await store.trimLog(log, batch.nextPosition)
    const dropped = written.rejected + batch.oversized
    trouble = await settleTrouble(queue, trouble, { dropped, store })
  }
}

interface Failing {
  readonly queue: QueueName
  readonly trouble: Document | undefined
  readonly waiting: readonly WaitingEntry[]
}

/** Remembers why, drops what has waited too long, and says when to try again. */
async function park(
  { reason, requestId }: Extract<Written, { kind: 'failed' }>,
  { queue, trouble, waiting }: Failing,
  { store, clock }: DeliveryParts,
): Promise<JobOutcome> {
  const now = clock.now()
  const before = trouble && troubleOf(trouble)
  const attempts = (before?.attempts ?? 0) + 1
  const overdue = countOverdue(waiting, now)
  const nextAttemptAt = now + (overdue > 0 ? LIMITS.soonestRetryMs : backOffMs(attempts))
  const after: DeliveryTrouble = {
    ...before,
    attempts,
    reason,
    requestId,
    failedAt: now,
    nextAttemptAt,
    dropped: (before?.dropped ?? 0) + overdue,
    ...(overdue > 0 && { droppedReason: `not delivered within 14 days: ${reason}` }),
  }
  await store.commit([expected(queue, trouble), troubleWrite(queue.account, queue.id, after)])
  const kept = waiting[overdue]
  const last = waiting.at(-1)
  if (overdue > 0 && last) {
    await store.trimLog(queueLog(queue.id), kept?.position ?? last.position + 1)
  }
  return { kind: 'again', runAt: nextAttemptAt }
}

/** 1, 2, 4 … seconds, five minutes at most. */
function backOffMs(attempts: number): number {
  return Math.min(LIMITS.firstRetryMs * 2 ** Math.min(attempts - 1, 20), LIMITS.longestRetryMs)
}

function countOverdue(waiting: readonly WaitingEntry[], now: number): number {
  const first = waiting.findIndex(({ queuedAt }) => queuedAt > now - LIMITS.patienceMs)
  return first < 0 ? waiting.length : first
}

/** After a success the queue is no longer parked; what was dropped of it stays on record. */
async function settleTrouble(
  { account, id }: QueueName,
  document: Document | undefined,
  { dropped, store }: { readonly dropped: number; readonly store: Store },
): Promise<Document | undefined> {
  const before = document && troubleOf(document)
  if (dropped === 0 && !isParked(before)) return document
  const total = (before?.dropped ?? 0) + dropped
  const guard = expected({ account, id }, document)
  if (total === 0) {
    await store.commit([guard, { type: 'delete', key: troubleKey(account, id) }])
    return undefined
  }
  const droppedReason =
    dropped > 0 ? 'refused by the log group for their age or size' : before?.droppedReason
  const after: DeliveryTrouble = {
    attempts: 0,
    dropped: total,
    ...(droppedReason !== undefined && { droppedReason }),
  }
  await store.commit([guard, troubleWrite(account, id, after)])
  return store.get(troubleKey(account, id))
}

const expected = ({ account, id }: QueueName, document: Document | undefined) =>
  ({
    type: 'expect',
    key: troubleKey(account, id),
    revision: document?.revision ?? 'absent',
  }) as const
