import { hash } from 'node:crypto'
import type { SigningAlgorithmSpec } from '../../../wire/models/kms.ts'

/** The parts of a signing algorithm's name. */
export interface SigningAlgorithm {
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa'
  readonly digest: DigestName
}

export type DigestName = 'sha256' | 'sha384' | 'sha512'

export const DIGEST_BYTES: Readonly<Record<DigestName, number>> = {
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

/** Undefined for SM2DSA, which no key here can do. */
export function signingAlgorithm(name: SigningAlgorithmSpec): SigningAlgorithm | undefined {
  const [, scheme, bits] = /^(RSASSA_PKCS1_V1_5|RSASSA_PSS|ECDSA)_SHA_(\d+)$/.exec(name) ?? []
  if (!scheme) return undefined
  const digest: DigestName = bits === '256' ? 'sha256' : bits === '384' ? 'sha384' : 'sha512'
  if (scheme === 'ECDSA') return { scheme: 'ecdsa', digest }
  return { scheme: scheme === 'RSASSA_PSS' ? 'pss' : 'pkcs1', digest }
}

export const digestOf = (name: DigestName, message: Uint8Array): Buffer =>
  hash(name, message, 'buffer')
