import { createHmac, timingSafeEqual } from 'node:crypto'
import { LIMITS } from './limits.ts'

/** Time-based one-time passwords (RFC 6238: SHA-1, six digits, steps of 30 s; spec/iam.md §5.6). */

const STEP_MS = 30_000
const DIGITS = 6

/** The number of the step that a moment lies in. */
export const stepOf = (time: number): number => Math.floor(time / STEP_MS)

/** The code of one step (RFC 4226 §5.3). */
export function codeOf(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS
  return String(number).padStart(DIGITS, '0')
}

/**
 * The step whose code this is, at most one beside the present; undefined when it is none's, or when a code of
 * that step or of a later one was accepted before.
 */
export function acceptedStep(
  seed: Uint8Array,
  code: string,
  { now, drift, lastStep }: { now: number; drift: number; lastStep: number },
): number | undefined {
  const present = stepOf(now) + drift
  let found: number | undefined
  for (const step of [present - 1, present, present + 1]) {
    if (isCode(seed, code, step) && step > lastStep) found ??= step
  }
  return found
}

/** The first of two steps in a row whose codes these are: how a device and its clock are made known. */
export function consecutiveSteps(
  seed: Uint8Array,
  codes: readonly [string, string],
  now: number,
): number | undefined {
  const present = stepOf(now)
  for (let away = 0; away <= LIMITS.mfaDriftSteps; away++) {
    for (const step of away === 0 ? [present] : [present - away, present + away]) {
      if (isCode(seed, codes[0], step) && isCode(seed, codes[1], step + 1)) return step
    }
  }
  return undefined
}

function isCode(seed: Uint8Array, code: string, step: number): boolean {
  const expected = Buffer.from(codeOf(seed, step))
  const given = Buffer.from(code)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding, as authenticator apps read a seed. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(value >>> bits) & 31]
    }
    value &= 0xff
  }
  return bits > 0 ? text + BASE32[(value << (5 - bits)) & 31] : text
}
