import { createHash } from 'node:crypto'
import { within } from '../../store/key.ts'
import type { Write } from '../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { type FoundObject, foundKey, positionKey, putRecord, recordOf } from '../records.ts'
import { pagesOf, SourceFailure } from '../source.ts'
import type { Look } from './discover.ts'
import { arrivalsOf } from './enqueue.ts'

/** Where a pass over an unordered bucket stands. */
interface Position {
  /** What was written a day before it is known, whatever its name. */
  readonly watermark: number
  readonly passStartedAt?: number
  readonly newest: number
  readonly after?: string
  readonly listed: number
  /** Of the next document of hashes. */
  readonly next: number
  /** When the last pass ended. */
  readonly passedAt?: number
}

/** Hashes of objects that were found together; forgotten once all are older than the watermark's day. */
interface Found {
  readonly newest: number
  readonly packed: string
}

/**
 * Lists a whole bucket in passes; new is what no hash knows and what is not older than the watermark allows
 * (spec/surroundings.md §14.4). A bucket that tells of its changes is asked for those keys, and listed once a day.
 */
export async function scanBucket(look: Look): Promise<string | undefined> {
  const { connector, store, told, now } = look
  const stored = recordOf<Position>(await store.get(positionKey(connector.id)))
  const position = stored ?? { watermark: 0, newest: 0, listed: 0, next: 0 }
  const seen = await hashesOf(look)
  if (told === undefined || told.length > look.room || position.passedAt === undefined) {
    return pass(position, seen, look)
  }
  const after = await take(await named(told, look), { position, seen, isPass: false }, look)
  if (now() - position.passedAt < LIMITS.reconcileMs) return undefined
  return pass(after, seen, look)
}

async function pass(start: Position, seen: Set<string>, look: Look): Promise<string | undefined> {
  const { connector, source, store, now, signal } = look
  let position: Position = { ...start, passStartedAt: start.passStartedAt ?? now() }
  const request = { prefix: connector.prefix, after: position.after }
  for await (const { objects } of pagesOf(source, request)) {
    signal.throwIfAborted()
    position = await take(objects, { position, seen, isPass: true }, look)
    if (look.room <= 0) return noteOf(position)
  }
  const watermark = Math.max(
    position.watermark,
    Math.min(position.newest, position.passStartedAt ?? now()),
  )
  const { after: _, passStartedAt: __, ...rest } = position
  const ended: Position = { ...rest, watermark, passedAt: now(), listed: 0 }
  await store.commit([
    putRecord(positionKey(connector.id), ended),
    ...(await outdated(watermark, look)),
  ])
  return noteOf(position)
}

const noteOf = ({ listed }: Position) =>
  listed > LIMITS.scannedObjects
    ? `more than ${LIMITS.scannedObjects} objects are listed with each pass: give the connector a prefix, or keys in the order of time`
    : undefined

interface Taking {
  readonly position: Position
  readonly seen: Set<string>
  /** Keys in their order, whose last one is where the pass stands. */
  readonly isPass: boolean
}

/** Enters what is new of a page and moves past it; what there is no room for comes with the next look. */
async function take(
  objects: readonly FoundObject[],
  { position, seen, isPass }: Taking,
  look: Look,
): Promise<Position> {
  const { connector, store, now } = look
  const oldest = Math.max(connector.startAt, position.watermark - LIMITS.scanSlackMs)
  const isNew = (object: FoundObject) => object.lastModified >= oldest && !seen.has(hashOf(object))
  const fresh: FoundObject[] = []
  let last: string | undefined
  for (const object of objects) {
    if (isNew(object)) {
      if (fresh.length >= look.room) break
      fresh.push(object)
    }
    last = object.key
  }
  const moved: Position = {
    ...position,
    newest: objects.reduce((most, one) => Math.max(most, one.lastModified), position.newest),
    listed: position.listed + objects.length,
    ...(isPass && last !== undefined && { after: last }),
    next: position.next + (fresh.length > 0 ? 1 : 0),
  }
  look.newest = Math.max(look.newest, moved.newest)
  look.room -= fresh.length
  const writes: Write[] = await arrivalsOf(fresh, connector, { store, now: now() })
  if (fresh.length > 0) writes.push(putRecord(foundKey(connector.id, position.next), pack(fresh)))
  for (const object of fresh) seen.add(hashOf(object))
  if (fresh.length > 0 || isPass) {
    await store.commit([...writes, putRecord(positionKey(connector.id), moved)])
  }
  return moved
}

/** Keys that the bucket told of, as they are now; what is gone again is nothing. */
async function named(keys: readonly string[], { source, connector, signal }: Look) {
  const found: FoundObject[] = []
  for (const key of keys) {
    signal.throwIfAborted()
    if (!key.startsWith(connector.prefix)) continue
    try {
      found.push(await source.head(key))
    } catch (error) {
      const isGone = error instanceof SourceFailure && GONE.has(error.code)
      if (!isGone) throw error
    }
  }
  return found
}

export const GONE: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion'])

/** 56 bits: among a million objects two alike come once in a hundred thousand buckets. */
const HASH_BYTES = 7
const hashOf = ({ key, etag }: FoundObject): string =>
  createHash('sha256')
    .update(`${key}\u0000${etag}`)
    .digest()
    .subarray(0, HASH_BYTES)
    .toString('latin1')

const pack = (objects: readonly FoundObject[]): Found => ({
  newest: objects.reduce((most, { lastModified }) => Math.max(most, lastModified), 0),
  packed: Buffer.from(objects.map(hashOf).join(''), 'latin1').toString('base64'),
})

async function hashesOf({ connector, store }: Look): Promise<Set<string>> {
  const seen = new Set<string>()
  for await (const { packed } of foundOf(connector.id, store)) {
    const bytes = Buffer.from(packed, 'base64').toString('latin1')
    for (let at = 0; at < bytes.length; at += HASH_BYTES) seen.add(bytes.slice(at, at + HASH_BYTES))
  }
  return seen
}

async function* foundOf(connectorId: string, store: Look['store']) {
  let [from, to]: [ReturnType<typeof foundKey> | undefined, ReturnType<typeof foundKey>] = within(
    'collector.found',
    connectorId,
  )
  while (from !== undefined) {
    const { documents, next } = await store.range(from, to)
    for (const document of documents) {
      const found = recordOf<Found>(document)
      if (found) yield { ...found, key: document.key }
    }
    from = next
  }
}

async function outdated(watermark: number, { connector, store }: Look): Promise<Write[]> {
  const writes: Write[] = []
  for await (const { newest, key } of foundOf(connector.id, store)) {
    if (newest < watermark - LIMITS.scanSlackMs) writes.push({ type: 'delete', key })
  }
  return writes
}
