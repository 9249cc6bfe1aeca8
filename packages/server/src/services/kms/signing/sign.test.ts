import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify,
} from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../kernel/random.ts'
import type { SigningAlgorithmSpec } from '../../../wire/models/kms.ts'
import { type SigningAlgorithm, signingAlgorithm } from './digests.ts'
import { readSignature, writeSignature } from './ecdsa-der.ts'
import { isSigned, signature } from './sign.ts'

const random = seededRandom('signing')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

/** Every scheme and hash that a key here can have. */
const CASES: readonly (readonly [SigningAlgorithmSpec, KeyObject])[] = [
  ['RSASSA_PKCS1_V1_5_SHA_256', rsa],
  ['RSASSA_PKCS1_V1_5_SHA_384', rsa],
  ['RSASSA_PKCS1_V1_5_SHA_512', rsa],
  ['RSASSA_PSS_SHA_256', rsa],
  ['RSASSA_PSS_SHA_384', rsa],
  ['RSASSA_PSS_SHA_512', rsa],
  ['ECDSA_SHA_256', ec('prime256v1')],
  ['ECDSA_SHA_384', ec('secp384r1')],
  ['ECDSA_SHA_512', ec('secp521r1')],
  ['ECDSA_SHA_256', ec('secp256k1')],
]

const MESSAGE = Buffer.from('a message of some importance')

function algorithmOf(name: SigningAlgorithmSpec): SigningAlgorithm {
  const algorithm = signingAlgorithm(name)
  if (!algorithm) throw new Error(`no algorithm ${name}`)
  return algorithm
}

/** What OpenSSL says of a signature over the message. */
function isRightToOpenssl(
  key: KeyObject,
  { scheme, digest }: SigningAlgorithm,
  signed: Uint8Array,
): boolean {
  const padding =
    scheme === 'pss'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}
  return verify(digest, MESSAGE, { key: createPublicKey(key), ...padding }, signed)
}

describe.each(CASES)('%s', (name, key) => {
  const algorithm = algorithmOf(name)
  const digest = createHash(algorithm.digest).update(MESSAGE).digest()
  const raw = { kind: 'RAW', bytes: MESSAGE } as const
  const digested = { kind: 'DIGEST', bytes: digest } as const

  it('over a digest is the signature that OpenSSL knows over the message', () => {
    for (let round = 0; round < 8; round++) {
      const signed = signature(key, algorithm, digested, random)
      expect(isRightToOpenssl(key, algorithm, signed)).toBe(true)
      expect(isSigned(key, algorithm, raw, signed)).toBe(true)
      expect(isSigned(key, algorithm, digested, signed)).toBe(true)
    }
  })

  it('over a message is verified by its digest', () => {
    for (let round = 0; round < 8; round++) {
      const signed = signature(key, algorithm, raw, random)
      expect(isSigned(key, algorithm, digested, signed)).toBe(true)
      expect(isSigned(key, algorithm, raw, signed)).toBe(true)
    }
  })

  it('is refused over another digest, and with any bit changed', () => {
    const signed = signature(key, algorithm, raw, random)
    const other = createHash(algorithm.digest).update('another').digest()
    expect(isSigned(key, algorithm, { kind: 'DIGEST', bytes: other }, signed)).toBe(false)
    fc.assert(
      fc.property(fc.nat(signed.length * 8 - 1), bit => {
        const changed = Buffer.from(signed)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(isSigned(key, algorithm, digested, changed)).toBe(false)
      }),
      { numRuns: 25 },
    )
  })

  it('is refused when it is no signature at all', () => {
    const nothing = [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(256), Buffer.alloc(256, 255)]
    for (const bytes of nothing) expect(isSigned(key, algorithm, digested, bytes)).toBe(false)
  })
})

describe('an ECDSA signature in DER', () => {
  it('is read as it was written', () => {
    const integers = fc.bigInt({ min: 1n, max: 2n ** 521n })
    fc.assert(
      fc.property(integers, integers, (r, s) => {
        expect(readSignature(writeSignature(r, s))).toEqual({ r, s })
      }),
    )
  })

  it.each([
    ['3006020101020101', { r: 1n, s: 1n }],
    ['300702020001020101', undefined],
    ['308106020101020101', undefined],
    ['300602010102010100', undefined],
    ['30060201010201', undefined],
    ['3006020181020101', undefined],
    ['', undefined],
  ])('%s is %o', (hex, expected) => {
    expect(readSignature(Buffer.from(hex, 'hex'))).toEqual(expected)
  })
})
