import {
  constants,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  timingSafeEqual,
} from 'node:crypto'
import type { Random } from '../../../kernel/random.ts'
import { DIGEST_BYTES, type DigestName, digestOf } from './digests.ts'

/**
 * RSA signatures over a digest that somebody else made: RFC 8017 §8.2 (PKCS #1 v1.5) and §8.1 with §9.1 (PSS,
 * its salt as long as the digest). Node signs messages only; the modular arithmetic is its.
 */

const { RSA_PKCS1_PADDING, RSA_NO_PADDING } = constants

/** What stands before the digest, by algorithm (RFC 8017 §9.2, note 1). */
const DIGEST_INFOS: Readonly<Record<DigestName, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
}

export function signPkcs1(key: KeyObject, name: DigestName, digest: Uint8Array): Buffer {
  const info = Buffer.concat([DIGEST_INFOS[name], digest])
  return privateEncrypt({ key, padding: RSA_PKCS1_PADDING }, info)
}

export function isPkcs1(
  key: KeyObject,
  name: DigestName,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const found = opened(key, signature, RSA_PKCS1_PADDING)
  const wanted = Buffer.concat([DIGEST_INFOS[name], digest])
  return found !== undefined && found.length === wanted.length && timingSafeEqual(found, wanted)
}

export function signPss(
  key: KeyObject,
  name: DigestName,
  digest: Uint8Array,
  random: Random,
): Buffer {
  const { bytes, bits } = encodedLength(key)
  const length = DIGEST_BYTES[name]
  const salt = random.bytes(length)
  const hashed = digestOf(name, Buffer.concat([Buffer.alloc(8), digest, salt]))
  const db = Buffer.alloc(bytes - length - 1)
  db[db.length - length - 1] = 1
  db.set(salt, db.length - length)
  mask(db, name, hashed, bits)
  const encoded = Buffer.concat([db, hashed, Buffer.from([0xbc])])
  return privateEncrypt({ key, padding: RSA_NO_PADDING }, encoded)
}

export function isPss(
  key: KeyObject,
  name: DigestName,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { bytes, bits } = encodedLength(key)
  const length = DIGEST_BYTES[name]
  const encoded = opened(key, signature, RSA_NO_PADDING)
  if (encoded?.length !== bytes || encoded.at(-1) !== 0xbc) return false
  const db = Buffer.from(encoded.subarray(0, bytes - length - 1))
  const hashed = encoded.subarray(bytes - length - 1, -1)
  if ((db[0] ?? 0) >>> (8 - (8 * bytes - bits)) !== 0) return false
  mask(db, name, hashed, bits)
  const saltAt = db.length - length
  if (db.subarray(0, saltAt - 1).some(byte => byte !== 0) || db[saltAt - 1] !== 1) return false
  const wanted = digestOf(name, Buffer.concat([Buffer.alloc(8), digest, db.subarray(saltAt)]))
  return timingSafeEqual(wanted, hashed)
}

/** Moduli here are whole bytes, so the encoded message is one bit shorter than as many bytes. */
function encodedLength(key: KeyObject): { readonly bytes: number; readonly bits: number } {
  const modulusBits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return { bytes: modulusBits / 8, bits: modulusBits - 1 }
}

/** Combines the data block with MGF1 of the hash, and clears the bits that do not count. */
function mask(db: Buffer, name: DigestName, seed: Uint8Array, bits: number): void {
  const counter = Buffer.alloc(4)
  const length = DIGEST_BYTES[name]
  for (let at = 0; at < db.length; at += length) {
    counter.writeUInt32BE(at / length)
    const block = digestOf(name, Buffer.concat([seed, counter]))
    for (let i = 0; i < length && at + i < db.length; i++) {
      db[at + i] = (db[at + i] ?? 0) ^ (block[i] ?? 0)
    }
  }
  const unused = 8 * (db.length + length + 1) - bits
  db[0] = (db[0] ?? 0) & (0xff >>> unused)
}

function opened(key: KeyObject, signature: Uint8Array, padding: number): Buffer | undefined {
  try {
    return publicDecrypt({ key, padding }, signature)
  } catch {
    return undefined
  }
}
