import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { kms } from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { privateKeyOf } from '../encryption.ts'
import { validation } from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun, refuseRecipient, requireUsage } from '../key-states.ts'
import { withMaterial } from '../materials.ts'
import { keyArn } from '../records.ts'

/** The secret that this key and somebody's public key have in common (ECDH). */
export const deriveSharedSecret = operation(kms.DeriveSharedSecret, {
  readOnly: true,
  authorize: async ({ KeyId, KeyAgreementAlgorithm }, context) =>
    useCheck('DeriveSharedSecret', await namedKey(KeyId, context), context, {
      keys: { 'kms:KeyAgreementAlgorithm': KeyAgreementAlgorithm },
    }),

  async handle({ KeyId, KeyAgreementAlgorithm, PublicKey, ...input }, context) {
    refuseRecipient(input)
    checkGrantTokens(input.GrantTokens, context)
    const key = await enabledKey(await namedKey(KeyId, context), context)
    requireUsage(key, 'KEY_AGREEMENT', 'DeriveSharedSecret')
    const secret = await withMaterial(key, undefined, context, material =>
      sharedSecret(privateKeyOf(material), PublicKey),
    )
    if (!secret) throw validation('')
    endDryRun(input)
    return {
      KeyId: keyArn(key),
      SharedSecret: secret,
      KeyAgreementAlgorithm,
      KeyOrigin: 'AWS_KMS' as const,
    }
  },
})

/** Undefined for what is no public key of the same curve. */
function sharedSecret(privateKey: KeyObject, bytes: Uint8Array): Uint8Array | undefined {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
    return diffieHellman({ privateKey, publicKey })
  } catch {
    return undefined
  }
}
