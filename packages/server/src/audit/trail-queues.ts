import type { Json } from '../kernel/json.ts'
import { key, keyParts, within } from '../store/key.ts'
import type { Key, LogEntry, Store, Write } from '../store/store.ts'
import { keptRequest } from './kept-request.ts'
import type { KnownRows } from './known-rows.ts'
import type { AuditRecord } from './record.ts'
import type { Trail } from './trail.ts'

/** The events of a trail that wait for delivery: one log for each region that they happened in. */
export const SOURCE_KIND = 'cloudtrail.source'

export const queueLog = (trailId: string, region: string): string =>
  `cloudtrail.queue/${trailId}/${region}`

/** The row that says that a trail has events of a region. */
export const sourceKey = (trailId: string, region: string): Key => key(SOURCE_KIND, trailId, region)

/** The writes that put a record into the queues of these trails. */
export function queueWrites(
  trails: readonly Trail[],
  record: AuditRecord,
  { inHistory, rows }: { readonly inHistory: boolean; readonly rows: KnownRows },
): Write[] {
  if (trails.length === 0) return []
  const { requestId, time, region = '' } = record
  const entry = inHistory ? { requestId, time } : { record: asJson(fitting(record)) }
  return trails.flatMap(({ id }): Write[] => {
    const row = sourceKey(id, region)
    const append: Write = { type: 'append', log: queueLog(id, region), entries: [entry] }
    return rows.isMissing(row) ? [append, { type: 'put', key: row, value: {} }] : [append]
  })
}

/** A record itself, or the id of one that the event history holds. */
type Entry =
  | { readonly record: AuditRecord }
  | { readonly requestId: string; readonly time: number }

/**
 * The records behind entries of a queue, in their order; a hole where the history has forgotten one. The store's
 * border: entries are written by `queueWrites` alone.
 */
export async function queuedRecords(
  entries: readonly LogEntry[],
  store: Pick<Store, 'getMany'>,
): Promise<readonly (AuditRecord | undefined)[]> {
  const queued = entries.map(({ value }) => value as unknown as Entry)
  const ids = queued.flatMap(entry => ('record' in entry ? [] : [entry.requestId]))
  const documents = await store.getMany(ids.map(id => key('audit', id)))
  const kept = new Map(ids.map((id, index) => [id, documents[index]?.value]))
  return queued.map(entry =>
    'record' in entry
      ? entry.record
      : (kept.get(entry.requestId) as unknown as AuditRecord | undefined),
  )
}

/** The regions that a trail has events of. */
export async function regionsOf(trailId: string, store: Pick<Store, 'range'>): Promise<string[]> {
  const { documents } = await store.range(...within(SOURCE_KIND, trailId))
  return documents.map(document => keyParts(document.key)[2] ?? '')
}

/** What is too large for an event does not wait for it either: the memory of a delivery is bounded. */
function fitting({ request, ...rest }: AuditRecord): AuditRecord {
  return { ...rest, ...keptRequest(request) }
}

const asJson = (record: AuditRecord) => JSON.parse(JSON.stringify(record)) as Json
