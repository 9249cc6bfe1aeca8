import { kms } from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { encryptWith } from '../encryption.ts'
import { checkContext, contextKeys } from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun } from '../key-states.ts'
import { keyArn } from '../records.ts'

/** Encrypts up to 4096 bytes under a key. */
export const encrypt = operation(kms.Encrypt, {
  readOnly: true,
  authorize: async (
    { KeyId, EncryptionContext, EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' },
    context,
  ) =>
    useCheck('Encrypt', await namedKey(KeyId, context), context, {
      keys: { 'kms:EncryptionAlgorithm': EncryptionAlgorithm, ...contextKeys(EncryptionContext) },
    }),

  async handle({ KeyId, Plaintext, EncryptionContext, GrantTokens, ...input }, context) {
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
    checkContext(EncryptionContext)
    checkGrantTokens(GrantTokens, context)
    const key = await enabledKey(await namedKey(KeyId, context), context)
    const blob = await encryptWith(
      key,
      Plaintext,
      { operation: 'Encrypt', algorithm, encryptionContext: EncryptionContext },
      context,
    )
    endDryRun(input)
    return { CiphertextBlob: blob, KeyId: keyArn(key), EncryptionAlgorithm: algorithm }
  },
})
