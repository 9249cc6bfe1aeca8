import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '../../../kernel/random.ts'

const SALT_BYTES = 16
const TAG_BYTES = 16

/**
 * Bytes encrypted for one place of the store, as base64: salt, ciphertext, tag. Each has a key and a nonce of its
 * own, derived from the group's data key, so that one data key serves any number of events.
 */
export function sealed(
  plain: Uint8Array,
  dataKey: Uint8Array,
  place: string,
  random: Random,
): string {
  const salt = random.bytes(SALT_BYTES)
  const [key, nonce] = derived(dataKey, salt, place)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([salt, body, cipher.getAuthTag()]).toString('base64')
}

/** @throws Error when the bytes are not what was sealed for this place */
export function opened(text: string, dataKey: Uint8Array, place: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  const [key, nonce] = derived(dataKey, bytes.subarray(0, SALT_BYTES), place)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(SALT_BYTES, -TAG_BYTES)), decipher.final()])
}

function derived(dataKey: Uint8Array, salt: Uint8Array, place: string) {
  const bytes = new Uint8Array(hkdfSync('sha256', dataKey, salt, Buffer.from(place), 44))
  return [bytes.subarray(0, 32), bytes.subarray(32)] as const
}
