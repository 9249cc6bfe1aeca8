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
/** Plain bytes of a full block. */
export const PAYLOAD_BYTES = LIMITS.blockBytes - SUM_BYTES

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

/** Where a block begins, and the end of a blob: its trailer. */
export const startOf = (block: number) => block * LIMITS.blockBytes
export const endOf = (sizeBytes: number) => Math.max(sizeBytes - TRAILER_BYTES, 0)

/** As HTTP writes ranges: from a block on, with the end of the blob where `end` reaches it; and that end alone. */
export const rangeFrom = (block: number, end: number) => {
  const last = startOf(Math.ceil(end / PAYLOAD_BYTES)) + TRAILER_BYTES - 1
  return `bytes=${startOf(block)}-${Number.isFinite(end) ? last : ''}`
}
export const RANGE_OF_END = `bytes=-${TRAILER_BYTES}`

export interface BlockStream {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Where they begin: with a block, or the end. */
  readonly fromBytes: number
  /** Of the whole encoded blob. */
  readonly sizeBytes: number
}

/**
 * The payloads of a stream of encoded bytes, one a block, up to the block that holds the byte before `end`; if that
 * is the last, the trailer is compared, too.
 * @throws BlobDamaged before any byte that is not as it was written, and when bytes are missing
 */
export async function* openBlocks(
  { bytes, fromBytes, sizeBytes }: BlockStream,
  end: number,
): AsyncGenerator<Uint8Array> {
  const length = lengthOf(sizeBytes)
  const blocks = Math.ceil(length / PAYLOAD_BYTES)
  // The trailer counts as one more.
  const wanted = end < length ? Math.ceil(end / PAYLOAD_BYTES) : blocks + 1
  const isEnd = fromBytes >= endOf(sizeBytes)
  let index = isEnd ? blocks : Math.floor(fromBytes / LIMITS.blockBytes)
  let block = emptyBlock(length, index)
  let filled = 0
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; ) {
      if (index > blocks) throw new BlobDamaged('there are bytes behind its end')
      const part = chunk.subarray(start, start + block.length - filled)
      block.set(part, filled)
      filled += part.length
      start += part.length
      if (filled < block.length) continue
      if (index < blocks) yield payloadOf(block, index)
      else if (!block.equals(trailerOf(length))) throw wrongLength()
      block = emptyBlock(length, ++index)
      filled = 0
    }
  }
  if (index < wanted) throw new BlobDamaged('bytes are missing')
}

/** Room for what stands at `index`; the trailer comes after the last block. */
function emptyBlock(length: number, index: number): Buffer {
  const payloadBytes = Math.min(PAYLOAD_BYTES, length - index * PAYLOAD_BYTES)
  return Buffer.allocUnsafe(payloadBytes > 0 ? payloadBytes + SUM_BYTES : TRAILER_BYTES)
}

async function readBlock(file: BlockFile, index: number, payloadBytes: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(payloadBytes + SUM_BYTES)
  const read = await file.read(block, index * LIMITS.blockBytes)
  if (read < block.length) throw new BlobDamaged('bytes are missing')
  return payloadOf(block, index)
}

function payloadOf(block: Buffer, index: number): Buffer {
  const payload = block.subarray(0, -SUM_BYTES)
  if (block.readUInt32LE(payload.length) !== sumOf(payload, index))
    throw new BlobDamaged(`block ${index} does not have the checksum it was written with`)
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
  const length = lengthOf(file.sizeBytes)
  const trailer = Buffer.alloc(TRAILER_BYTES)
  await file.read(trailer, file.sizeBytes - TRAILER_BYTES)
  if (!trailer.equals(trailerOf(length))) throw wrongLength()
  return length
}

/** How many plain bytes are encoded in so many. @throws BlobDamaged when none are */
function lengthOf(sizeBytes: number): number {
  const blocksBytes = sizeBytes - TRAILER_BYTES
  const blocks = Math.ceil(blocksBytes / LIMITS.blockBytes)
  const lastBytes = blocksBytes - (blocks - 1) * LIMITS.blockBytes
  if (blocksBytes < 0 || (blocks > 0 && lastBytes <= SUM_BYTES)) throw wrongLength()
  return blocksBytes - blocks * SUM_BYTES
}

const wrongLength = () => new BlobDamaged('its length is not the one it was written with')

/** The number of the block is part of its checksum, so that no block stands in for another. */
const sumOf = (payload: Uint8Array, index: number) => crc32(payload, index)

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes
  else yield* bytes
}
