import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { KmsContext } from './context.ts'
import { createAlias, deleteAlias, listAliases, updateAlias } from './operations/aliases.ts'
import { createGrant } from './operations/create-grant.ts'
import { createKey } from './operations/create-key.ts'
import {
  generateDataKeyPair,
  generateDataKeyPairWithoutPlaintext,
} from './operations/data-key-pairs.ts'
import {
  generateDataKey,
  generateDataKeyWithoutPlaintext,
  generateRandom,
} from './operations/data-keys.ts'
import { decrypt } from './operations/decrypt.ts'
import { deriveSharedSecret } from './operations/derive-shared-secret.ts'
import { describeKey, listKeys } from './operations/describe-key.ts'
import { encrypt } from './operations/encrypt.ts'
import { retireGrant, revokeGrant } from './operations/end-grant.ts'
import { cancelKeyDeletion, scheduleKeyDeletion } from './operations/key-deletion.ts'
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from './operations/key-policy.ts'
import { disableKey, enableKey, updateKeyDescription } from './operations/key-state.ts'
import { listGrants, listRetirableGrants } from './operations/list-grants.ts'
import { generateMac, verifyMac } from './operations/macs.ts'
import { reEncrypt } from './operations/re-encrypt.ts'
import {
  disableKeyRotation,
  enableKeyRotation,
  getKeyRotationStatus,
  listKeyRotations,
  rotateKeyOnDemand,
} from './operations/rotation.ts'
import { getPublicKey, sign, verify } from './operations/signatures.ts'
import { listResourceTags, tagResource, untagResource } from './operations/tagging.ts'

const KEYS = [
  ...[createKey, describeKey, listKeys, enableKey, disableKey, updateKeyDescription],
  ...[scheduleKeyDeletion, cancelKeyDeletion],
  ...[enableKeyRotation, disableKeyRotation, getKeyRotationStatus],
  ...[rotateKeyOnDemand, listKeyRotations],
  ...[createAlias, updateAlias, deleteAlias, listAliases],
  ...[tagResource, untagResource, listResourceTags],
]

const ACCESS = [
  ...[putKeyPolicy, getKeyPolicy, listKeyPolicies],
  ...[createGrant, listGrants, listRetirableGrants, revokeGrant, retireGrant],
]

const CRYPTOGRAPHY = [
  ...[encrypt, decrypt, reEncrypt],
  ...[generateDataKey, generateDataKeyWithoutPlaintext],
  ...[generateDataKeyPair, generateDataKeyPairWithoutPlaintext, generateRandom],
  ...[sign, verify, getPublicKey, generateMac, verifyMac, deriveSharedSecret],
]

/** Key management (spec/surroundings.md §3). */
export function kmsService(parts: { readonly seal: Seal; readonly compiler: Compiler }): Service {
  return defineService<KmsContext>({
    name: 'kms',
    context: core => ({ ...core, ...parts, firstUsed: new Map() }),
    operations: [...KEYS, ...ACCESS, ...CRYPTOGRAPHY],
  })
}
