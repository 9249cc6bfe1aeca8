import { crc32 } from 'node:zlib'
import { assert } from '../kernel/errors.ts'
import type { ByteRange } from './blobs.ts'
import { LIMITS } from './limits.ts'

/**
 * The bytes of a blob on disk: blocks of equal size, each ending with its checksum, and a trailer with the
 * length. So a range is read without what lies before it, and neither a cut file nor a changed byte is
 * ever served.
 */
export interface BlockFile {
  readonly sizeBytes: number
  /** Fills `buffer` from `position`; gives how many bytes there were. */
  read(buffer: Buffer, position: number): Promise<number>
}

export class BlobDamaged extends Error {
  constructor(what: string) {
    super(`a blob is damaged: ${what}`)
    this.name = 'BlobDamaged'
  }
}

const SUM_BYTES = 4
const TRAILER_BYTES = 16
const MAGIC = 0x50424c31
const PAYLOAD_BYTES = LIMITS.blockBytes - SUM_BYTES

type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** What to write for these bytes. Each buffer is good until the next is asked for. */
export async function* encodeBlocks(bytes: Bytes): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafe(LIMITS.blockBytes)
  let filled = 0
  let length = 0
  const seal = () => {
    const index = Math.floor((length - 1) / PAYLOAD_BYTES)
    block.writeUInt32LE(sumOf(block.subarray(0, filled), index), filled)
    const sealed = block.subarray(0, filled + SUM_BYTES)
    filled = 0
    return sealed
  }
  for await (const chunk of chunksOf(bytes)) {
    for (let start = 0; start < chunk.length; ) {
      const part = chunk.subarray(start, start + PAYLOAD_BYTES - filled)
      block.set(part, filled)
      filled += part.length
      length += part.length
      start += part.length
      if (filled === PAYLOAD_BYTES) yield seal()
    }
  }
  if (filled > 0) yield seal()
  yield trailerOf(length)
}

/** The bytes of a range, block by block. @throws BlobDamaged before any byte that is not as it was written */
export async function* decodeBlocks(file: BlockFile, range: ByteRange): AsyncGenerator<Uint8Array> {
  const length = await readLength(file)
  const end = Math.min(range.end ?? length, length)
  assert(Number.isInteger(range.start) && range.start >= 0, 'a range starts at a whole number')
  const first = Math.floor(range.start / PAYLOAD_BYTES)
  for (let index = first; index * PAYLOAD_BYTES < end; index++) {
    const offset = index * PAYLOAD_BYTES
    const payload = await readBlock(file, index, Math.min(PAYLOAD_BYTES, length - offset))
    const part = payload.subarray(Math.max(range.start - offset, 0), end - offset)
    if (part.length > 0) yield part
  }
}

async function readBlock(file: BlockFile, index: number, payloadBytes: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(payloadBytes + SUM_BYTES)
  const read = await file.read(block, index * LIMITS.blockBytes)
  const payload = block.subarray(0, payloadBytes)
  const whole = read === block.length && block.readUInt32LE(payloadBytes) === sumOf(payload, index)
  if (!whole) throw new BlobDamaged(`block ${index} does not have the checksum it was written with`)
  return payload
}

function trailerOf(length: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES)
  trailer.writeBigUInt64LE(BigInt(length), 0)
  trailer.writeUInt32LE(MAGIC, 8)
  trailer.writeUInt32LE(crc32(trailer.subarray(0, 12)), 12)
  return trailer
}

async function readLength(file: BlockFile): Promise<number> {
  const trailer = Buffer.alloc(TRAILER_BYTES)
  const at = file.sizeBytes - TRAILER_BYTES
  if (at >= 0) await file.read(trailer, at)
  const length = Number(trailer.readBigUInt64LE(0))
  const expected = length + Math.ceil(length / PAYLOAD_BYTES) * SUM_BYTES
  if (expected !== at || !trailer.equals(trailerOf(length))) {
    throw new BlobDamaged('its length is not the one it was written with')
  }
  return length
}

/** The number of the block is part of its checksum, so that no block stands in for another. */
const sumOf = (payload: Uint8Array, index: number) => crc32(payload, index)

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes
  else yield* bytes
}
