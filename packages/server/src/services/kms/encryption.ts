import {
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto'
import {
  type EncryptionAlgorithmSpec,
  InvalidCiphertextException,
  InvalidKeyUsageException,
} from '../../wire/models/kms.ts'
import { decryptUnder, encryptUnder, type ParsedCiphertext } from './ciphertext.ts'
import type { KmsContext } from './context.ts'
import { type EncryptionContext, validation } from './encryption-context.ts'
import { requireAlgorithm, requireUsage } from './key-states.ts'
import { currentMaterial, withMaterial } from './materials.ts'
import { type KmsKey, keyArn } from './records.ts'

export interface EncryptionOptions {
  /** The operation, for errors. */
  readonly operation: string
  readonly algorithm: EncryptionAlgorithmSpec
  readonly encryptionContext: EncryptionContext | undefined
}

/** Encrypts under the newest material of a key. @throws InvalidKeyUsageException ValidationException */
export async function encryptWith(
  key: KmsKey,
  plaintext: Uint8Array,
  { operation, algorithm, encryptionContext }: EncryptionOptions,
  context: KmsContext,
): Promise<Uint8Array> {
  requireUsage(key, 'ENCRYPT_DECRYPT', operation)
  requireAlgorithm(key, algorithm)
  refuseContext(algorithm, encryptionContext)
  const { account, region, id: keyId } = key
  const { id: materialId } = currentMaterial(key)
  const blob = await withMaterial(key, materialId, context, material => {
    const hash = OAEP_HASHES[algorithm]
    if (hash) return encryptOaep(key, material, plaintext, { algorithm, hash })
    const head = { account, region, keyId, materialId }
    return encryptUnder(material, plaintext, head, {
      context: encryptionContext,
      random: context.random,
    })
  })
  if (!blob) throw new Error('broken invariant: the current material of a key is kept')
  return blob
}

/** @throws InvalidCiphertextException, for whatever reason, with no further word */
export async function decryptSymmetric(
  key: KmsKey,
  parsed: ParsedCiphertext,
  encryptionContext: EncryptionContext | undefined,
  context: KmsContext,
): Promise<Uint8Array> {
  const plaintext = await withMaterial(key, parsed.materialId, context, material =>
    decryptUnder(material, parsed, encryptionContext),
  )
  if (!plaintext) throw invalidCiphertext()
  return plaintext
}

/** @throws InvalidCiphertextException InvalidKeyUsageException */
export async function decryptAsymmetric(
  key: KmsKey,
  blob: Uint8Array,
  { operation, algorithm, encryptionContext }: EncryptionOptions,
  context: KmsContext,
): Promise<Uint8Array> {
  requireUsage(key, 'ENCRYPT_DECRYPT', operation)
  requireAlgorithm(key, algorithm)
  refuseContext(algorithm, encryptionContext)
  const hash = OAEP_HASHES[algorithm]
  if (!hash) throw InvalidKeyUsageException(`${keyArn(key)} does not decrypt with ${algorithm}.`)
  const plaintext = await withMaterial(key, undefined, context, material =>
    decryptOaep(material, blob, hash),
  )
  if (!plaintext) throw invalidCiphertext()
  return plaintext
}

/** It has no message, lest a wrong context and wrong bytes be told apart. */
export const invalidCiphertext = () => InvalidCiphertextException('')

/** Undefined for the symmetric algorithm. */
const OAEP_HASHES: Readonly<Partial<Record<EncryptionAlgorithmSpec, OaepHash>>> = {
  RSAES_OAEP_SHA_1: { name: 'sha1', bytes: 20 },
  RSAES_OAEP_SHA_256: { name: 'sha256', bytes: 32 },
}

interface OaepHash {
  readonly name: string
  readonly bytes: number
}

function encryptOaep(
  { spec }: KmsKey,
  material: Uint8Array,
  plaintext: Uint8Array,
  { algorithm, hash }: { readonly algorithm: EncryptionAlgorithmSpec; readonly hash: OaepHash },
): Uint8Array {
  const key = createPublicKey(privateKeyOf(material))
  const modulusBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const most = modulusBytes - 2 * hash.bytes - 2
  if (plaintext.length > most) {
    throw validation(
      `Algorithm ${algorithm} and key spec ${spec} cannot encrypt data larger than ${most} bytes.`,
    )
  }
  return publicEncrypt({ key, padding: PADDING, oaepHash: hash.name }, plaintext)
}

function decryptOaep(
  material: Uint8Array,
  blob: Uint8Array,
  { name: oaepHash }: OaepHash,
): Uint8Array | undefined {
  try {
    return privateDecrypt({ key: privateKeyOf(material), padding: PADDING, oaepHash }, blob)
  } catch {
    return undefined
  }
}

const PADDING = constants.RSA_PKCS1_OAEP_PADDING

export const privateKeyOf = (material: Uint8Array) =>
  createPrivateKey({ key: Buffer.from(material), format: 'der', type: 'pkcs8' })

function refuseContext(
  algorithm: EncryptionAlgorithmSpec,
  encryptionContext: EncryptionContext | undefined,
): void {
  if (algorithm === 'SYMMETRIC_DEFAULT' || encryptionContext === undefined) return
  if (Object.keys(encryptionContext).length === 0) return
  throw validation('An encryption context can be used with symmetric encryption keys only.')
}
