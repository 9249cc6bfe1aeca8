import type { Store, Write } from '../../store/store.ts'
import type { InputLogEvent } from '../../wire/models/logs.ts'
import { LIMITS } from './limits.ts'
import { bucketOf, chunkKey, chunkOf, chunksOf, digits } from './records.ts'

/** An event as it is read back. */
export interface StoredEvent {
  /**
   * 45 digits: time, sequence of the call that brought it, place in that call. Events are ordered by it,
   * within a stream and across streams.
   */
  readonly id: string
  readonly time: number
  readonly message: string
  readonly ingestedAt: number
}

export interface StreamId {
  readonly groupId: string
  readonly streamId: string
}

type Reader = Pick<Store, 'range'>

/** The writes that store a chronological batch. */
export function eventWrites(
  { groupId, streamId }: StreamId,
  events: readonly InputLogEvent[],
  { now, seq }: { readonly now: number; readonly seq: string },
): readonly Write[] {
  const buckets = new Map<number, [number, string][]>()
  for (const { timestamp, message } of events) {
    const bucket = bucketOf(timestamp, LIMITS.bucketMs)
    const chunk = buckets.get(bucket) ?? []
    if (chunk.length === 0) buckets.set(bucket, chunk)
    chunk.push([timestamp, message])
  }
  return [...buckets].map(([bucket, chunk]) => ({
    type: 'put',
    key: chunkKey(groupId, streamId, bucket, seq),
    value: { ingestedAt: now, events: chunk },
  }))
}

/** All events of one bucket, in order. */
export async function readBucket(
  { groupId, streamId }: StreamId,
  bucket: number,
  reader: Reader,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  const [first, to] = chunksOf(groupId, streamId, bucket)
  for (let from: typeof first | undefined = first; from !== undefined; ) {
    const page = await reader.range(from, to)
    for (const document of page.documents) {
      const { ingestedAt, events: chunk } = chunkOf(document)
      const seq = sequenceOf(document.key)
      for (const [index, [time, message]] of chunk.entries()) {
        const id = digits(time, 14) + seq + digits(index, 5)
        events.push({ id, time, message, ingestedAt })
      }
    }
    from = page.next
  }
  return events.sort(byId)
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0

// A chunk's key ends with its sequence and a separator.
const sequenceOf = (key: string) => key.slice(-27, -1)
