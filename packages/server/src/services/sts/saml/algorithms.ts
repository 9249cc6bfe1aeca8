import { hash, type KeyObject, verify } from 'node:crypto'
import {
  ExclusiveCanonicalization,
  type HashAlgorithm,
  type SignatureAlgorithm,
  SignedXml,
  type Verifier,
  type XmlElement,
} from './library.ts'

/**
 * What a signature may be made with: RSA or ECDSA over SHA-2, exclusive canonical form. SHA-1 can be made to
 * collide, a keyed hash would take the public key for a shared secret, and other forms of the XML have
 * been played off against one another. None of these exists here.
 */
export const EXCLUSIVE_FORM = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

/** Verifies with any of the provider's own keys, in one pass: what a message says of its key is not read. */
export function verifierWith(keys: readonly [KeyObject, ...KeyObject[]]): Verifier {
  const signed = new SignedXml({ publicCert: keys[0], getCertFromKeyInfo: () => null })
  const known = signed.CanonicalizationAlgorithms
  signed.CanonicalizationAlgorithms = named(
    [EXCLUSIVE_FORM, ENVELOPED].map(name => [name, known[name]]),
  )
  signed.HashAlgorithms = HASHES
  signed.SignatureAlgorithms = signaturesBy(keys)
  return signed
}

/**
 * Whether a key signed what the signature says of itself: cheap to know, while what it refers to may take long.
 * Without such a key nobody makes this server canonicalize what he likes.
 */
export function isSignedBy(
  keys: readonly KeyObject[],
  info: XmlElement,
  algorithm: string,
  value: string,
): boolean {
  const Algorithm = signaturesBy(keys)[algorithm]
  if (!Algorithm) return false
  const form = new ExclusiveCanonicalization().process(info)
  return new Algorithm().verifySignature(form, undefined, value)
}

const signaturesBy = (keys: readonly KeyObject[]) =>
  named(
    HASH_NAMES.flatMap(algorithm => [
      [`${MORE}rsa-${algorithm}`, verifying(algorithm, keys, 'rsa')],
      [`${MORE}ecdsa-${algorithm}`, verifying(algorithm, keys, 'ec')],
    ]),
  )

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const HASH_NAMES = ['sha256', 'sha384', 'sha512'] as const

/** `Object.create(null)`: what is looked up comes from the message. */
const named = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(entries))

const HASHES = named([
  ['http://www.w3.org/2001/04/xmlenc#sha256', hashing('sha256')],
  [`${MORE}sha384`, hashing('sha384')],
  ['http://www.w3.org/2001/04/xmlenc#sha512', hashing('sha512')],
])

// The library makes its algorithms with `new`.
function hashing(algorithm: string): new () => HashAlgorithm {
  return class {
    getAlgorithmName = () => algorithm
    getHash = (xml: string) => hash(algorithm, xml, 'base64')
  }
}

function verifying(
  algorithm: string,
  keys: readonly KeyObject[],
  type: 'rsa' | 'ec',
): new () => SignatureAlgorithm {
  return class {
    getAlgorithmName = () => algorithm
    getSignature = (): string => {
      throw new Error('signatures are verified here, never made')
    }
    verifySignature = (material: string, _key: unknown, value: string): boolean => {
      const bytes = Buffer.from(material)
      const signature = Buffer.from(value, 'base64')
      return keys
        .filter(({ asymmetricKeyType }) => asymmetricKeyType === type)
        .some(key => verify(algorithm, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature))
    }
  }
}
