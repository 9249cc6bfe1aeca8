import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Seal } from '../kernel/seal.ts'
import { key, within } from '../store/key.ts'
import type { Document, Store, Write } from '../store/store.ts'

/** The key pairs that sign an account's digest files, each for a year (ListPublicKeys). */
export interface DigestKey {
  readonly fingerprint: string
  /** PKCS #1 DER, base64. */
  readonly publicKey: string
  /** PKCS #8 DER under the seal. */
  readonly sealedKey: string
  /** Epoch ms. */
  readonly validFrom: number
  readonly validTo: number
}

const KIND = 'cloudtrail.digest-key'
const PURPOSE = 'trail digest key'
const VALIDITY_MS = 365 * 86_400_000
const MODULUS_BITS = 2048

export const digestKeysOf = (account: string) => within(KIND, account)

export const digestKeyOf = (document: Document): DigestKey => document.value as unknown as DigestKey

/** The private key that is valid now, and its fingerprint; made when there is none. */
export async function signingKey(
  account: string,
  now: number,
  { store, seal }: { readonly store: Pick<Store, 'range' | 'commit'>; readonly seal: Seal },
): Promise<{ readonly privateKey: KeyObject; readonly fingerprint: string }> {
  const { documents } = await store.range(...digestKeysOf(account), { reverse: true, limit: 1 })
  const newest = documents[0] && digestKeyOf(documents[0])
  if (newest && newest.validTo > now) return opened(newest, seal)
  const made = await newKey(now, seal)
  await store.commit([digestKeyWrite(account, made)])
  return opened(made, seal)
}

// Two processes may each make a key at once; both are listed, and each signature names its own.
const digestKeyWrite = (account: string, made: DigestKey): Write => ({
  type: 'put',
  key: key(KIND, account, String(made.validFrom).padStart(15, '0'), made.fingerprint),
  value: { ...made },
})

async function newKey(now: number, seal: Seal): Promise<DigestKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: MODULUS_BITS,
  })
  const der = publicKey.export({ type: 'pkcs1', format: 'der' })
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' })
  return {
    fingerprint: createHash('sha256').update(der).digest('hex').slice(0, 32),
    publicKey: der.toString('base64'),
    sealedKey: seal.seal(secret, PURPOSE),
    // Digests of the hour that ends now are signed with it.
    validFrom: now - 3_600_000,
    validTo: now + VALIDITY_MS,
  }
}

function opened({ sealedKey, fingerprint }: DigestKey, seal: Seal) {
  const secret = seal.open(sealedKey, PURPOSE)
  if (!secret)
    throw new Error('broken invariant: a digest key opens under the root key that sealed it')
  const privateKey = createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' })
  return { privateKey, fingerprint }
}
