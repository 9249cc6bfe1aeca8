import { crc32, deflateSync } from 'node:zlib'
import { qrModules } from './symbol.ts'

const PIXELS_PER_MODULE = 4
/** White modules around the symbol (ISO/IEC 18004 §9.1). */
const QUIET = 4

/** A QR code as a PNG image, one bit a pixel. */
export function qrCodePng(text: string): Uint8Array {
  const modules = qrModules(Buffer.from(text))
  const size = (modules.length + 2 * QUIET) * PIXELS_PER_MODULE
  const rows = Buffer.alloc(size * (1 + Math.ceil(size / 8)))
  for (let y = 0; y < size; y++) {
    // The first byte of a row says that it is not filtered.
    const start = y * (1 + Math.ceil(size / 8)) + 1
    for (let x = 0; x < size; x++) {
      const module = modules[moduleAt(y)]?.[moduleAt(x)] ?? false
      const at = start + (x >> 3)
      if (!module) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header[8] = 1
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const moduleAt = (pixel: number) => Math.floor(pixel / PIXELS_PER_MODULE) - QUIET

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
