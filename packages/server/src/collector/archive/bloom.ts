import { LIMITS } from './limits.ts'

/** Which trigrams of bytes a file has: what it says is not there is not; what it says is there may be. */
export interface Bloom {
  add(text: string): void
  /** Whether the text may stand in what was added. Texts of fewer than three bytes always may. */
  mayContain(text: string): boolean
  toText(): string
}

export const emptyBloom = (): Bloom => bloomOver(Buffer.alloc(LIMITS.bloomBits / 8))

export const parseBloom = (text: string): Bloom => bloomOver(Buffer.from(text, 'base64'))

function bloomOver(bits: Buffer): Bloom {
  const size = bits.length * 8
  return {
    add(text) {
      for (const place of placesOf(text, size)) bits[place >> 3]! |= 1 << (place & 7)
    },
    mayContain(text) {
      for (const place of placesOf(text, size)) {
        if ((bits[place >> 3]! & (1 << (place & 7))) === 0) return false
      }
      return true
    },
    toText: () => bits.toString('base64'),
  }
}

function* placesOf(text: string, size: number): Generator<number> {
  const bytes = Buffer.from(text)
  for (let at = 0; at + 2 < bytes.length; at++) {
    const gram = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    let hash = Math.imul(gram, 0x9e3779b1) >>> 0
    for (let n = 0; n < LIMITS.bloomHashes; n++) {
      yield hash % size
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77) >>> 0
    }
  }
}
