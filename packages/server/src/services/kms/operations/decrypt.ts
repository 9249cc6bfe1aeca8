import { type DecryptRequest, kms } from '../../../wire/models/kms.ts'
import { operation } from '../context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { endDryRun, refuseRecipient } from '../key-states.ts'
import { keyArn } from '../records.ts'
import { readSource, type SourceInput, sourceCheck, sourceOf } from '../sources.ts'

/** Decrypts; a symmetric ciphertext knows its key, so `KeyId` is only a demand that it be this one. */
export const decrypt = operation(kms.Decrypt, {
  readOnly: true,
  authorize: async (input, context) =>
    sourceCheck('Decrypt', await sourceOf(sourceInput(input), context), context),

  async handle(input, context) {
    refuseRecipient(input)
    checkGrantTokens(input.GrantTokens, context)
    const source = await sourceOf(sourceInput(input), context)
    const { key, plaintext, materialId } = await readSource('Decrypt', source, input.KeyId, context)
    endDryRun(input)
    return {
      KeyId: keyArn(key),
      Plaintext: plaintext,
      EncryptionAlgorithm: source.algorithm,
      KeyMaterialId: materialId,
    }
  },
})

const sourceInput = (input: DecryptRequest): SourceInput => ({
  blob: input.CiphertextBlob,
  keyId: input.KeyId,
  algorithm: input.EncryptionAlgorithm,
  encryptionContext: input.EncryptionContext,
})
