import { ServiceError } from '../../kernel/errors.ts'
import { LIMITS } from './limits.ts'

export type EncryptionContext = Readonly<Record<string, string>>

/**
 * The pairs as bytes that depend on nothing but the pairs: sorted by name, each part with its length. They are
 * authenticated with the ciphertext and stored nowhere (spec/surroundings.md §3, cryptography).
 */
export function contextBytes(context: EncryptionContext = {}): Uint8Array {
  const pairs = Object.entries(context).map(([name, value]) => [
    Buffer.from(name),
    Buffer.from(value),
  ])
  pairs.sort(([a = NOTHING], [b = NOTHING]) => Buffer.compare(a, b))
  return Buffer.concat(pairs.flat().flatMap(part => [lengthOf(part), part]))
}

const NOTHING = Buffer.alloc(0)

function lengthOf(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(part.length)
  return bytes
}

/**
 * What policies could not judge is refused: condition keys ignore case, so two names that differ in case alone
 * would be one key with two values, and an empty name is no name.
 * @throws ValidationException
 */
export function checkContext(context: EncryptionContext | undefined): void {
  if (!context) return
  const names = Object.keys(context)
  const different = new Set(names.map(name => name.toLowerCase()))
  if (names.includes('') || different.size < names.length) {
    throw invalid(
      'The names of an encryption context must not be empty and must differ in more than case.',
    )
  }
  const bytes = Object.entries(context)
    .flat()
    .map(text => Buffer.byteLength(text))
  if (bytes.reduce((sum, one) => sum + one, 0) > LIMITS.encryptionContextBytes) {
    throw invalid(`An encryption context can be ${LIMITS.encryptionContextBytes} bytes at most.`)
  }
}

const invalid = (message: string) => validation(message)

/** The one error that the model does not declare, because every operation has it. */
export const validation = (message: string): ServiceError =>
  new ServiceError('ValidationException', message, { status: 400 })

/** What policies may ask about an encryption context: each pair, and the names. */
export function contextKeys(
  context: EncryptionContext | undefined,
): Readonly<Record<string, string | readonly string[]>> {
  const pairs = Object.entries(context ?? {})
  if (pairs.length === 0) return {}
  return {
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    'kms:EncryptionContextKeys': pairs.map(([name]) => name),
  }
}
