import { isAscii, isUtf8 } from 'node:buffer'

/** Text of bytes from outside: UTF-8, or else Latin-1, which gives every byte a character of its own. */
export function decode(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1')
}

/** Where to cut so that no character is torn: at `limit`, or up to three bytes before it. */
export function characterBoundary(bytes: Buffer, limit: number): number {
  let at = limit
  while (at > limit - 4 && at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--
  return ((bytes[at] ?? 0) & 0xc0) === 0x80 ? limit : at
}
