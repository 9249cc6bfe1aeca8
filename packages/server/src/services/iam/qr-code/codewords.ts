/** The bytes of a QR code in byte mode with error correction of level L (ISO/IEC 18004 §7.4–7.6). */

/** By version: codewords of error correction in a block, and blocks. */
const BLOCKS: readonly (readonly [corrections: number, blocks: number])[] = [
  [7, 1],
  [10, 1],
  [15, 1],
  [20, 1],
  [26, 1],
  [18, 2],
  [20, 2],
  [24, 2],
  [30, 2],
  [18, 4],
  [20, 4],
  [24, 4],
  [26, 4],
  [30, 4],
  [22, 6],
  [24, 6],
]

export interface Codewords {
  readonly version: number
  readonly bytes: Uint8Array
}

/** In the smallest version that holds the data. @throws when none of ours does */
export function codewordsOf(data: Uint8Array): Codewords {
  for (const [index, [corrections, blocks]] of BLOCKS.entries()) {
    const version = index + 1
    const total = Math.floor(dataModules(version) / 8)
    const room = total - corrections * blocks
    if (headerBits(version) + data.length * 8 > room * 8) continue
    return { version, bytes: interleaved(padded(data, version, room), { corrections, blocks }) }
  }
  throw new RangeError(`a QR code of ${data.length} bytes is more than was thought of`)
}

/** The modules that hold data: all but the patterns and the information about format and version. */
export function dataModules(version: number): number {
  const all = (16 * version + 128) * version + 64
  if (version < 2) return all
  const alignments = Math.floor(version / 7) + 2
  const aligned = all - ((25 * alignments - 10) * alignments - 55)
  return version < 7 ? aligned : aligned - 36
}

const headerBits = (version: number) => 4 + lengthBits(version)
const lengthBits = (version: number) => (version < 10 ? 8 : 16)

/** Mode, length, data, end, and what fills the rest. */
function padded(data: Uint8Array, version: number, room: number): Uint8Array {
  const bits: number[] = []
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >>> i) & 1)
  }
  push(0b0100, 4)
  push(data.length, lengthBits(version))
  for (const byte of data) push(byte, 8)
  push(0, Math.min(4, room * 8 - bits.length))
  push(0, (8 - (bits.length % 8)) % 8)
  for (let fill = 0xec; bits.length < room * 8; fill ^= 0xec ^ 0x11) push(fill, 8)
  return Uint8Array.from({ length: room }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  )
}

/** Blocks of data and of correction, each set read column by column; the last blocks may be one longer. */
function interleaved(
  data: Uint8Array,
  { corrections, blocks }: { readonly corrections: number; readonly blocks: number },
): Uint8Array {
  const short = Math.floor(data.length / blocks)
  const longer = data.length % blocks
  const parts: Uint8Array[] = []
  for (let i = 0, at = 0; i < blocks; i++) {
    const length = short + (i >= blocks - longer ? 1 : 0)
    parts.push(data.subarray(at, at + length))
    at += length
  }
  const generator = generatorOf(corrections)
  const checks = parts.map(part => remainderOf(part, generator))
  return Uint8Array.from([...columns(parts), ...columns(checks)])
}

function* columns(parts: readonly Uint8Array[]): Iterable<number> {
  const longest = Math.max(...parts.map(part => part.length))
  for (let i = 0; i < longest; i++) {
    for (const part of parts) {
      const byte = part[i]
      if (byte !== undefined) yield byte
    }
  }
}

/** The product of (x - 2^i), without its leading one. */
function generatorOf(degree: number): Uint8Array {
  const result = new Uint8Array(degree)
  result[degree - 1] = 1
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    for (let j = 0; j < degree; j++) {
      result[j] = times(result[j] ?? 0, root) ^ (result[j + 1] ?? 0)
    }
  }
  return result
}

function remainderOf(data: Uint8Array, generator: Uint8Array): Uint8Array {
  const result = new Uint8Array(generator.length)
  for (const byte of data) {
    const factor = byte ^ (result[0] ?? 0)
    result.copyWithin(0, 1)
    result[result.length - 1] = 0
    for (const [i, coefficient] of generator.entries()) {
      result[i] = (result[i] ?? 0) ^ times(coefficient, factor)
    }
  }
  return result
}

/** Multiplication in the field of 256 elements with the polynomial 0x11d. */
export function times(a: number, b: number): number {
  let product = 0
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> i) & 1) * a
  }
  return product & 0xff
}
