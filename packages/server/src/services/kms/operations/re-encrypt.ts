import { kms, type ReEncryptRequest } from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { encryptWith } from '../encryption.ts'
import { checkContext, contextKeys } from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun } from '../key-states.ts'
import { keyArn } from '../records.ts'
import { readSource, type SourceInput, shownMaterial, sourceCheck, sourceOf } from '../sources.ts'

/** From one key, context or material to another, without the plaintext ever leaving. */
export const reEncrypt = operation(kms.ReEncrypt, {
  readOnly: true,
  async authorize(input, context) {
    const source = await sourceOf(sourceInput(input), context)
    const destination = await namedKey(input.DestinationKeyId, context)
    const same = { 'kms:ReEncryptOnSameKey': String(source.named.arn === destination.arn) }
    const from = sourceCheck('ReEncryptFrom', source, context)
    return [
      { ...from, context: { ...from.context, ...same } },
      useCheck('ReEncryptTo', destination, context, {
        keys: {
          'kms:EncryptionAlgorithm': input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT',
          ...contextKeys(input.DestinationEncryptionContext),
          ...same,
        },
      }),
    ]
  },

  async handle(input, context) {
    const { SourceKeyId, DestinationEncryptionContext: encryptionContext } = input
    checkGrantTokens(input.GrantTokens, context)
    checkContext(encryptionContext)
    const source = await sourceOf(sourceInput(input), context)
    const read = await readSource('ReEncrypt', source, SourceKeyId, context)
    const destination = await enabledKey(await namedKey(input.DestinationKeyId, context), context)
    const algorithm = input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
    const options = { operation: 'ReEncrypt', algorithm, encryptionContext }
    const blob = await encryptWith(destination, read.plaintext, options, context)
    read.plaintext.fill(0)
    endDryRun(input)
    return {
      CiphertextBlob: blob,
      SourceKeyId: keyArn(read.key),
      KeyId: keyArn(destination),
      SourceEncryptionAlgorithm: source.algorithm,
      DestinationEncryptionAlgorithm: algorithm,
      SourceKeyMaterialId: read.materialId,
      DestinationKeyMaterialId: shownMaterial(destination),
    }
  },
})

const sourceInput = (input: ReEncryptRequest): SourceInput => ({
  blob: input.CiphertextBlob,
  keyId: input.SourceKeyId,
  algorithm: input.SourceEncryptionAlgorithm,
  encryptionContext: input.SourceEncryptionContext,
})
