import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { codewordsOf, dataModules, times } from './codewords.ts'
import { qrCodePng } from './png.ts'
import { alignments, qrModules } from './symbol.ts'

// ISO/IEC 18004, table 1 and annex E: data modules and centres of alignment patterns.
it.each([
  [1, 208, []],
  [2, 359, [6, 18]],
  [7, 1568, [6, 22, 38]],
  [10, 2768, [6, 28, 50]],
  [14, 4651, [6, 26, 46, 66]],
  [16, 5867, [6, 26, 50, 74]],
])('version %i has %i modules for data', (version, modules, centres) => {
  expect(dataModules(version)).toBe(modules)
  const columns = new Set(alignments(version).map(([x]) => x))
  expect([...columns].sort((a, b) => a - b)).toEqual(centres.filter(x => columns.has(x)))
  expect(alignments(version).length).toBe(Math.max(centres.length ** 2 - 3, 0))
})

it('corrects errors: each block is a multiple of the generator', () => {
  // One block up to version 5.
  for (const length of [1, 17, 40, 100]) {
    const { version, bytes } = codewordsOf(Buffer.alloc(length, 'a'))
    const corrections = [7, 10, 15, 20, 26][version - 1] ?? 0
    for (let i = 0, root = 1; i < corrections; i++, root = times(root, 2)) {
      expect(bytes.reduce((sum, byte) => times(sum, root) ^ byte, 0)).toBe(0)
    }
  }
})

it.each([5, 17, 30, 100, 180, 260, 417])('holds %i bytes that can be read back', length => {
  const text = 'otpauth://totp/a?secret='.padEnd(length, 'QRS').slice(0, length)
  expect(read(qrModules(Buffer.from(text)))).toBe(text)
})

it('is a PNG image of four pixels a module', () => {
  const png = Buffer.from(qrCodePng('hello'))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe((21 + 8) * 4)
  const data = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
  expect(rows.length).toBe(116 * (1 + Math.ceil(116 / 8)))
})

/** Reads a symbol of level L and mask 0 by the rules of the standard alone, without correcting errors. */
function read(modules: readonly (readonly boolean[])[]): string {
  const size = modules.length
  const version = (size - 17) / 4
  const bits: number[] = []
  let column = 0
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2, column++) {
    for (let i = 0; i < size; i++) {
      const y = column % 2 === 0 ? size - 1 - i : i
      for (const x of [right, right - 1]) {
        if (isPattern(x, y, size, version)) continue
        bits.push(Number((modules[y]?.[x] ?? false) !== ((x + y) % 2 === 0)))
      }
    }
  }
  const bytes = Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2),
  )
  const blocks = version <= 5 ? 1 : version <= 9 ? 2 : version <= 14 ? 4 : 6
  const data = separated(bytes, blocks, version)
  const stream = data.map(byte => byte.toString(2).padStart(8, '0')).join('')
  expect(stream.slice(0, 4)).toBe('0100')
  const digits = version < 10 ? 8 : 16
  const length = Number.parseInt(stream.slice(4, 4 + digits), 2)
  return Array.from({ length }, (_, i) =>
    String.fromCharCode(Number.parseInt(stream.slice(4 + digits + i * 8).slice(0, 8), 2)),
  ).join('')
}

/** Codewords of data for level L, by version (the standard's table 7). */
const DATA = [19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461, 523, 589]

function separated(bytes: readonly number[], blocks: number, version: number): number[] {
  const count = DATA[version - 1] ?? 0
  const short = Math.floor(count / blocks)
  const lengths = Array.from({ length: blocks }, (_, i) =>
    i >= blocks - (count % blocks) ? short + 1 : short,
  )
  const parts: number[][] = lengths.map(() => [])
  let at = 0
  for (let i = 0; i <= short; i++) {
    for (const [block, length] of lengths.entries()) {
      if (i < length) parts[block]?.push(bytes[at++] ?? 0)
    }
  }
  return parts.flat()
}

function isPattern(x: number, y: number, size: number, version: number): boolean {
  if (x === 6 || y === 6) return true
  if ((x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9)) return true
  if (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) return true
  return alignments(version).some(([cx, cy]) => Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2)
}
