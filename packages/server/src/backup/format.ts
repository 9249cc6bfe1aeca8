import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Json } from '../kernel/json.ts'

/**
 * The form of a backup: a line that says what it is, then frames of a type, a length, a payload and a checksum.
 * The last frame is the manifest, with the SHA-256 of all that stands before it: a backup without its end is none.
 */
export const MAGIC = Buffer.from('parley backup 1\n')

export type FrameType = 'head' | 'rows' | 'blob' | 'bytes' | 'manifest'

export interface Frame {
  readonly type: FrameType
  readonly payload: Buffer
}

/** What the manifest promises of the frames before it. */
export interface Manifest {
  /** The newest commit in it. */
  readonly position: number
  readonly rows: number
  readonly blobs: number
  readonly sha256: string
}

export class BackupDamaged extends Error {
  constructor(what: string) {
    super(`the backup is damaged: ${what}`)
    this.name = 'BackupDamaged'
  }
}

const TYPES: readonly FrameType[] = ['head', 'rows', 'blob', 'bytes', 'manifest']
const HEAD_BYTES = 5
const SUM_BYTES = 4
/** A document has at most 16 Mi characters; as JSON in JSON, each is at most six bytes. */
const LONGEST_PAYLOAD = 112 * 1024 * 1024

export function encodeFrame(type: FrameType, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt8(TYPES.indexOf(type), 0)
  head.writeUInt32LE(payload.length, 1)
  const sum = Buffer.alloc(SUM_BYTES)
  sum.writeUInt32LE(crc32(payload, crc32(head)), 0)
  return Buffer.concat([head, payload, sum])
}

export const jsonPayload = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** @throws BackupDamaged */
export function parsePayload(payload: Buffer): Json {
  try {
    return JSON.parse(payload.toString('utf8')) as Json
  } catch (cause) {
    throw new BackupDamaged(`a frame holds no JSON (${String(cause)})`)
  }
}

/**
 * The frames of a backup, each as it was written, and at last the manifest, once it fits them.
 * @throws BackupDamaged
 */
export async function* decodeFrames(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const source = createSource(bytes)
  const hash = createHash('sha256')
  const start = await source.take(MAGIC.length)
  if (!start?.equals(MAGIC)) throw new BackupDamaged('it does not begin as a backup does')
  hash.update(start)
  for (;;) {
    const head = await source.take(HEAD_BYTES)
    if (!head) throw new BackupDamaged('its end is missing')
    const type = TYPES[head.readUInt8(0)]
    const length = head.readUInt32LE(1)
    if (type === undefined || length > LONGEST_PAYLOAD) {
      throw new BackupDamaged('a frame has no known form')
    }
    const payload = await source.take(length)
    const sum = await source.take(SUM_BYTES)
    if (!payload || !sum) throw new BackupDamaged('its end is missing')
    if (sum.readUInt32LE(0) !== crc32(payload, crc32(head))) {
      throw new BackupDamaged('a frame is not as it was written')
    }
    if (type === 'manifest') {
      if (manifestOf(payload).sha256 !== hash.digest('hex')) {
        throw new BackupDamaged('it is not what its manifest says')
      }
      if (await source.take(1)) throw new BackupDamaged('something follows its end')
      yield { type, payload }
      return
    }
    hash.update(head).update(payload).update(sum)
    yield { type, payload }
  }
}

/** @throws BackupDamaged */
export function manifestOf(payload: Buffer): Manifest {
  const { position, rows, blobs, sha256 } = parsePayload(payload) as Record<string, Json>
  return {
    position: Number(position),
    rows: Number(rows),
    blobs: Number(blobs),
    sha256: String(sha256),
  }
}

/** Takes bytes from a stream in the portions that are asked for. */
function createSource(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  return {
    /** Undefined when the stream ends before. */
    async take(length: number): Promise<Buffer | undefined> {
      const parts = [held]
      let size = held.length
      while (size < length) {
        const next = await iterator.next()
        if (next.done) return undefined
        parts.push(Buffer.from(next.value))
        size += next.value.length
      }
      const all = parts.length === 1 ? held : Buffer.concat(parts)
      held = all.subarray(length)
      return all.subarray(0, length)
    },
  }
}
