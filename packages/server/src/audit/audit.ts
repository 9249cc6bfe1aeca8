import { boundedMap } from '../kernel/bounded-map.ts'
import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Store, Write } from '../store/store.ts'
import { LIMITS } from './limits.ts'
import type { AuditRecord } from './record.ts'

/** The trail of who did what. Denials and writes are durable; the rest lives in a bounded ring (design §2). */
export interface Audit {
  /** The writes that put a record into the commit of the change it tells of. */
  writes(record: AuditRecord): Write[]
  /** Makes a record durable by itself: denials. */
  append(record: AuditRecord): Promise<void>
  /** Remembers a record without a write, in the ring; it is made, with its evidence, when somebody asks. */
  remember(requestId: string, from: 'known caller' | 'stranger', make: () => AuditRecord): void
  /** The record of a request, with its evidence; undefined when it is unknown or forgotten. */
  find(requestId: string): Promise<AuditRecord | undefined>
  /** Forgets durable records older than the retention; returns how many. */
  prune(now: number): Promise<number>
}

const LOG = 'audit'

export function createAudit(store: Store): Audit {
  const ring = boundedMap<string, () => AuditRecord>(LIMITS.ringRecords)
  // Callers without a verified signature cannot push the others' records out.
  const strangers = boundedMap<string, () => AuditRecord>(LIMITS.strangerRecords)
  const writes = (record: AuditRecord): Write[] => [
    { type: 'put', key: key('audit', record.requestId), value: asJson(record) },
    { type: 'append', log: LOG, entries: [{ requestId: record.requestId, time: record.time }] },
  ]
  return {
    writes,
    async append(record) {
      await store.commit(writes(record))
    },
    remember(requestId, from, make) {
      const place = from === 'stranger' ? strangers : ring
      place.set(requestId, make)
    },
    async find(requestId) {
      const remembered = ring.get(requestId) ?? strangers.get(requestId)
      if (remembered) return remembered()
      const document = await store.get(key('audit', requestId))
      return document ? fromJson(document.value) : undefined
    },
    async prune(now) {
      const oldest = now - LIMITS.retentionDays * 86_400_000
      const entries = await store.readLog(LOG, { limit: LIMITS.prunedAtOnce })
      const expired = entries.filter(({ value }) => timeOf(value) < oldest)
      const last = expired.at(-1)
      if (!last) return 0
      await store.commit(
        expired.map(
          ({ value }): Write => ({ type: 'delete', key: key('audit', requestIdOf(value)) }),
        ),
      )
      await store.trimLog(LOG, last.position + 1)
      return expired.length
    },
  }
}

// The store's border: records are plain data, written and read by this file alone.
const asJson = (record: AuditRecord) => JSON.parse(JSON.stringify(record)) as Json
const fromJson = (value: Json) => value as unknown as AuditRecord
const timeOf = (value: Json) => (value as { time: number }).time
const requestIdOf = (value: Json) => (value as { requestId: string }).requestId
