/** A block as it lies in its partition: each part packed by itself, so that a query unpacks what it needs. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { LooseBlock, LooseColumn } from './columns.ts'
import { filterBuilder } from './filter.ts'

export interface PackedBlock {
  readonly lines: number
  readonly firstTime: number
  readonly lastTime: number
  readonly rawBytes: number
  /** Of merged blocks, whose lines keep theirs. */
  readonly firstSequence: number | undefined
  /** Its lines' arrivals lie within so many; more than lines in a merged block. */
  readonly sequenceSpan: number
  /** Undefined when there were too many words for one. */
  readonly filter: Uint8Array | undefined
  /** JSON of `ColumnHead`s. */
  readonly head: string
  readonly times: Uint8Array
  readonly order: Uint8Array | undefined
  /** In the order of their heads; undefined for those that stand in their head. */
  readonly columns: readonly (Uint8Array | undefined)[]
  readonly raws: Uint8Array
}

export type ColumnHead = readonly [
  name: string,
  isMeta: 0 | 1,
  rows: Rows,
  /** `startOf` the words in it. */
  starts: number,
  /** The entries' JSON, when all lines have the one short entry: it has no body. */
  dictionary?: string,
]

/** All lines have the one entry; line n has entry n; a byte or two for each line. */
type Rows = 'all' | 'each' | 'byte' | 'pair'

export function packBlock(block: LooseBlock): PackedBlock {
  const { times, order, columns, rawBytes } = block
  const filter = filterBuilder()
  const heads: ColumnHead[] = []
  const bodies = columns.map(column => {
    const { name, isMeta, dictionary } = column
    // What the collector says is looked for by field alone.
    const starts = isMeta ? ALL_STARTS : filter.addJson(dictionary)
    const rows = rowsKind(column)
    const isShort = rows === 'all' && dictionary.length < SHORT
    const head = [name, isMeta ? 1 : 0, rows, starts] as const
    heads.push(isShort ? [...head, dictionary] : head)
    if (isShort) return undefined
    return pack(Buffer.concat([rowBytes(column, rows), Buffer.from(dictionary)]))
  })
  return {
    lines: times.length,
    firstTime: times[0] ?? 0,
    lastTime: times.at(-1) ?? 0,
    rawBytes,
    firstSequence: block.firstSequence,
    sequenceSpan: order ? order.reduce((most, step) => Math.max(most, step + 1), 0) : times.length,
    filter: filter.finish(),
    head: JSON.stringify(heads),
    times: pack(bytesOf(deltas(times))),
    order: order && pack(bytesOf(order)),
    columns: bodies,
    raws: pack(Buffer.concat([bytesOf(block.rawLengths), Buffer.from(block.raws)])),
  }
}

const SHORT = 256
const ALL_STARTS = -1

function rowsKind({ entries, rows }: LooseColumn): Rows {
  if (entries === 1 && rows.every(entry => entry === 1)) return 'all'
  if (entries === rows.length && rows.every((entry, row) => entry === row + 1)) return 'each'
  return entries < 256 ? 'byte' : 'pair'
}

function rowBytes({ rows }: LooseColumn, kind: Rows): Uint8Array {
  if (kind === 'all' || kind === 'each') return new Uint8Array()
  return kind === 'byte' ? Uint8Array.from(rows) : bytesOf(rows)
}

/** The entries' numbers of a column's lines and the JSON of its entries. */
export function unpackColumn(
  [, , kind, , short]: ColumnHead,
  packed: Uint8Array | undefined,
  lines: number,
): { readonly rows: Uint8Array | Uint16Array; readonly dictionary: string } {
  if (packed === undefined)
    return { rows: new Uint8Array(lines).fill(1), dictionary: short ?? '[]' }
  const body = unpack(packed)
  const size = kind === 'byte' ? lines : kind === 'pair' ? lines * 2 : 0
  const dictionary = body.toString('utf8', size)
  if (kind === 'byte') return { rows: body.subarray(0, size), dictionary }
  if (kind === 'pair') return { rows: new Uint16Array(copy(body.subarray(0, size))), dictionary }
  const rows = new Uint16Array(lines)
  return { rows: kind === 'all' ? rows.fill(1) : rows.map((_, row) => row + 1), dictionary }
}

export function unpackTimes(bytes: Uint8Array, firstTime: number): Float64Array {
  const steps = new Uint32Array(copy(unpack(bytes)))
  const times = new Float64Array(steps.length)
  let time = firstTime
  for (let row = 0; row < steps.length; row++) {
    time += steps[row] ?? 0
    times[row] = time
  }
  return times
}

export const unpackOrder = (bytes: Uint8Array) => new Uint32Array(copy(unpack(bytes)))

export function unpackRaws(bytes: Uint8Array, lines: number) {
  const body = unpack(bytes)
  const size = lines * 4
  return {
    lengths: new Uint32Array(copy(body.subarray(0, size))),
    text: body.toString('utf8', size),
  }
}

/** Times of one day are less than 2^32 ms apart. */
function deltas(times: Float64Array): Uint32Array {
  const steps = new Uint32Array(times.length)
  for (let row = 1; row < times.length; row++) steps[row] = times[row]! - times[row - 1]!
  return steps
}

/** With a checksum: a bit that rotted on the disk must not change a line. */
const PARAMS = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
}

/** What is small stays as it is, behind a byte that tells. */
function pack(bytes: Uint8Array): Buffer {
  if (bytes.length < SMALL) return Buffer.concat([PLAIN, bytes])
  return Buffer.concat([ZSTD, zstdCompressSync(bytes, PARAMS)])
}

const unpack = (bytes: Uint8Array): Buffer =>
  bytes[0] === PLAIN[0]
    ? Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.length - 1)
    : zstdDecompressSync(bytes.subarray(1))

const SMALL = 64
const PLAIN = Buffer.of(0)
const ZSTD = Buffer.of(1)

const bytesOf = (array: Uint16Array | Uint32Array) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength)

/** In memory of its own, so that wider numbers may be read from it. */
const copy = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
