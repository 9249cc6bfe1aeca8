import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '../../kernel/random.ts'
import { contextBytes, type EncryptionContext } from './encryption-context.ts'

/**
 * What a ciphertext tells of itself: under which key and which version of its material it was made. It is
 * authenticated together with the encryption context, so neither can be exchanged.
 */
export interface CiphertextHead {
  readonly account: string
  readonly region: string
  readonly keyId: string
  readonly materialId: string
}

export interface ParsedCiphertext extends CiphertextHead {
  readonly head: Uint8Array
  readonly salt: Uint8Array
  readonly body: Uint8Array
  readonly tag: Uint8Array
}

const VERSION = 1
const SALT_BYTES = 16
const TAG_BYTES = 16
const KEY_ID_BYTES = 16
const MATERIAL_ID_BYTES = 32
const ACCOUNT_BYTES = 6

/**
 * AES-256-GCM. Key and nonce of each message are derived from the material and 16 random bytes, so that no
 * number of messages under one key brings a nonce to meet its like.
 * Layout: version · account · region · key id · material id · salt · ciphertext · tag.
 */
export function encryptUnder(
  material: Uint8Array,
  plaintext: Uint8Array,
  of: CiphertextHead,
  { context, random }: { readonly context: EncryptionContext | undefined; readonly random: Random },
): Uint8Array {
  const head = headBytes(of)
  const salt = random.bytes(SALT_BYTES)
  const { key, nonce } = derived(material, salt)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(authenticated(head, context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  key.fill(0)
  return Buffer.concat([head, salt, body, cipher.getAuthTag()])
}

/** Undefined when the bytes, the material or the encryption context are not those of the encryption. */
export function decryptUnder(
  material: Uint8Array,
  { head, salt, body, tag }: ParsedCiphertext,
  context: EncryptionContext | undefined,
): Uint8Array | undefined {
  const { key, nonce } = derived(material, salt)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(authenticated(head, context))
    .setAuthTag(tag)
  key.fill(0)
  try {
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch {
    return undefined
  }
}

/** Undefined for what cannot be a ciphertext of ours, whoever made it. */
export function parseCiphertext(blob: Uint8Array): ParsedCiphertext | undefined {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
  const regionAt = 1 + ACCOUNT_BYTES + 1
  const regionEnd = regionAt + (bytes[regionAt - 1] ?? 0)
  const materialAt = regionEnd + KEY_ID_BYTES
  const headEnd = materialAt + MATERIAL_ID_BYTES
  const bodyAt = headEnd + SALT_BYTES
  if (bytes[0] !== VERSION || bytes.length < bodyAt + TAG_BYTES) return undefined
  const account = String(bytes.readUIntBE(1, ACCOUNT_BYTES)).padStart(12, '0')
  const region = bytes.toString('latin1', regionAt, regionEnd)
  if (account.length !== 12 || !/^[a-z0-9-]+$/.test(region)) return undefined
  return {
    account,
    region,
    keyId: uuidOf(bytes.subarray(regionEnd, materialAt)),
    materialId: bytes.toString('hex', materialAt, headEnd),
    head: bytes.subarray(0, headEnd),
    salt: bytes.subarray(headEnd, bodyAt),
    body: bytes.subarray(bodyAt, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  }
}

function headBytes({ account, region, keyId, materialId }: CiphertextHead): Buffer {
  const owner = Buffer.alloc(ACCOUNT_BYTES)
  owner.writeUIntBE(Number(account), 0, ACCOUNT_BYTES)
  return Buffer.concat([
    Buffer.from([VERSION]),
    owner,
    Buffer.from([region.length]),
    Buffer.from(region, 'latin1'),
    Buffer.from(keyId.replaceAll('-', ''), 'hex'),
    Buffer.from(materialId, 'hex'),
  ])
}

const authenticated = (head: Uint8Array, context: EncryptionContext | undefined) =>
  Buffer.concat([head, contextBytes(context)])

function derived(material: Uint8Array, salt: Uint8Array) {
  const bytes = Buffer.from(hkdfSync('sha256', material, salt, 'parley kms message 1', 44))
  return { key: bytes.subarray(0, 32), nonce: Buffer.from(bytes.subarray(32)) }
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
