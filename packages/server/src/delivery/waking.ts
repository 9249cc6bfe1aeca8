import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import { QUEUE_KIND, queueLog, queueOf } from '../outbox/conversation-log.ts'
import { TROUBLE_KIND, troubleKey } from '../outbox/deliveries.ts'
import { keyParts, within } from '../store/key.ts'
import { type Change, CommitConflict, type Document, type Key, type Store } from '../store/store.ts'
import type { QueueName } from './conversation-logs.ts'
import { createErrands } from './errands.ts'
import { LIMITS } from './limits.ts'
import { createNewEntries } from './new-entries.ts'
import { createParkedQueues } from './parked-queues.ts'

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
export function createWaking({
  store,
  clock,
  log,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}): Waking {
  const errands = createErrands({ clock, log })
  const entries = createNewEntries({ store, clock, errands })
  const parked = createParkedQueues({ store, clock, errands })
  let end: () => void = () => {}
  const follow = ({ key, type }: Change) => {
    if (type === 'delete') entries.gone(key)
    // No more is decoded of the many changes that concern nobody here.
    const kind = key.slice(0, key.indexOf('\u0000'))
    if (kind === QUEUE_KIND && type === 'put') entries.added(queueNameOf(key))
    else if (kind === TROUBLE_KIND) errands.run(() => parked.look(queueNameOf(key)))
    else parked.changed(kind, key)
  }
  const lookAtAll = async () => {
    for (const { key } of await allOf(TROUBLE_KIND, store)) await parked.look(queueNameOf(key))
    for (const row of await allOf(QUEUE_KIND, store)) {
      const waiting = await store.readLog(queueLog(queueNameOf(row.key).id), { limit: 1 })
      if (waiting.length > 0) entries.added(queueNameOf(row.key))
      else await forgetUnused(row, store, clock.now())
    }
  }
  return {
    async start() {
      end = store.subscribe(follow, () => errands.run(lookAtAll))
      await lookAtAll()
    },
    async stop() {
      end()
      await errands.stop()
    },
    read: entries.read,
    settled: errands.settled,
  }
}

/** Removes the row of an empty queue that nobody has used for as long as an entry may wait. */
async function forgetUnused(row: Document, store: Store, now: number): Promise<void> {
  if (now - queueOf(row).lastEntryAt <= LIMITS.patienceMs) return
  const { account, id } = queueNameOf(row.key)
  try {
    await store.commit([
      { type: 'expect', key: row.key, revision: row.revision },
      { type: 'delete', key: row.key },
      { type: 'delete', key: troubleKey(account, id) },
    ])
  } catch (error) {
    // It was used again just now.
    if (!(error instanceof CommitConflict)) throw error
  }
}

async function allOf(kind: string, store: Store): Promise<Document[]> {
  const all: Document[] = []
  const [first, to] = within(kind)
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
