import type { Json } from '../kernel/json.ts'
import { key, within } from '../store/key.ts'
import type { Document, Key, Store, Write } from '../store/store.ts'
import {
  type LogDestination,
  QUEUE_KIND,
  queueKey,
  queueLog,
  queueOf,
  waitingEntry,
} from './conversation-log.ts'

/** A queue's trouble: the row exists while it is parked, or once something of it was dropped. */
export interface DeliveryTrouble {
  /** Failures in a row; parked while there are any. */
  readonly attempts: number
  /** Why the last attempt failed, in the words of the refusal. */
  readonly reason?: string
  /** The refused call, for `parley explain`. */
  readonly requestId?: string
  readonly failedAt?: number
  readonly nextAttemptAt?: number
  /** Entries given up for good, and why the last of them was. */
  readonly dropped: number
  readonly droppedReason?: string
}

/** A queue as operators see it. */
export interface Delivery {
  readonly id: string
  readonly destination: LogDestination
  readonly waiting: number
  /** When the oldest waiting entry was queued. */
  readonly oldestAt: number | undefined
  readonly trouble: DeliveryTrouble | undefined
}

export const TROUBLE_KIND = 'outbox.trouble'

export const troubleKey = (account: string, id: string): Key => key(TROUBLE_KIND, account, id)

export const isParked = (trouble: DeliveryTrouble | undefined): boolean =>
  trouble !== undefined && trouble.attempts > 0

/** The store's border: written by delivery and by the write below. */
export const troubleOf = (document: Document): DeliveryTrouble =>
  document.value as unknown as DeliveryTrouble

export const troubleWrite = (account: string, id: string, trouble: DeliveryTrouble): Write => ({
  type: 'put',
  key: troubleKey(account, id),
  value: trouble as unknown as Json,
})

/** The write that has a parked queue tried again at `at`: delivery follows this row. */
export const retryWrite = (
  account: string,
  id: string,
  trouble: DeliveryTrouble,
  at: number,
): Write => troubleWrite(account, id, { ...trouble, nextAttemptAt: at })

export type DeliveryReader = Pick<Store, 'get' | 'range' | 'readLog'>

/** A queue by its id; undefined when the account has none. */
export async function findDelivery(
  account: string,
  id: string,
  reader: DeliveryReader,
): Promise<Delivery | undefined> {
  const row = await reader.get(queueKey(account, id))
  if (!row) return undefined
  const document = await reader.get(troubleKey(account, id))
  const log = queueLog(id)
  const [oldest] = await reader.readLog(log, { limit: 1 })
  const [newest] = await reader.readLog(log, { limit: 1, reverse: true })
  return {
    id,
    destination: queueOf(row).destination,
    // Positions grow by one an entry, and what is delivered is cut off at the beginning.
    waiting: oldest && newest ? newest.position - oldest.position + 1 : 0,
    oldestAt: oldest && waitingEntry(oldest).queuedAt,
    trouble: document && troubleOf(document),
  }
}

/** One page of an account's queues, in the order of their ids, after the one named. */
export async function listQueues(
  account: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
  reader: Pick<Store, 'range'>,
): Promise<{ readonly ids: readonly string[]; readonly isLast: boolean }> {
  const [first, to] = within(QUEUE_KIND, account)
  const place = after === undefined ? undefined : queueKey(account, after)
  const page = await reader.range(place ?? first, to, { limit: limit + 1 })
  const rows = page.documents.filter(document => document.key !== place)
  return {
    ids: rows.slice(0, limit).map(({ key: row }) => idOf(row)),
    isLast: rows.length <= limit && page.next === undefined,
  }
}

// A key ends with its last part and a separator.
const idOf = (row: Key): string => row.split('\u0000').at(-2) ?? ''
