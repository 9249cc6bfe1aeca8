import type { Random } from '../../kernel/random.ts'
import type { Document, Key, Store, Write } from '../../store/store.ts'
import { type InputLogEvent, LimitExceededException } from '../../wire/models/logs.ts'
import { eventBytes } from './batch.ts'
import type { Keyring } from './encryption/keyring.ts'
import { opened, sealed } from './encryption/sealed.ts'
import { LIMITS } from './limits.ts'
import {
  bucketOf,
  chunkKey,
  chunkOf,
  chunksOf,
  digits,
  type EventChunk,
  type SealedChunk,
} from './records.ts'

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

/** Where events are read. Without a keyring the messages of encrypted groups are empty; times are told all the same. */
export interface EventReader extends Pick<Store, 'range'> {
  readonly keyring?: Keyring
}

/** How a batch is encrypted. */
export interface Sealing {
  readonly dataKeyId: string
  readonly dataKey: Uint8Array
  readonly random: Random
}

/** The writes that store a chronological batch. */
export function eventWrites(
  { groupId, streamId }: StreamId,
  events: readonly InputLogEvent[],
  {
    now,
    seq,
    sealing,
  }: { readonly now: number; readonly seq: string; readonly sealing?: Sealing | undefined },
): readonly Write[] {
  const buckets = new Map<number, [number, string][]>()
  for (const { timestamp, message } of events) {
    const bucket = bucketOf(timestamp, LIMITS.bucketMs)
    const chunk = buckets.get(bucket) ?? []
    if (chunk.length === 0) buckets.set(bucket, chunk)
    chunk.push([timestamp, message])
  }
  return [...buckets].map(([bucket, chunk]) => {
    const key = chunkKey(groupId, streamId, bucket, seq)
    const value = sealing
      ? { ...sealedChunk(key, chunk, now, sealing) }
      : { ingestedAt: now, events: chunk }
    return { type: 'put', key, value }
  })
}

function sealedChunk(
  key: Key,
  events: readonly (readonly [time: number, message: string])[],
  ingestedAt: number,
  { dataKeyId, dataKey, random }: Sealing,
): SealedChunk {
  const plain = Buffer.from(JSON.stringify(events.map(([, message]) => message)))
  return {
    ingestedAt,
    times: events.map(([time]) => time),
    bytes: events.reduce((sum, [, message]) => sum + eventBytes(message), 0),
    dataKeyId,
    sealed: sealed(plain, dataKey, key, random),
  }
}

/** What a chunk counts against the group's stored bytes. */
export function chunkBytes(chunk: EventChunk): number {
  if ('sealed' in chunk) return chunk.bytes
  return chunk.events.reduce((sum, [, message]) => sum + eventBytes(message), 0)
}

/** What is held of the events that are read together. */
export interface Held {
  characters: number
}

/**
 * All events of one bucket, in order.
 * @param held counts them, with those of other streams that are read together
 * @throws ServiceError LimitExceededException when they are more than may be held
 */
export async function readBucket(
  { groupId, streamId }: StreamId,
  bucket: number,
  reader: EventReader,
  held: Held = { characters: 0 },
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  const [first, to] = chunksOf(groupId, streamId, bucket)
  for (let from: typeof first | undefined = first; from !== undefined; ) {
    const page = await reader.range(from, to, { limit: LIMITS.chunksAtOnce })
    for (const document of page.documents) {
      for (const event of await eventsOf(document, groupId, reader.keyring)) {
        held.characters += event.message.length + LIMITS.heldEventCharacters
        events.push(event)
      }
      if (held.characters > LIMITS.heldCharacters) throw tooMuchAtOnce()
    }
    from = page.next
  }
  return events.sort(byId)
}

const tooMuchAtOnce = () =>
  LimitExceededException('The events of ten seconds are more than can be read at once.')

/** The events of one chunk. @throws ServiceError when it is encrypted and KMS refuses */
export async function eventsOf(
  document: Document,
  groupId: string,
  keyring: Keyring | undefined,
): Promise<StoredEvent[]> {
  const chunk = chunkOf(document)
  const seq = sequenceOf(document.key)
  const pairs = 'sealed' in chunk ? await open(chunk, document.key, groupId, keyring) : chunk.events
  return pairs.map(([time, message], index) => ({
    id: digits(time, 14) + seq + digits(index, 5),
    time,
    message,
    ingestedAt: chunk.ingestedAt,
  }))
}

async function open(
  { times, dataKeyId, sealed: text }: SealedChunk,
  key: Key,
  groupId: string,
  keyring: Keyring | undefined,
): Promise<readonly (readonly [time: number, message: string])[]> {
  if (!keyring) return times.map(time => [time, ''])
  const plain = opened(text, await keyring.open(groupId, dataKeyId), key)
  // The store's border: what was sealed is a list of messages, one for each time.
  const messages = JSON.parse(Buffer.from(plain).toString('utf8')) as readonly string[]
  return times.map((time, index) => [time, messages[index] ?? ''])
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0

// A chunk's key ends with its sequence and a separator.
const sequenceOf = (key: string) => key.slice(-27, -1)
