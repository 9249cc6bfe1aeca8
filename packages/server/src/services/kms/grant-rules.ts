import type { GrantConstraints, GrantOperation } from '../../wire/models/kms.ts'
import { validation } from './encryption-context.ts'
import { LIMITS } from './limits.ts'
import { type KmsKey, keyArn } from './records.ts'

/** Operations with an encryption context, which constraints speak about. */
export const WITH_CONTEXT: ReadonlySet<GrantOperation> = new Set<GrantOperation>([
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
])

const ALWAYS: readonly GrantOperation[] = ['DescribeKey', 'CreateGrant', 'RetireGrant']
const ASYMMETRIC: readonly GrantOperation[] = ['GetPublicKey', ...ALWAYS]

/** A grant can only hold what the key can do, and constraints where there is a context. @throws ValidationException */
export function checkGrant(
  key: KmsKey,
  operations: readonly GrantOperation[],
  constraints: GrantConstraints | undefined,
): void {
  const possible = possibleOperations(key)
  const impossible = operations.find(operation => !possible.includes(operation))
  if (impossible !== undefined) {
    throw validation(`${keyArn(key)} cannot have a grant for the operation ${impossible}.`)
  }
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints ?? {}
  if (!equals && !subset) return
  if (key.spec !== 'SYMMETRIC_DEFAULT') {
    throw validation('Encryption context constraints are for symmetric encryption keys only.')
  }
  if (equals && subset) {
    throw validation('A grant can have one encryption context constraint at most.')
  }
  const values = Object.values(equals ?? subset ?? {})
  if (values.length > LIMITS.constraintPairs) {
    throw validation(
      `An encryption context constraint can have ${LIMITS.constraintPairs} pairs at most.`,
    )
  }
  if (values.some(value => value.length > LIMITS.constraintValueCharacters)) {
    throw validation(
      `A value of an encryption context constraint can have ${LIMITS.constraintValueCharacters} characters at most.`,
    )
  }
}

function possibleOperations({ spec, usage }: KmsKey): readonly GrantOperation[] {
  switch (usage) {
    case 'SIGN_VERIFY':
      return ['Sign', 'Verify', ...ASYMMETRIC]
    case 'GENERATE_VERIFY_MAC':
      return ['GenerateMac', 'VerifyMac', ...ALWAYS]
    case 'KEY_AGREEMENT':
      return ['DeriveSharedSecret', ...ASYMMETRIC]
    case 'ENCRYPT_DECRYPT':
      return spec === 'SYMMETRIC_DEFAULT'
        ? [...WITH_CONTEXT, ...ALWAYS]
        : ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', ...ASYMMETRIC]
  }
}

/** Whether a grant for `CreateGrant` covers a new one: no more operations, and no looser constraint. */
export function covers(parent: GrantTerms, { operations, constraints }: GrantTerms): boolean {
  if (!operations.every(operation => parent.operations.includes(operation))) return false
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } =
    parent.constraints ?? {}
  const child = constraints ?? {}
  if (equals) {
    const same = child.EncryptionContextEquals
    return same !== undefined && holds(same, equals) && holds(equals, same)
  }
  if (!subset) return true
  const narrower = child.EncryptionContextEquals ?? child.EncryptionContextSubset
  return narrower !== undefined && holds(narrower, subset)
}

export interface GrantTerms {
  readonly operations: readonly GrantOperation[]
  readonly constraints?: GrantConstraints | undefined
}

type Pairs = Readonly<Record<string, string>>

/** Names are compared ignoring case, values exactly. */
function holds(all: Pairs, part: Pairs): boolean {
  const known = new Map(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]))
  return Object.entries(part).every(([name, value]) => known.get(name.toLowerCase()) === value)
}
