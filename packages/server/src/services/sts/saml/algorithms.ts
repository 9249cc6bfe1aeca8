import { hash, KeyObject, verify } from 'node:crypto'
import { type HashAlgorithm, type SignatureAlgorithm, SignedXml, type Verifier } from './library.ts'

/**
 * What a signature may be made with: RSA or ECDSA over SHA-2, exclusive canonical form. SHA-1 can be made to
 * collide, a keyed hash would take the public key for a shared secret, and other forms of the XML have
 * been played off against one another. None of these exists here.
 */
export const EXCLUSIVE_FORM = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

/** Verifies with one key, that of nobody but the provider: what a message says of its key is not read. */
export function verifierWith(key: KeyObject): Verifier {
  const signed = new SignedXml({ publicCert: key, getCertFromKeyInfo: () => null })
  const known = signed.CanonicalizationAlgorithms
  signed.CanonicalizationAlgorithms = Object.assign(Object.create(null), {
    [EXCLUSIVE_FORM]: known[EXCLUSIVE_FORM],
    [ENVELOPED]: known[ENVELOPED],
  })
  signed.HashAlgorithms = HASHES
  signed.SignatureAlgorithms = SIGNATURES
  return signed
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'

/** `Object.create(null)`: the names come from the message. */
const named = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(entries))

const HASHES = named(
  [
    ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'] as const,
    [`${MORE}sha384`, 'sha384'] as const,
    ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'] as const,
  ].map(([name, algorithm]) => [name, hashing(name, algorithm)] as const),
)

const SIGNATURES = named(
  (['sha256', 'sha384', 'sha512'] as const).flatMap(algorithm => {
    const rsa = `${MORE}rsa-${algorithm}`
    const ecdsa = `${MORE}ecdsa-${algorithm}`
    return [
      [rsa, verifying(rsa, algorithm, 'rsa')] as const,
      [ecdsa, verifying(ecdsa, algorithm, 'ec')] as const,
    ]
  }),
)

// The library makes its algorithms with `new`.
function hashing(name: string, algorithm: string): new () => HashAlgorithm {
  return class {
    getAlgorithmName = () => name
    getHash = (xml: string) => hash(algorithm, xml, 'base64')
  }
}

function verifying(
  name: string,
  algorithm: string,
  keyType: 'rsa' | 'ec',
): new () => SignatureAlgorithm {
  return class {
    getAlgorithmName = () => name
    getSignature = (): string => {
      throw new Error('signatures are verified here, never made')
    }
    verifySignature = (material: string, key: unknown, value: string): boolean =>
      key instanceof KeyObject &&
      key.asymmetricKeyType === keyType &&
      verify(
        algorithm,
        Buffer.from(material),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(value, 'base64'),
      )
  }
}
