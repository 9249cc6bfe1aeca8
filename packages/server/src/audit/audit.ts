import type { Json } from '../kernel/json.ts'
import { createRing } from '../kernel/ring.ts'
import { key } from '../store/key.ts'
import type { Store, Write } from '../store/store.ts'
import { eventAccounts, selectable } from './event.ts'
import {
  HISTORY_KIND,
  type HistoryItem,
  type HistoryQuery,
  historyLogs,
  historyOf,
  historyWrites,
  isInHistory,
  type Remembered,
} from './history.ts'
import { createKnownRows } from './known-rows.ts'
import { LIMITS } from './limits.ts'
import type { AuditRecord } from './record.ts'
import { selects } from './selectors.ts'
import type { Trail } from './trail.ts'
import { queueWrites, SOURCE_KIND } from './trail-queues.ts'
import { createTrails } from './trails.ts'

/**
 * The trail of who did what. Denials and writes are durable; the rest lives in a bounded ring, unless a trail
 * selects it (design §2).
 */
export interface Audit {
  /** The writes that put a record into the commit of the change it tells of. */
  besides(record: AuditRecord, keep: Keep): Promise<Beside>
  /** Whether any trail looks at these accounts: without one nobody keeps what was done to data. */
  isWatched(accounts: readonly string[]): boolean | Promise<boolean>
  /** Adds to a record of `besides` what was answered. */
  complete(record: AuditRecord): Promise<void>
  /** Makes a record durable by itself: denials. */
  append(record: AuditRecord): Promise<void>
  /**
   * Remembers a record in the ring; it is made, with its evidence, when somebody asks. `forTrails` makes it as trails
   * get it, unless they have it already. Resolves once it is durable where a trail selects it; undefined at once when
   * no trail does.
   */
  remember(
    record: Remembered,
    forTrails: (() => AuditRecord) | undefined,
  ): Promise<void> | undefined
  /** The record of a request, with its evidence; undefined when it is unknown or forgotten. */
  find(requestId: string): Promise<AuditRecord | undefined>
  /** One look into the event history: what fits, and where to go on when there may be more. */
  lookUp(query: HistoryQuery, options: LookUpOptions): Promise<LookedUp>
  /** Forgets durable records older than the retention; returns how many. */
  prune(now: number): Promise<number>
}

/** `history`: a change, known for ninety days. `trails`: a data event, kept only where a trail asks for it. */
export type Keep = 'history' | 'trails'

export interface Beside {
  readonly writes: readonly Write[]
  /** Whether a trail selects the record. */
  readonly isSelected: boolean
}

export interface LookUpOptions {
  readonly limit: number
  readonly fits: (record: AuditRecord) => boolean
}

export interface LookedUp {
  readonly records: readonly AuditRecord[]
  readonly next: HistoryItem['place'] | undefined
}

export function createAudit(store: Store): Audit {
  const ring = ringOf(LIMITS.ringRecords, LIMITS.ringCharacters)
  // Callers without a verified signature cannot push the others' records out.
  const strangers = ringOf(LIMITS.strangerRecords, LIMITS.strangerCharacters)
  const trails = createTrails(store)
  const rows = createKnownRows(store, [HISTORY_KIND, SOURCE_KIND])
  const selecting = async (record: AuditRecord): Promise<readonly Trail[]> => {
    if (isDelivery(record)) return []
    const all = await trails.among(eventAccounts(record))
    if (all.length === 0) return all
    const event = selectable(record)
    return all.filter(trail => selects(trail, event))
  }
  const besides = async (record: AuditRecord, keep: Keep): Promise<Beside> => {
    const selected = await selecting(record)
    const inHistory = keep === 'history'
    const history = inHistory ? [recordWrite(record), ...historyWrites(record, rows)] : []
    const queued = queueWrites(selected, record, { inHistory, rows })
    return { writes: [...history, ...queued], isSelected: selected.length > 0 }
  }
  const queue = async (make: () => AuditRecord): Promise<void> => {
    const { writes } = await besides(make(), 'trails')
    if (writes.length > 0) await store.commit(writes)
  }
  return {
    besides,
    isWatched(accounts) {
      const known = trails.among(accounts)
      return 'length' in known ? known.length > 0 : known.then(found => found.length > 0)
    },
    async complete(record) {
      await store.commit([recordWrite(record)])
    },
    async append(record) {
      const { writes } = await besides(record, 'history')
      await store.commit(writes)
    },
    remember(record, forTrails) {
      const place = record.from === 'stranger' ? strangers : ring
      place.add(record)
      if (!forTrails) return undefined
      const known = trails.among(record.accounts)
      if ('length' in known && known.length === 0) return undefined
      return queue(forTrails)
    },
    async find(requestId) {
      const remembered = [...ring, ...strangers].find(record => record.requestId === requestId)
      if (remembered) return remembered.make()
      const document = await store.get(key('audit', requestId))
      return document ? fromJson(document.value) : undefined
    },
    async lookUp(query, { limit, fits }) {
      const records: AuditRecord[] = []
      let scanned = 0
      const inMemory = [...ring, ...strangers]
      for await (const { record, place } of historyOf(query, inMemory, store)) {
        if (isInHistory(record, query) && fits(record)) records.push(record)
        if (records.length === limit || ++scanned === LIMITS.historyScan) {
          return { records, next: place }
        }
      }
      return { records, next: undefined }
    },
    async prune(now) {
      let pruned = 0
      for (const log of await historyLogs(store)) {
        pruned += await pruneLog(log, now, store)
      }
      return pruned
    },
  }
}

const ringOf = (values: number, weight: number) =>
  createRing<Remembered>({ values, weight, weigh: ({ characters }) => characters })

/** What a trail writes is no event of a trail: each delivery would be the next one's reason. */
const isDelivery = ({ caller }: AuditRecord) =>
  caller?.type === 'service' && caller.arn === 'cloudtrail.amazonaws.com'

async function pruneLog(log: string, now: number, store: Store): Promise<number> {
  const oldest = now - LIMITS.retentionDays * 86_400_000
  const entries = await store.readLog(log, { limit: LIMITS.prunedAtOnce })
  const expired = entries.filter(({ value }) => timeOf(value) < oldest)
  const last = expired.at(-1)
  if (!last) return 0
  await store.commit(
    expired.map(({ value }): Write => ({ type: 'delete', key: key('audit', requestIdOf(value)) })),
  )
  await store.trimLog(log, last.position + 1)
  return expired.length
}

const recordWrite = (record: AuditRecord): Write => ({
  type: 'put',
  key: key('audit', record.requestId),
  value: asJson(record),
})

// The store's border: records are plain data, written and read by this file alone.
const asJson = (record: AuditRecord) => JSON.parse(JSON.stringify(record)) as Json
const fromJson = (value: Json) => value as unknown as AuditRecord
const timeOf = (value: Json) => (value as { time: number }).time
const requestIdOf = (value: Json) => (value as { requestId: string }).requestId
