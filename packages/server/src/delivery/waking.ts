import { jobKey } from '../jobs/record.ts'
import { scheduleJob } from '../jobs/runner.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import {
  type ConversationLogQueue,
  QUEUE_KIND,
  queueKey,
  queueLog,
  queueOf,
} from '../outbox/conversation-log.ts'
import { isParked, retryWrite, TROUBLE_KIND, troubleKey, troubleOf } from '../outbox/deliveries.ts'
import { key, keyParts } from '../store/key.ts'
import { type Change, CommitConflict, type Document, type Key, type Store } from '../store/store.ts'
import { DELIVER, deliverJob, type QueueName } from './conversation-logs.ts'
import { LIMITS } from './limits.ts'
import { affects, type Named, namedBy, WATCHED } from './named.ts'

export interface WakingParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

export interface Waking {
  /** Follows the store from now on, and wakes what waited before. */
  start(): Promise<void>
  stop(): Promise<void>
  /** The queue is being read: what is added from now on wakes it again. */
  read(queue: QueueName): void
  /** Resolves once nothing is being scheduled. */
  settled(): Promise<void>
}

/** Turns changes of the store into delivery jobs: new entries, and whatever a parked queue depends on. */
export function createWaking(parts: WakingParts): Waking {
  const { store, clock, log } = parts
  // Queues with entries that no job has read yet, by the key of their job.
  const pending = new Map<Key, QueueName>()
  const parked = new Map<string, { readonly queue: QueueName; readonly named: Named }>()
  const underway = new Set<Promise<void>>()
  let end: () => void = () => {}

  const inBackground = (work: () => Promise<void>) => {
    // Not before the commit that is being told of has been told to everybody.
    const watched = Promise.resolve()
      .then(work)
      .catch(error => log.error('a delivery could not be scheduled', { error }))
      .finally(() => underway.delete(watched))
    underway.add(watched)
  }
  const wake = (queue: QueueName) => {
    const name = jobKey(DELIVER, queue.id)
    if (pending.has(name)) return
    pending.set(name, queue)
    inBackground(() => scheduleOnce(queue, name, parts))
  }
  const jobEnded = async (name: Key, queue: QueueName) => {
    pending.delete(name)
    const left = await store.readLog(queueLog(queue.id), { limit: 1 })
    if (left.length > 0) wake(queue)
  }
  const troubleChanged = async (queue: QueueName) => {
    const document = await store.get(troubleKey(queue.account, queue.id))
    const trouble = document && troubleOf(document)
    const row = await store.get(queueKey(queue.account, queue.id))
    if (!row || !isParked(trouble)) {
      parked.delete(queue.id)
      return
    }
    parked.set(queue.id, { queue, named: namedBy(queueOf(row).destination) })
    const { nextAttemptAt = 0 } = trouble ?? {}
    if (nextAttemptAt <= clock.now())
      await store.commit([scheduleJob(deliverJob(queue, clock.now()))])
  }
  const follow = ({ key: changed, type }: Change) => {
    const ended = type === 'delete' ? pending.get(changed) : undefined
    if (ended) inBackground(() => jobEnded(changed, ended))
    // Nothing else is decoded for the many changes that concern nobody here.
    const kind = changed.slice(0, changed.indexOf('\u0000'))
    if (kind === QUEUE_KIND && type === 'put') wake(queueNameOf(changed))
    if (kind === TROUBLE_KIND) inBackground(() => troubleChanged(queueNameOf(changed)))
    if (parked.size === 0 || !WATCHED.has(kind)) return
    for (const { queue, named } of parked.values()) {
      if (affects(keyParts(changed), named)) inBackground(() => retry(queue, parts))
    }
  }
  return {
    async start() {
      end = store.subscribe(follow)
      for (const document of await allOf(TROUBLE_KIND, store)) {
        await troubleChanged(queueNameOf(document.key))
      }
      for (const row of await allOf(QUEUE_KIND, store))
        await wakeOrForget(row, { store, clock, wake })
    },
    async stop() {
      end()
      await Promise.all(underway)
    },
    read: queue => void pending.delete(jobKey(DELIVER, queue.id)),
    async settled() {
      while (underway.size > 0) await Promise.all(underway)
    },
  }
}

/** A job that is there already will find the new entries, or its end will be noticed. */
async function scheduleOnce(
  queue: QueueName,
  name: Key,
  { store, clock }: WakingParts,
): Promise<void> {
  try {
    await store.commit([
      { type: 'expect', key: name, revision: 'absent' },
      scheduleJob(deliverJob(queue, clock.now() + LIMITS.lingerMs)),
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
}

/** Brings a parked queue's next attempt forward, though not in a tight loop. */
async function retry(queue: QueueName, { store, clock }: WakingParts): Promise<void> {
  const { account, id } = queue
  const document = await store.get(troubleKey(account, id))
  const trouble = document && troubleOf(document)
  if (!document || !trouble || !isParked(trouble)) return
  const soonest = (trouble.failedAt ?? 0) + LIMITS.soonestRetryMs
  const at = Math.max(clock.now(), soonest)
  if ((trouble.nextAttemptAt ?? 0) <= at) return
  try {
    await store.commit([
      { type: 'expect', key: document.key, revision: document.revision },
      retryWrite(account, id, trouble, at),
      // When it is due already, following the row above schedules it.
      ...(at > clock.now() ? [scheduleJob(deliverJob(queue, at))] : []),
    ])
  } catch (error) {
    // The queue was tried or freed meanwhile.
    if (!(error instanceof CommitConflict)) throw error
  }
}

async function wakeOrForget(
  row: Document,
  {
    store,
    clock,
    wake,
  }: { readonly store: Store; readonly clock: Clock; readonly wake: (queue: QueueName) => void },
): Promise<void> {
  const queue = queueNameOf(row.key)
  const waiting = await store.readLog(queueLog(queue.id), { limit: 1 })
  if (waiting.length > 0) return wake(queue)
  if (!isForgotten(queueOf(row), clock.now())) return
  const trouble = await store.get(troubleKey(queue.account, queue.id))
  try {
    await store.commit([
      { type: 'expect', key: row.key, revision: row.revision },
      { type: 'delete', key: row.key },
      ...(trouble ? [{ type: 'delete', key: trouble.key } as const] : []),
    ])
  } catch (error) {
    // It was used again just now.
    if (!(error instanceof CommitConflict)) throw error
  }
}

const isForgotten = ({ lastEntryAt }: ConversationLogQueue, now: number) =>
  now - lastEntryAt > LIMITS.patienceMs

async function allOf(kind: string, store: Store): Promise<Document[]> {
  const all: Document[] = []
  const first = key(kind)
  const to = `${first.slice(0, -1)}\u0001` as Key
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await store.range(from, to)
    all.push(...page.documents)
    from = page.next
  }
  return all
}

function queueNameOf(row: Key): QueueName {
  const [, account = '', id = ''] = keyParts(row)
  return { account, id }
}
