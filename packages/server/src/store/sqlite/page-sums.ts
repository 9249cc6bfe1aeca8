import { fstatSync, fsyncSync, ftruncateSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** SQLite's default; `connect` asks for it. */
export const PAGE_BYTES = 4_096

/**
 * What every page of the database file must look like, and how far the store had come: kept in a file
 * beside it, so that neither a changed byte nor a log cut short goes unnoticed (docs/decisions/sqlite-file.md).
 *
 * INVARIANT: the sum of a page is durable before the log that holds the page is overwritten. A page that is
 * in the log is not compared: its copy in the file may be half written.
 */
export interface PageSums {
  /** The newest commit that was acknowledged, as far as is known. */
  readonly position: number
  /** The highest page that has a sum. */
  readonly pages: number
  /** 0 when none is known. */
  of(page: number): number
  /** Durable when it returns. */
  put(sums: ReadonlyMap<number, number>): void
  /** Survives the process; a loss of power may leave an older one, which is as true. */
  acknowledge(position: number): void
}

export const sumOf = (bytes: Uint8Array, page: number): number => crc32(bytes, page) || 1

const MAGIC = 0x5072_6c53
const VERSION = 1
const HEADER_BYTES = 32
const SUM_BYTES = 4
const SUMS_PER_BLOCK = 1_024

/** The sums in the file; undefined when it holds none, or not in a form that we know. */
export function openPageSums(descriptor: number): PageSums | undefined {
  const header = Buffer.alloc(HEADER_BYTES)
  readSync(descriptor, header, 0, HEADER_BYTES, 0)
  const position = positionIn(header)
  if (position === undefined) return undefined
  const count = Math.floor((fstatSync(descriptor).size - HEADER_BYTES) / SUM_BYTES)
  const sums = new Uint32Array(count)
  readSync(descriptor, sums, 0, count * SUM_BYTES, HEADER_BYTES)
  return over(descriptor, sums, position)
}

/** Forgets what the file held. */
export function createPageSums(descriptor: number, position: number): PageSums {
  ftruncateSync(descriptor, 0)
  const sums = over(descriptor, new Uint32Array(0), position)
  sums.acknowledge(position)
  return sums
}

function over(descriptor: number, loaded: Uint32Array, position: number): PageSums {
  let sums = loaded
  let pages = loaded.length
  const header = Buffer.alloc(HEADER_BYTES)
  return {
    position,
    get pages() {
      return pages
    },
    of: page => sums[page - 1] ?? 0,
    put(changed) {
      const blocks = new Set<number>()
      for (const [page, sum] of changed) {
        if (page > sums.length) sums = grown(sums, page)
        pages = Math.max(pages, page)
        sums[page - 1] = sum
        blocks.add(Math.floor((page - 1) / SUMS_PER_BLOCK))
      }
      for (const block of blocks) {
        const first = block * SUMS_PER_BLOCK
        const part = sums.subarray(first, Math.min(first + SUMS_PER_BLOCK, pages))
        writeSync(descriptor, part, 0, part.byteLength, HEADER_BYTES + first * SUM_BYTES)
      }
      fsyncSync(descriptor)
    },
    acknowledge(newest) {
      writeHeader(header, newest)
      writeSync(descriptor, header, 0, HEADER_BYTES, 0)
    },
  }
}

function grown(sums: Uint32Array, pages: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(pages, sums.length * 2, SUMS_PER_BLOCK))
  larger.set(sums)
  return larger
}

function writeHeader(header: Buffer, position: number): void {
  header.writeUInt32LE(MAGIC, 0)
  header.writeUInt32LE(VERSION, 4)
  header.writeUInt32LE(PAGE_BYTES, 8)
  header.writeBigUInt64LE(BigInt(position), 16)
  header.writeUInt32LE(crc32(header.subarray(0, 28)), 28)
}

/** Undefined when the header is not one of ours, or not whole. */
function positionIn(header: Buffer): number | undefined {
  const position = Number(header.readBigUInt64LE(16))
  const expected = Buffer.alloc(HEADER_BYTES)
  writeHeader(expected, position)
  return header.equals(expected) ? position : undefined
}
