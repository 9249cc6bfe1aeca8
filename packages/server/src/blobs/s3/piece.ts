import { createHash } from 'node:crypto'
import type { Body } from './client.ts'
import { LIMITS } from './limits.ts'

/** The bytes of one part of an upload. Its memory is used again for the next. */
export interface Piece {
  /** Copies the block: its giver uses it again. */
  add(block: Uint8Array): void
  hasRoomFor(block: Uint8Array): boolean
  sizeBytes(): number
  /** What there is, until it is cleared. */
  body(): Body
  clear(): void
}

export function createPiece(): Piece {
  const memory: Buffer[] = []
  let blocks: Buffer[] = []
  let sizeBytes = 0
  return {
    add(block) {
      const at = blocks.length
      const kept = memory[at]
      const room = kept && kept.length >= block.length ? kept : Buffer.allocUnsafe(block.length)
      memory[at] = room
      room.set(block)
      blocks.push(room.subarray(0, block.length))
      sizeBytes += block.length
    },
    hasRoomFor: block => sizeBytes + block.length <= LIMITS.partBytes,
    sizeBytes: () => sizeBytes,
    body() {
      const hash = createHash('sha256')
      for (const block of blocks) hash.update(block)
      return { pieces: blocks, sizeBytes, sha256: hash.digest() }
    },
    clear() {
      blocks = []
      sizeBytes = 0
    },
  }
}
