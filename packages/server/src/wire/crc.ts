import { crc32 as zlibCrc32 } from 'node:zlib'

/** Cyclic redundancy checks of the Rocksoft kind, reflected: CRC-32C and CRC-64/NVME in JavaScript, CRC-32 by zlib. */
export interface Crc {
  /** Width in bytes. */
  readonly bytes: 4 | 8
  /** A running check: feed it, then ask. */
  start(): { update(chunk: Uint8Array): void; value(): bigint }
  /** The check of two texts put together, from their checks and the length of the second. */
  combine(first: bigint, second: bigint, secondBytes: number): bigint
}

export const CRC32: Crc = { bytes: 4, start: startCrc32, combine: combiner(0xedb88320n, 32n) }
export const CRC32C: Crc = { bytes: 4, start: startCrc32c, combine: combiner(0x82f63b78n, 32n) }
export const CRC64NVME: Crc = {
  bytes: 8,
  start: startCrc64,
  combine: combiner(0x9a6c9329ac4bc9b5n, 64n),
}

function startCrc32() {
  let crc = 0
  return {
    update(chunk: Uint8Array) {
      crc = zlibCrc32(chunk, crc)
    },
    value: () => BigInt(crc >>> 0),
  }
}

/** Bytes that one step takes: a table for each. */
const STEP = 8

let tables32c: Uint32Array | undefined

function startCrc32c() {
  const table = (tables32c ??= slicingTables32(0x82f63b78))
  let crc = 0xffffffff
  return {
    update(chunk: Uint8Array) {
      crc = update32(table, crc, chunk)
    },
    value: () => BigInt(~crc >>> 0),
  }
}

function slicingTables32(polynomial: number): Uint32Array {
  const tables = new Uint32Array(256 * STEP)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    tables[byte] = crc
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256]!
    tables[i] = (before >>> 8) ^ tables[before & 255]!
  }
  return tables
}

// Slicing by eight: the first four bytes meet the state, the next four stand alone.
function update32(t: Uint32Array, start: number, chunk: Uint8Array): number {
  let crc = start
  let i = 0
  for (const end = chunk.length - (STEP - 1); i < end; i += STEP) {
    crc ^= chunk[i]! | (chunk[i + 1]! << 8) | (chunk[i + 2]! << 16) | (chunk[i + 3]! << 24)
    crc =
      t[1792 + (crc & 255)]! ^
      t[1536 + ((crc >>> 8) & 255)]! ^
      t[1280 + ((crc >>> 16) & 255)]! ^
      t[1024 + (crc >>> 24)]! ^
      t[768 + chunk[i + 4]!]! ^
      t[512 + chunk[i + 5]!]! ^
      t[256 + chunk[i + 6]!]! ^
      t[chunk[i + 7]!]!
  }
  for (; i < chunk.length; i++) crc = (crc >>> 8) ^ t[(crc ^ chunk[i]!) & 255]!
  return crc
}

interface Tables64 {
  readonly low: Int32Array
  readonly high: Int32Array
}

let tables64: Tables64 | undefined

function startCrc64() {
  const tables = (tables64 ??= slicingTables64(0x9a6c9329ac4bc9b5n))
  const state = Int32Array.of(-1, -1)
  return {
    update: (chunk: Uint8Array) => update64(tables, state, chunk),
    value: () => {
      const [low = 0, high = 0] = state
      return (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)
    },
  }
}

// Two halves of 32 bits: whole numbers of 64 bits are ten times slower here.
function slicingTables64(polynomial: bigint): Tables64 {
  const whole = new BigUint64Array(256 * STEP)
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n
    whole[byte] = crc
  }
  for (let i = 256; i < whole.length; i++) {
    const before = whole[i - 256]!
    whole[i] = (before >> 8n) ^ whole[Number(before & 255n)]!
  }
  return {
    low: Int32Array.from(whole, value => Number(value & 0xffffffffn) | 0),
    high: Int32Array.from(whole, value => Number(value >> 32n) | 0),
  }
}

function update64({ low: l, high: h }: Tables64, state: Int32Array, chunk: Uint8Array): void {
  let low = state[0]!
  let high = state[1]!
  let i = 0
  for (const end = chunk.length - (STEP - 1); i < end; i += STEP) {
    low ^= chunk[i]! | (chunk[i + 1]! << 8) | (chunk[i + 2]! << 16) | (chunk[i + 3]! << 24)
    high ^= chunk[i + 4]! | (chunk[i + 5]! << 8) | (chunk[i + 6]! << 16) | (chunk[i + 7]! << 24)
    const a = 1792 + (low & 255)
    const b = 1536 + ((low >>> 8) & 255)
    const c = 1280 + ((low >>> 16) & 255)
    const d = 1024 + (low >>> 24)
    const e = 768 + (high & 255)
    const f = 512 + ((high >>> 8) & 255)
    const g = 256 + ((high >>> 16) & 255)
    const k = high >>> 24
    low = l[a]! ^ l[b]! ^ l[c]! ^ l[d]! ^ l[e]! ^ l[f]! ^ l[g]! ^ l[k]!
    high = h[a]! ^ h[b]! ^ h[c]! ^ h[d]! ^ h[e]! ^ h[f]! ^ h[g]! ^ h[k]!
  }
  for (; i < chunk.length; i++) {
    const at = (low ^ chunk[i]!) & 255
    low = ((low >>> 8) | (high << 24)) ^ l[at]!
    high = (high >>> 8) ^ h[at]!
  }
  state[0] = low
  state[1] = high
}

/** Appending n bytes multiplies the check by x^8n modulo the polynomial (all reflected). */
function combiner(polynomial: bigint, width: bigint): Crc['combine'] {
  const one = 1n << (width - 1n)
  const multiply = (left: bigint, right: bigint) => {
    let product = 0n
    let factor = right
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if (left & bit) product ^= factor
      factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n
    }
    return product
  }
  const shiftBy = (bytes: number) => {
    let shift = one
    // x^8, then its squares.
    let power = one >> 8n
    for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
      if (left & 1n) shift = multiply(shift, power)
      power = multiply(power, power)
    }
    return shift
  }
  let last: { readonly bytes: number; readonly shift: bigint } | undefined
  return (first, second, secondBytes) => {
    // The parts of an upload are of one size.
    if (last?.bytes !== secondBytes) last = { bytes: secondBytes, shift: shiftBy(secondBytes) }
    return multiply(last.shift, first) ^ second
  }
}
