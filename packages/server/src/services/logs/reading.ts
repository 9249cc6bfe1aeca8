import { setImmediate } from 'node:timers/promises'
import { keyParts } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import { byId, type EventReader, readBucket, type StoredEvent, type StreamId } from './events.ts'
import { LIMITS } from './limits.ts'
import { BUCKET_PART, bucketOf, chunksOf, digits } from './records.ts'

/** Which events are meant: `from <= time < to`, and `after < id < before` where given. */
export interface Window {
  readonly from: number
  readonly to: number
  readonly after?: string | undefined
  readonly before?: string | undefined
}

export type Direction = 'forward' | 'backward'

export type StreamEvent<S> = StoredEvent & { readonly stream: S }

/**
 * The events of many streams in the order of their ids, a bucket of time at a time. Only names of buckets
 * are read ahead, so memory is bounded by what one bucket may hold.
 * @throws ServiceError LimitExceededException when it holds more
 */
export async function* readEvents<S extends StreamId>(
  streams: readonly S[],
  window: Window,
  direction: Direction,
  reader: EventReader,
): AsyncGenerator<StreamEvent<S>[]> {
  const sources = streams.map(stream => bucketsOf(stream, window, direction, reader))
  const heads: IteratorResult<number, undefined>[] = []
  // A store takes so many reads at once, and others want their turn.
  for (let at = 0; at < sources.length; at += LIMITS.streamsAtOnce) {
    const some = sources.slice(at, at + LIMITS.streamsAtOnce)
    heads.push(...(await Promise.all(some.map(source => source.next()))))
    await setImmediate()
  }
  const isNearer = direction === 'forward' ? less : greater
  for (;;) {
    let nearest: number | undefined
    for (const { value } of heads) {
      if (value !== undefined && (nearest === undefined || isNearer(value, nearest)))
        nearest = value
    }
    if (nearest === undefined) return
    const events: StreamEvent<S>[] = []
    const held = { characters: 0 }
    for (const [index, head] of heads.entries()) {
      if (head.value !== nearest) continue
      const stream = streams[index]!
      const bucket = await readBucket(stream, nearest, reader, held)
      for (const event of bucket) if (isIn(window, event)) events.push({ ...event, stream })
      heads[index] = await sources[index]!.next()
    }
    if (streams.length > 1) events.sort(byId)
    if (events.length > 0) yield direction === 'forward' ? events : events.reverse()
  }
}

const less = (a: number, b: number) => a < b
const greater = (a: number, b: number) => a > b

function isIn({ from, to, after, before }: Window, { id, time }: StoredEvent): boolean {
  if (time < from || time >= to) return false
  return (after === undefined || id > after) && (before === undefined || id < before)
}

/** The starts of the buckets that hold events of the window, nearest first. */
async function* bucketsOf(
  { groupId, streamId }: StreamId,
  window: Window,
  direction: Direction,
  reader: EventReader,
): AsyncGenerator<number, undefined> {
  let [from, to] = boundsOf({ groupId, streamId }, window)
  const reverse = direction === 'backward'
  while (from < to) {
    const { groups, next } = await reader.range(from, to, {
      reverse,
      groupBy: BUCKET_PART,
      limit: LIMITS.bucketsAhead,
    })
    for (const group of groups) yield Number(keyParts(group)[BUCKET_PART])
    if (next === undefined) return undefined
    if (reverse) to = next
    else from = next
  }
  return undefined
}

function boundsOf({ groupId, streamId }: StreamId, window: Window): [from: Key, to: Key] {
  const all = chunksOf(groupId, streamId)
  const earliest = Math.max(window.from, timeOf(window.after, 0))
  const latest = Math.min(window.to, timeOf(window.before, Number.MAX_SAFE_INTEGER))
  const first = chunksOf(groupId, streamId, bucketOf(Math.max(earliest, 0), LIMITS.bucketMs))[0]
  // Later than fourteen digits can tell is never.
  if (latest >= 10 ** 14) return [first, all[1]]
  return [first, chunksOf(groupId, streamId, bucketOf(Math.max(latest, 0), LIMITS.bucketMs))[1]]
}

const timeOf = (id: string | undefined, none: number) =>
  id === undefined ? none : Number(id.slice(0, 14))

/** The first id of a time: a bound for windows. */
export const idAt = (time: number): string => digits(time, 14) + '0'.repeat(31)
