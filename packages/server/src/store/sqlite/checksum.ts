import { crc32 } from 'node:zlib'

/**
 * Of one row: its name, its number (revision or position) and its text. SQLite notices a torn page, not a
 * flipped bit in a value; a policy that rotted on the disk must not decide.
 */
export function checksum(name: Uint8Array, number: number, text: string): number {
  return crc32(text, crc32(name, number % 0x1_0000_0000))
}
