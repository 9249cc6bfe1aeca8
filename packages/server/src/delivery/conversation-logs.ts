import type { Job, JobHandler, JobOutcome, JobRun } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import {
  isAudio,
  type LogDestination,
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
import type { Metrics } from '../outbox/metrics.ts'
import { CommitConflict, type Document, type Store } from '../store/store.ts'
import type { Written } from './as-role.ts'
import { LIMITS } from './limits.ts'
import { cut, nextPortion, type PortionParts, writePortion } from './portions.ts'

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

export interface DeliveryParts extends PortionParts {
  readonly clock: Clock
  /** Where deliveries are counted; nowhere when absent. */
  readonly metrics?: Metrics
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
  readonly destination: LogDestination
  readonly run: JobRun
}

async function drain(
  { queue, destination, run }: Draining,
  known: Document | undefined,
  parts: DeliveryParts,
): Promise<JobOutcome> {
  const { store, clock, onRead } = parts
  const log = queueLog(queue.id)
  let trouble = known
  for (;;) {
    if (run.signal.aborted) return { kind: 'again', runAt: clock.now() }
    onRead(queue)
    const entries = await store.readLog(log, { limit: LIMITS.batchEvents })
    const waiting = entries.map(waitingEntry)
    if (waiting.length === 0) {
      // What was parked was dropped to its last entry.
      await settleTrouble(queue, trouble, { dropped: 0, why: '', store })
      return { kind: 'done' }
    }
    const portion = nextPortion(destination, waiting)
    const written = await writePortion(destination, portion, parts)
    countDelivery(destination, { written, events: portion.events }, parts)
    if (written.kind === 'failed') {
      return park(written, { queue, destination, trouble, waiting }, parts)
    }
    await cut(destination, { queue, waiting, position: portion.nextPosition }, parts)
    const { oversized, unopened } = portion.hopeless
    const dropped = written.rejected + oversized + unopened
    const why = unopened > 0 ? UNOPENED : REFUSED[kindOf(destination)]
    trouble = await settleTrouble(queue, trouble, { dropped, why, store })
  }
}

/** Each entry that was written or refused, under bot, alias and version, each by itself (spec/lex-runtime.md §6). */
function countDelivery(
  destination: LogDestination,
  { written, events }: { readonly written: Written; readonly events: number },
  { metrics, clock }: DeliveryParts,
): void {
  const { account, region, botName, botAlias, botVersion } = destination
  const kind = kindOf(destination)
  const refused = written.kind === 'failed' ? events : written.rejected
  const now = clock.now()
  for (const place of Object.entries({
    BotAlias: botAlias,
    BotName: botName,
    BotVersion: botVersion,
  })) {
    const count = (name: string, times: number) => {
      const series = { account, region, namespace: 'AWS/Lex', name, unit: 'Count' } as const
      if (times > 0) metrics?.record({ ...series, dimensions: [place] }, 1, now, times)
    }
    count(`ConversationLogs${kind}DeliverySuccess`, events - refused)
    count(`ConversationLogs${kind}DeliveryFailure`, refused)
  }
}

interface Failing {
  readonly queue: QueueName
  readonly destination: LogDestination
  readonly trouble: Document | undefined
  readonly waiting: readonly WaitingEntry[]
}

/** Remembers why, drops what has waited too long, and says when to try again. */
async function park(
  { reason, requestId }: Extract<Written, { kind: 'failed' }>,
  { queue, destination, trouble, waiting }: Failing,
  parts: DeliveryParts,
): Promise<JobOutcome> {
  const { store, clock } = parts
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
    const position = kept?.position ?? last.position + 1
    await cut(destination, { queue, waiting, position }, parts)
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
  {
    dropped,
    why,
    store,
  }: { readonly dropped: number; readonly why: string; readonly store: Store },
): Promise<Document | undefined> {
  const before = document && troubleOf(document)
  if (dropped === 0 && !isParked(before)) return document
  const total = (before?.dropped ?? 0) + dropped
  const guard = expected({ account, id }, document)
  if (total === 0) {
    await store.commit([guard, { type: 'delete', key: troubleKey(account, id) }])
    return undefined
  }
  const droppedReason = dropped > 0 ? why : before?.droppedReason
  const after: DeliveryTrouble = {
    attempts: 0,
    dropped: total,
    ...(droppedReason !== undefined && { droppedReason }),
  }
  await store.commit([guard, troubleWrite(account, id, after)])
  return store.get(troubleKey(account, id))
}

const UNOPENED = 'changed while they waited: they do not open under the root key'

const REFUSED = {
  Text: 'refused by the log group for their age or size',
  Audio: 'their sound is gone',
} as const

const kindOf = (destination: LogDestination) => (isAudio(destination) ? 'Audio' : 'Text')

const expected = ({ account, id }: QueueName, document: Document | undefined) =>
  ({
    type: 'expect',
    key: troubleKey(account, id),
    revision: document?.revision ?? 'absent',
  }) as const
