import { createECDH, type KeyObject } from 'node:crypto'
import type { Random } from '../../../kernel/random.ts'
import { CURVES, type Curve, inverse, isOnCurve, linear, mod } from './curves.ts'
import { readSignature, writeSignature } from './ecdsa-der.ts'

/**
 * ECDSA over a digest that somebody else made (SEC 1 §4.1). Node signs messages only. What is secret is
 * multiplied by OpenSSL, and blinded where it is inverted here; verifying touches nothing secret.
 */

export function signDigest(key: KeyObject, digest: Uint8Array, random: Random): Buffer {
  const { crv = '', d = '' } = key.export({ format: 'jwk' })
  const curve = curveOf(crv)
  const secret = integer(Buffer.from(d, 'base64url'))
  const z = truncated(digest, curve)
  for (;;) {
    const k = scalar(curve, random)
    const r = mod(xOfMultiple(k, curve), curve.order)
    const blind = scalar(curve, random)
    const blinded = mod(blind * mod(z + r * secret, curve.order), curve.order)
    const s = mod(inverse(mod(k * blind, curve.order), curve.order) * blinded, curve.order)
    if (r !== 0n && s !== 0n) return writeSignature(r, s)
  }
}

export function isSignature(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { crv = '', x = '', y = '' } = key.export({ format: 'jwk' })
  const curve = curveOf(crv)
  const read = readSignature(signature)
  if (!read) return false
  const { r, s } = read
  if (r < 1n || r >= curve.order || s < 1n || s >= curve.order) return false
  const point = {
    x: integer(Buffer.from(x, 'base64url')),
    y: integer(Buffer.from(y, 'base64url')),
  }
  if (!isOnCurve(point, curve)) return false
  const w = inverse(s, curve.order)
  const u = mod(truncated(digest, curve) * w, curve.order)
  const v = mod(r * w, curve.order)
  const sum = linear(u, v, point, curve)
  return sum !== undefined && mod(sum.x, curve.order) === r
}

function curveOf(name: string): Curve {
  const curve = CURVES.get(name)
  if (!curve) throw new Error(`broken invariant: ${name} is a curve that keys have`)
  return curve
}

/** Evenly from 1 to order − 1. */
function scalar({ order, bytes }: Curve, random: Random): bigint {
  const excess = BigInt(bytes * 8 - order.toString(2).length)
  for (;;) {
    const candidate = integer(random.bytes(bytes)) >> excess
    if (candidate > 0n && candidate < order) return candidate
  }
}

function xOfMultiple(k: bigint, { openssl, bytes }: Curve): bigint {
  const pair = createECDH(openssl)
  pair.setPrivateKey(Buffer.from(k.toString(16).padStart(bytes * 2, '0'), 'hex'))
  return integer(pair.getPublicKey(null, 'uncompressed').subarray(1, 1 + bytes))
}

/** The leftmost bits of the digest, as many as the order has. */
function truncated(digest: Uint8Array, { order }: Curve): bigint {
  const excess = digest.length * 8 - order.toString(2).length
  const value = integer(digest)
  return excess > 0 ? value >> BigInt(excess) : value
}

const integer = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
