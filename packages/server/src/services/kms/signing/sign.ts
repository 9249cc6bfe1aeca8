import { constants, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Random } from '../../../kernel/random.ts'
import { DIGEST_BYTES, type SigningAlgorithm } from './digests.ts'
import { isSignature, signDigest } from './ecdsa.ts'
import { isPkcs1, isPss, signPkcs1, signPss } from './rsa.ts'

/** What is signed: a message, or the digest that its sender made of one. */
export interface Signed {
  readonly kind: 'RAW' | 'DIGEST'
  readonly bytes: Uint8Array
}

/** Whether the bytes can be a digest of this algorithm, where they are said to be one. */
export const fits = ({ kind, bytes }: Signed, { digest }: SigningAlgorithm): boolean =>
  kind === 'RAW' || bytes.length === DIGEST_BYTES[digest]

export function signature(
  key: KeyObject,
  algorithm: SigningAlgorithm,
  { kind, bytes }: Signed,
  random: Random,
): Uint8Array {
  const { scheme, digest } = algorithm
  if (kind === 'RAW') return sign(digest, bytes, { key, ...paddingOf(algorithm) })
  switch (scheme) {
    case 'pkcs1':
      return signPkcs1(key, digest, bytes)
    case 'pss':
      return signPss(key, digest, bytes, random)
    case 'ecdsa':
      return signDigest(key, bytes, random)
  }
}

export function isSigned(
  privateKey: KeyObject,
  algorithm: SigningAlgorithm,
  { kind, bytes }: Signed,
  signed: Uint8Array,
): boolean {
  const key = createPublicKey(privateKey)
  const { scheme, digest } = algorithm
  if (kind === 'RAW') return verify(digest, bytes, { key, ...paddingOf(algorithm) }, signed)
  switch (scheme) {
    case 'pkcs1':
      return isPkcs1(key, digest, bytes, signed)
    case 'pss':
      return isPss(key, digest, bytes, signed)
    case 'ecdsa':
      return isSignature(key, bytes, signed)
  }
}

function paddingOf({ scheme, digest }: SigningAlgorithm) {
  if (scheme === 'ecdsa') return {}
  if (scheme === 'pkcs1') return { padding: constants.RSA_PKCS1_PADDING }
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: DIGEST_BYTES[digest] }
}
