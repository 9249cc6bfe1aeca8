import { jobKey } from '../jobs/record.ts'
import { scheduleJob } from '../jobs/runner.ts'
import type { Clock } from '../kernel/clock.ts'
import { queueLog } from '../outbox/conversation-log.ts'
import { CommitConflict, type Key, type Store } from '../store/store.ts'
import { DELIVER, deliverJob, type QueueName } from './conversation-logs.ts'
import type { Errands } from './errands.ts'
import { LIMITS } from './limits.ts'

/** Makes sure that a queue with new entries has a job, with one commit for many entries. */
export interface NewEntries {
  /** Something was added to the queue. */
  added(queue: QueueName): void
  /** The queue is being read: what is added from now on needs a job again. */
  read(queue: QueueName): void
  /** The document under this key, perhaps a queue's job, is gone. */
  gone(key: Key): void
}

export function createNewEntries({
  store,
  clock,
  errands,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly errands: Errands
}): NewEntries {
  // Queues whose entries no job has read yet, by the key of their job.
  const pending = new Map<Key, QueueName>()
  const schedule = async (name: Key, queue: QueueName): Promise<void> => {
    try {
      await store.commit([
        { type: 'expect', key: name, revision: 'absent' },
        scheduleJob(deliverJob(queue, clock.now() + LIMITS.lingerMs)),
      ])
    } catch (error) {
      // A job that is there already finds the new entries, or its end is noticed.
      if (!(error instanceof CommitConflict)) throw error
    }
  }
  const added = (queue: QueueName): void => {
    const name = jobKey(DELIVER, queue.id)
    if (pending.has(name)) return
    pending.set(name, queue)
    errands.run(() => schedule(name, queue))
  }
  return {
    added,
    read: queue => void pending.delete(jobKey(DELIVER, queue.id)),
    gone(name) {
      const queue = pending.get(name)
      if (!queue) return
      pending.delete(name)
      errands.run(async () => {
        // Its last read may have been just before the entries came.
        const left = await store.readLog(queueLog(queue.id), { limit: 1 })
        if (left.length > 0) added(queue)
      })
    },
  }
}
