import type { Check } from '../../access/check.ts'
import { type EncryptionAlgorithmSpec, IncorrectKeyException } from '../../wire/models/kms.ts'
import { useCheck } from './checks.ts'
import { type ParsedCiphertext, parseCiphertext } from './ciphertext.ts'
import type { KmsContext } from './context.ts'
import { decryptAsymmetric, decryptSymmetric, invalidCiphertext } from './encryption.ts'
import {
  checkContext,
  contextKeys,
  type EncryptionContext,
  validation,
} from './encryption-context.ts'
import { type NamedKey, namedKey } from './key-names.ts'
import { enabledKey, requireSymmetric } from './key-states.ts'
import { currentMaterial } from './materials.ts'
import { type KmsKey, keyArn } from './records.ts'

/** A ciphertext that is to be read, by Decrypt or ReEncrypt, and the key that it was made under. */
export interface Source {
  readonly blob: Uint8Array
  /** Undefined for ciphertexts of RSA keys, which tell nothing of themselves. */
  readonly parsed: ParsedCiphertext | undefined
  readonly named: NamedKey
  readonly algorithm: EncryptionAlgorithmSpec
  readonly encryptionContext: EncryptionContext | undefined
}

export interface SourceInput {
  readonly blob: Uint8Array
  readonly keyId: string | undefined
  readonly algorithm: EncryptionAlgorithmSpec | undefined
  readonly encryptionContext: EncryptionContext | undefined
}

/**
 * Finds the key of a ciphertext: for symmetric ones the key that stands in it, whatever the request says.
 * What the bytes alone refuse tells nobody anything, so it is refused before authorization.
 * @throws InvalidCiphertextException ValidationException
 */
export async function sourceOf(
  { blob, keyId, algorithm = 'SYMMETRIC_DEFAULT', encryptionContext }: SourceInput,
  context: KmsContext,
): Promise<Source> {
  const rest = { blob, algorithm, encryptionContext }
  if (algorithm !== 'SYMMETRIC_DEFAULT') {
    if (keyId === undefined) throw validation(`${algorithm} needs the id of the key.`)
    return { ...rest, parsed: undefined, named: await namedKey(keyId, context) }
  }
  const parsed = parseCiphertext(blob)
  if (!parsed) throw invalidCiphertext()
  const arn = keyArn({ ...parsed, id: parsed.keyId })
  const asked = keyId === undefined ? undefined : await namedKey(keyId, context)
  const found = await namedKey(arn, context)
  const alias = asked?.arn === arn ? asked.alias : undefined
  return { ...rest, parsed, named: { ...found, ...(alias !== undefined && { alias }) } }
}

/**
 * Who may read a ciphertext is decided on its key. Where that key's own side refuses, or there is none, the
 * denial is always the same sentence, so that ciphertexts tell nothing about keys (spec/surroundings.md §3).
 */
export function sourceCheck(operation: string, source: Source, context: KmsContext): Check {
  const { named, parsed, algorithm, encryptionContext } = source
  const check = useCheck(operation, named, context, {
    keys: { 'kms:EncryptionAlgorithm': algorithm, ...contextKeys(encryptionContext) },
    ...(parsed && { refusedAs: NO_SUCH_SOURCE }),
  })
  if (!parsed || named.key) return check
  // A key that is gone is like one that is closed to the caller.
  return { ...check, resource: { ...check.resource, trustsAccount: false } }
}

const NO_SUCH_SOURCE =
  'on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'

/** The plaintext and what it was made under. @throws IncorrectKeyException InvalidCiphertextException … */
export async function readSource(
  operation: string,
  source: Source,
  keyId: string | undefined,
  context: KmsContext,
): Promise<{ readonly plaintext: Uint8Array; readonly key: KmsKey; readonly materialId?: string }> {
  const { named, parsed, algorithm, blob, encryptionContext } = source
  checkContext(encryptionContext)
  if (!parsed) {
    const key = await enabledKey(named, context)
    const options = { operation, algorithm, encryptionContext }
    return { key, plaintext: await decryptAsymmetric(key, blob, options, context) }
  }
  if (keyId !== undefined) await requireSameKey(keyId, named, context)
  const key = await enabledKey(named, context)
  requireSymmetric(key, operation)
  const plaintext = await decryptSymmetric(key, parsed, encryptionContext, context)
  return { key, plaintext, materialId: parsed.materialId }
}

async function requireSameKey(keyId: string, { arn }: NamedKey, context: KmsContext) {
  const asked = await namedKey(keyId, context)
  if (asked.arn === arn) return
  throw IncorrectKeyException(
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )
}

/** The material that encrypts now, where it has an id to the outside. */
export const shownMaterial = (key: KmsKey): string | undefined =>
  key.spec === 'SYMMETRIC_DEFAULT' ? currentMaterial(key).id : undefined
