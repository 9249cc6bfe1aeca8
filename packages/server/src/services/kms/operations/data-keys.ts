import { type DataKeySpec, kms, UnsupportedOperationException } from '../../../wire/models/kms.ts'
import { plainCheck, useCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { encryptWith } from '../encryption.ts'
import {
  checkContext,
  contextKeys,
  type EncryptionContext,
  validation,
} from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun, refuseRecipient, requireSymmetric } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { keyArn } from '../records.ts'
import { shownMaterial } from '../sources.ts'

/** A new key to encrypt data with elsewhere, in plain and encrypted under a key of ours. */
export const generateDataKey = operation(kms.GenerateDataKey, {
  readOnly: true,
  authorize: (input, context) => dataKeyCheck('GenerateDataKey', input, context),

  async handle(input, context) {
    refuseRecipient(input)
    const { plaintext, ...made } = await makeDataKey('GenerateDataKey', input, context)
    return { ...made, Plaintext: plaintext }
  },
})

/** The encrypted data key alone, for whoever will need it later. */
export const generateDataKeyWithoutPlaintext = operation(kms.GenerateDataKeyWithoutPlaintext, {
  readOnly: true,
  authorize: (input, context) => dataKeyCheck('GenerateDataKeyWithoutPlaintext', input, context),

  async handle(input, context) {
    const operationName = 'GenerateDataKeyWithoutPlaintext'
    const { plaintext, ...made } = await makeDataKey(operationName, input, context)
    plaintext.fill(0)
    return made
  },
})

export const generateRandom = operation(kms.GenerateRandom, {
  readOnly: true,
  authorize: (_input, context) => plainCheck('kms:GenerateRandom', context),

  async handle(input, { random }) {
    refuseRecipient(input)
    if (input.CustomKeyStoreId !== undefined) {
      throw UnsupportedOperationException('Custom key stores are not supported.')
    }
    if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
    return { Plaintext: random.bytes(input.NumberOfBytes) }
  },
})

interface DataKeyInput {
  readonly KeyId: string
  readonly EncryptionContext?: EncryptionContext | undefined
  readonly NumberOfBytes?: number | undefined
  readonly KeySpec?: DataKeySpec | undefined
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

const dataKeyCheck = async (
  operationName: string,
  { KeyId, EncryptionContext }: DataKeyInput,
  context: KmsContext,
) =>
  useCheck(operationName, await namedKey(KeyId, context), context, {
    keys: {
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
      ...contextKeys(EncryptionContext),
    },
  })

async function makeDataKey(operationName: string, input: DataKeyInput, context: KmsContext) {
  const { KeyId, EncryptionContext, GrantTokens } = input
  checkContext(EncryptionContext)
  checkGrantTokens(GrantTokens, context)
  const count = lengthOf(input)
  const key = await enabledKey(await namedKey(KeyId, context), context)
  requireSymmetric(key, operationName)
  const plaintext = Uint8Array.from(context.random.bytes(count))
  const options = {
    operation: operationName,
    algorithm: 'SYMMETRIC_DEFAULT',
    encryptionContext: EncryptionContext,
  } as const
  const blob = await encryptWith(key, plaintext, options, context)
  endDryRun(input)
  const KeyMaterialId = shownMaterial(key)
  return { plaintext, CiphertextBlob: blob, KeyId: keyArn(key), KeyMaterialId }
}

/** @throws ValidationException unless exactly one of the two says how long the key is */
function lengthOf({ NumberOfBytes, KeySpec }: DataKeyInput): number {
  if ((NumberOfBytes === undefined) === (KeySpec === undefined)) {
    throw validation('Please specify either number of bytes or key spec.')
  }
  if (NumberOfBytes !== undefined) return Math.min(NumberOfBytes, LIMITS.dataKeyBytes)
  return KeySpec === 'AES_128' ? 16 : 32
}
