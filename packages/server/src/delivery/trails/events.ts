import { cloudTrailEvent } from '../../audit/event.ts'
import type { Trail } from '../../audit/trail.ts'
import { queuedRecords, queueLog } from '../../audit/trail-queues.ts'
import type { Store } from '../../store/store.ts'
import { LIMITS } from './limits.ts'

/** Events that stand one after another in a trail's queue, as JSON texts. */
export interface EventSpan {
  readonly events: readonly { readonly text: string; readonly time: number }[]
  /** Where the queue goes on after them. */
  readonly to: number
}

/**
 * The events of a queue from a position on, as many as fit into one file, or up to the position where a file
 * that was begun before ends; undefined when there are none.
 */
export async function readSpan(
  { trail, region, from, to }: SpanPlace,
  store: Pick<Store, 'readLog' | 'getMany'>,
): Promise<EventSpan | undefined> {
  const log = queueLog(trail.id, region)
  const events: { text: string; time: number }[] = []
  let characters = 0
  let next = from
  for (;;) {
    const bounds = { from: next, limit: LIMITS.pageEntries, ...(to !== undefined && { to }) }
    const entries = await store.readLog(log, bounds)
    const records = await queuedRecords(entries, store)
    for (const [index, { position }] of entries.entries()) {
      const record = records[index]
      next = position + 1
      if (!record) continue
      const text = JSON.stringify(cloudTrailEvent(record, trail.account))
      events.push({ text, time: record.time })
      characters += text.length
      const isFull = events.length >= LIMITS.fileEvents || characters >= LIMITS.fileCharacters
      if (isFull && to === undefined) return { events, to: next }
    }
    if (entries.length < LIMITS.pageEntries) break
  }
  return next === from ? undefined : { events, to: next }
}

export interface SpanPlace {
  readonly trail: Pick<Trail, 'id' | 'account'>
  readonly region: string
  readonly from: number
  readonly to?: number
}
