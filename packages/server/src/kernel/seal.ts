import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import type { Random } from './random.ts'

/** Authenticated encryption of small secrets under the root key. */
export interface Seal {
  /** `purpose` binds the text to its use: sealed for one, it opens for no other. */
  seal(plain: Uint8Array, purpose: string): string
  /** Undefined when the text was changed, made under another key or for another purpose. */
  open(sealed: string, purpose: string): Uint8Array | undefined
  /**
   * A seal under a key of its own, made from this one's for a use. For what is sealed again and again: nonces are
   * random, and under one key they are safe for 2^32 times (NIST SP 800-38D, §8.3).
   */
  derived(use: string): Seal
}

const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM: version, nonce, ciphertext and tag as base64url. */
export function createSeal(rootKey: Uint8Array, random: Random): Seal {
  const key: KeyObject = createSecretKey(rootKey)
  return {
    seal(plain, purpose) {
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      const all = [Buffer.from([VERSION]), nonce, body, cipher.getAuthTag()]
      return Buffer.concat(all).toString('base64url')
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)
      try {
        return Buffer.concat([decipher.update(body), decipher.final()])
      } catch {
        return undefined
      }
    },
    derived(use) {
      const bytes = hkdfSync('sha256', rootKey, new Uint8Array(), Buffer.from(use), KEY_BYTES)
      return createSeal(new Uint8Array(bytes), random)
    },
  }
}
