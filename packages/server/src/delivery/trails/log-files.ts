import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Trail } from '../../audit/trail.ts'
import { logFileKey } from '../../audit/trail-files.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import type { Random } from '../../kernel/random.ts'
import type { Store, Write } from '../../store/store.ts'
import type { Calls } from '../../wire/calls.ts'
import { encryptionOf, putFile } from './bucket.ts'
import { type PendingFile, type ReadCursor, readCursor } from './cursor.ts'
import { type EventSpan, readSpan } from './events.ts'

export interface FileParts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly calls: Calls
}

/** A log file that was delivered, as the next digest tells of it. */
export interface DeliveredFile {
  readonly bucket: string
  readonly key: string
  /** SHA-256 of the content before compression, hex. */
  readonly hash: string
  /** Epoch ms. */
  readonly oldest: number
  readonly newest: number
}

/** The delivered files of a trail in a region that no digest tells of yet. */
export const filesLog = (trailId: string, region: string): string =>
  `cloudtrail.files/${trailId}/${region}`

/**
 * Delivers the next log file of a trail in a region. Its name is written down before the file, so that after a
 * crash the same file is written again and no event stands in two.
 * @returns how many events left the queue; undefined when it was empty
 * @throws ServiceError when the bucket does not take it
 */
export async function deliverFile(
  trail: Trail,
  region: string,
  parts: FileParts,
): Promise<number | undefined> {
  const { store } = parts
  const before = await readCursor(trail.id, region, store)
  const { next: from, pending } = before.cursor
  const place = { trail, region, from, ...(pending && { to: pending.to }) }
  const span = await readSpan(place, store)
  if (!span) return undefined
  if (span.events.length === 0) {
    // The history has forgotten all of them.
    await store.commit(before.move({ ...before.cursor, next: span.to }))
    return 0
  }
  const file = await begin(trail, region, { before, span }, parts)
  const delivered = await write(trail, file, span, parts.calls)
  const { cursor, move } = await readCursor(trail.id, region, store)
  const { pending: _, ...rest } = cursor
  const told: Write = {
    type: 'append',
    log: filesLog(trail.id, region),
    entries: [delivered as unknown as Json],
  }
  await store.commit([...move({ ...rest, next: span.to }), ...(trail.validatesFiles ? [told] : [])])
  return span.events.length
}

async function begin(
  trail: Trail,
  region: string,
  { before, span }: { readonly before: ReadCursor; readonly span: EventSpan },
  { store, clock, random }: FileParts,
): Promise<PendingFile> {
  const { pending } = before.cursor
  const { account, bucket, prefix } = trail
  if (pending && pending.bucket === bucket && pending.prefix === prefix) return pending
  const unique = random.text(16, ALPHABET)
  const time = clock.now()
  const file: PendingFile = {
    bucket,
    ...(prefix !== undefined && { prefix }),
    key: logFileKey({ account, prefix, region, time }, unique),
    to: span.to,
  }
  await store.commit(before.move({ ...before.cursor, pending: file }))
  return file
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

async function write(
  trail: Trail,
  { bucket, key }: PendingFile,
  { events }: EventSpan,
  calls: Calls,
): Promise<DeliveredFile> {
  const content = `{"Records":[${events.map(({ text }) => text).join(',')}]}`
  const bytes = await promisify(gzip)(content)
  const file = { Bucket: bucket, Key: key, bytes }
  await putFile(trail, file, { calls, encryption: encryptionOf(trail) })
  const times = events.map(({ time }) => time)
  return {
    bucket,
    key,
    hash: createHash('sha256').update(content).digest('hex'),
    oldest: Math.min(...times),
    newest: Math.max(...times),
  }
}
