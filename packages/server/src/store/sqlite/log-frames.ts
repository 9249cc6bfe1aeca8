import { fstatSync, readSync } from 'node:fs'
import { assert } from '../../kernel/errors.ts'
import { PAGE_BYTES, sumOf } from './page-sums.ts'

/** SQLite's write-ahead log as bytes: https://sqlite.org/fileformat2.html#walformat and walformat.html. */
const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES
const LITTLE_ENDIAN_SUMS = 0x377f_0682
const FRAMES_AT_ONCE = 256
const INDEX_VERSION = 3_007_000

/** The pages that the log holds, committed. */
export type LoggedPages = ReadonlySet<number>

/** The sums of the pages in the frames from number `first` up to, but not including, `end`, all of them committed. */
export function sumsOfFrames(log: number, first: number, end: number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  const chunk = Buffer.alloc(FRAMES_AT_ONCE * FRAME_BYTES)
  // Backwards: the newest copy of a page counts, and the others cost nothing.
  for (let last = end; last > first; last -= FRAMES_AT_ONCE) {
    const start = Math.max(last - FRAMES_AT_ONCE, first)
    readSync(log, chunk, 0, (last - start) * FRAME_BYTES, HEADER_BYTES + start * FRAME_BYTES)
    for (let frame = last - start - 1; frame >= 0; frame--) {
      const at = frame * FRAME_BYTES
      const page = chunk.readUInt32BE(at)
      if (sums.has(page)) continue
      sums.set(page, sumOf(chunk.subarray(at + FRAME_HEADER_BYTES, at + FRAME_BYTES), page))
    }
  }
  return sums
}

/** How far the log counts. */
export interface LogExtent {
  readonly frames: number
  /** Another one once the log was begun anew. */
  readonly generation: bigint
}

/** What the index of the log tells. @throws Error when it is of another make: no page would get its sum */
export function extentOfLog(index: number): LogExtent {
  const header = Buffer.alloc(40)
  readSync(index, header, 0, header.length, 0)
  const view = new DataView(header.buffer, header.byteOffset)
  assert(
    view.getUint32(0, IS_LITTLE_ENDIAN) === INDEX_VERSION,
    'the index of the write-ahead log has the form that SQLite has had since 3.7.0',
  )
  return { frames: view.getUint32(16, IS_LITTLE_ENDIAN), generation: view.getBigUint64(32) }
}

// The index is memory that processes share, in the byte order of the machine.
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * The pages that the log of a server that is gone holds: what SQLite itself will take from it, up to the last
 * commit whose frames are all as they were written.
 */
export function pagesOfLog(log: number): LoggedPages {
  const pages = new Set<number>()
  const header = Buffer.alloc(HEADER_BYTES)
  if (readSync(log, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return pages
  const littleEndian = header.readUInt32BE(0) === LITTLE_ENDIAN_SUMS
  const salts = header.subarray(16, 24)
  let sums = addedUp(header.subarray(0, 24), [0, 0], littleEndian)
  if (!isSum(header, 24, sums)) return pages
  let uncommitted: number[] = []
  const chunk = Buffer.alloc(FRAMES_AT_ONCE * FRAME_BYTES)
  const end = fstatSync(log).size
  for (let start = HEADER_BYTES; start + FRAME_BYTES <= end; start += chunk.length) {
    const read = readSync(log, chunk, 0, chunk.length, start)
    for (let at = 0; at + FRAME_BYTES <= read; at += FRAME_BYTES) {
      const frame = chunk.subarray(at, at + FRAME_BYTES)
      sums = addedUp(frame.subarray(0, 8), sums, littleEndian)
      sums = addedUp(frame.subarray(FRAME_HEADER_BYTES), sums, littleEndian)
      if (!frame.subarray(8, 16).equals(salts) || !isSum(frame, 16, sums)) return pages
      uncommitted.push(frame.readUInt32BE(0))
      const isCommit = frame.readUInt32BE(4) !== 0
      if (!isCommit) continue
      for (const page of uncommitted) pages.add(page)
      uncommitted = []
    }
  }
  return pages
}

type Sums = readonly [number, number]

function addedUp(bytes: Buffer, [first, second]: Sums, littleEndian: boolean): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let a = first
  let b = second
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0
  }
  return [a, b]
}

const isSum = (bytes: Buffer, at: number, [first, second]: Sums) =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
