import {
  type DataKeyPairSpec,
  kms,
  UnsupportedOperationException,
} from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { encryptWith } from '../encryption.ts'
import { checkContext, contextKeys, type EncryptionContext } from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { isBuilt } from '../key-specs.ts'
import { enabledKey, endDryRun, refuseRecipient, requireSymmetric } from '../key-states.ts'
import { newKeyPair } from '../materials.ts'
import { keyArn } from '../records.ts'
import { shownMaterial } from '../sources.ts'

/** A new key pair to use elsewhere, its private half in plain and encrypted under a key of ours. */
export const generateDataKeyPair = operation(kms.GenerateDataKeyPair, {
  readOnly: true,
  authorize: (input, context) => pairCheck('GenerateDataKeyPair', input, context),

  async handle(input, context) {
    refuseRecipient(input)
    const { privateKey, ...made } = await makePair('GenerateDataKeyPair', input, context)
    return { ...made, PrivateKeyPlaintext: privateKey }
  },
})

export const generateDataKeyPairWithoutPlaintext = operation(
  kms.GenerateDataKeyPairWithoutPlaintext,
  {
    readOnly: true,
    authorize: (input, context) => pairCheck('GenerateDataKeyPairWithoutPlaintext', input, context),

    async handle(input, context) {
      const operationName = 'GenerateDataKeyPairWithoutPlaintext'
      const { privateKey, ...made } = await makePair(operationName, input, context)
      privateKey.fill(0)
      return made
    },
  },
)

interface PairInput {
  readonly KeyId: string
  readonly KeyPairSpec: DataKeyPairSpec
  readonly EncryptionContext?: EncryptionContext | undefined
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

const pairCheck = async (
  operationName: string,
  { KeyId, KeyPairSpec, EncryptionContext }: PairInput,
  context: KmsContext,
) =>
  useCheck(operationName, await namedKey(KeyId, context), context, {
    keys: {
      'kms:DataKeyPairSpec': KeyPairSpec,
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
      ...contextKeys(EncryptionContext),
    },
  })

async function makePair(operationName: string, input: PairInput, context: KmsContext) {
  const { KeyId, KeyPairSpec, EncryptionContext, GrantTokens } = input
  checkContext(EncryptionContext)
  checkGrantTokens(GrantTokens, context)
  const key = await enabledKey(await namedKey(KeyId, context), context)
  requireSymmetric(key, operationName)
  if (!isBuilt(KeyPairSpec)) {
    throw UnsupportedOperationException(`The key pair spec ${KeyPairSpec} is not supported.`)
  }
  endDryRun(input)
  const { publicKey, privateKey } = await newKeyPair(KeyPairSpec)
  const options = {
    operation: operationName,
    algorithm: 'SYMMETRIC_DEFAULT',
    encryptionContext: EncryptionContext,
  } as const
  return {
    privateKey,
    PrivateKeyCiphertextBlob: await encryptWith(key, privateKey, options, context),
    PublicKey: publicKey,
    KeyId: keyArn(key),
    KeyPairSpec,
    KeyMaterialId: shownMaterial(key),
  }
}
