import { scheduleJob } from '../jobs/runner.ts'
import type { Clock } from '../kernel/clock.ts'
import { queueKey, queueOf } from '../outbox/conversation-log.ts'
import { isParked, retryWrite, troubleKey, troubleOf } from '../outbox/deliveries.ts'
import { keyParts } from '../store/key.ts'
import { CommitConflict, type Key, type Store } from '../store/store.ts'
import { deliverJob, type QueueName } from './conversation-logs.ts'
import type { Errands } from './errands.ts'
import { LIMITS } from './limits.ts'
import { affects, type Named, namedBy, WATCHED } from './named.ts'

/** Knows what each parked queue waits for, and has it tried again when that changes. */
export interface ParkedQueues {
  /** The queue's trouble was written or removed. */
  look(queue: QueueName): Promise<void>
  /** A document of another room changed. */
  changed(kind: string, key: Key): void
}

interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly errands: Errands
}

export function createParkedQueues(parts: Parts): ParkedQueues {
  const { store, clock, errands } = parts
  const parked = new Map<string, { readonly queue: QueueName; readonly named: Named }>()
  return {
    async look(queue) {
      const document = await store.get(troubleKey(queue.account, queue.id))
      const trouble = document && troubleOf(document)
      const row = await store.get(queueKey(queue.account, queue.id))
      if (!row || !trouble || !isParked(trouble)) {
        parked.delete(queue.id)
        return
      }
      parked.set(queue.id, { queue, named: namedBy(queueOf(row).destination) })
      const now = clock.now()
      const isDue = (trouble.nextAttemptAt ?? 0) <= now
      if (isDue) await store.commit([scheduleJob(deliverJob(queue, now))])
    },
    changed(kind, key) {
      if (parked.size === 0 || !WATCHED.has(kind)) return
      for (const { queue, named } of parked.values()) {
        if (affects(keyParts(key), named)) errands.run(() => retry(queue, parts))
      }
    },
  }
}

/** Brings a parked queue's next attempt forward, though not in a tight loop. */
async function retry(queue: QueueName, { store, clock }: Parts): Promise<void> {
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
      // When it is due already, looking at the row above schedules it.
      ...(at > clock.now() ? [scheduleJob(deliverJob(queue, at))] : []),
    ])
  } catch (error) {
    // The queue was tried or freed meanwhile.
    if (!(error instanceof CommitConflict)) throw error
  }
}
