import { createPublicKey } from 'node:crypto'
import {
  InvalidKeyUsageException,
  KMSInvalidSignatureException,
  kms,
  type SignRequest,
  UnsupportedOperationException,
} from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { privateKeyOf } from '../encryption.ts'
import { validation } from '../encryption-context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { SPECS } from '../key-specs.ts'
import { enabledKey, endDryRun, requireAlgorithm, requireUsage } from '../key-states.ts'
import { withMaterial } from '../materials.ts'
import { keyArn } from '../records.ts'
import { type SigningAlgorithm, signingAlgorithm } from '../signing/digests.ts'
import { fits, isSigned, type Signed, signature } from '../signing/sign.ts'

/** Signs a message of up to 4096 bytes, or the digest of a longer one. */
export const sign = operation(kms.Sign, {
  readOnly: true,
  authorize: (input, context) => signingCheck('Sign', input, context),

  async handle(input, context) {
    const { key, algorithm, signed } = await signing('Sign', input, context)
    const made = await withMaterial(key, undefined, context, material =>
      signature(privateKeyOf(material), algorithm, signed, context.random),
    )
    endDryRun(input)
    const { SigningAlgorithm } = input
    return { KeyId: keyArn(key), Signature: made, SigningAlgorithm }
  },
})

/** A false signature is an error, never an answer. @throws KMSInvalidSignatureException */
export const verify = operation(kms.Verify, {
  readOnly: true,
  authorize: (input, context) => signingCheck('Verify', input, context),

  async handle(input, context) {
    const { key, algorithm, signed } = await signing('Verify', input, context)
    const isRight = await withMaterial(key, undefined, context, material =>
      isSigned(privateKeyOf(material), algorithm, signed, input.Signature),
    )
    if (!isRight) throw KMSInvalidSignatureException('')
    endDryRun(input)
    const { SigningAlgorithm } = input
    return { KeyId: keyArn(key), SignatureValid: true, SigningAlgorithm }
  },
})

/** The public half of a key pair, to verify or encrypt with elsewhere. */
export const getPublicKey = operation(kms.GetPublicKey, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    useCheck('GetPublicKey', await namedKey(KeyId, context), context),

  async handle({ KeyId, GrantTokens }, context) {
    checkGrantTokens(GrantTokens, context)
    const key = await enabledKey(await namedKey(KeyId, context), context)
    const { spec, usage } = key
    const { material: kind, encryption, signing: algorithms } = SPECS[spec]
    if (kind.kind === 'secret') {
      throw UnsupportedOperationException(`${keyArn(key)} has no public key.`)
    }
    const publicKey = await withMaterial(key, undefined, context, material =>
      createPublicKey(privateKeyOf(material)).export({ format: 'der', type: 'spki' }),
    )
    return {
      KeyId: keyArn(key),
      PublicKey: publicKey,
      CustomerMasterKeySpec: spec,
      KeySpec: spec,
      KeyUsage: usage,
      EncryptionAlgorithms: usage === 'ENCRYPT_DECRYPT' ? encryption : undefined,
      SigningAlgorithms: usage === 'SIGN_VERIFY' ? algorithms : undefined,
      KeyAgreementAlgorithms: usage === 'KEY_AGREEMENT' ? (['ECDH'] as const) : undefined,
    }
  },
})

type SigningInput = Pick<
  SignRequest,
  'KeyId' | 'Message' | 'MessageType' | 'SigningAlgorithm' | 'GrantTokens'
>

const signingCheck = async (
  operationName: string,
  { KeyId, MessageType = 'RAW', SigningAlgorithm }: SigningInput,
  context: KmsContext,
) =>
  useCheck(operationName, await namedKey(KeyId, context), context, {
    keys: { 'kms:MessageType': MessageType, 'kms:SigningAlgorithm': SigningAlgorithm },
  })

/** @throws InvalidKeyUsageException ValidationException */
async function signing(operationName: string, input: SigningInput, context: KmsContext) {
  const { KeyId, Message, MessageType = 'RAW', SigningAlgorithm: name, GrantTokens } = input
  checkGrantTokens(GrantTokens, context)
  const key = await enabledKey(await namedKey(KeyId, context), context)
  requireUsage(key, 'SIGN_VERIFY', operationName)
  requireAlgorithm(key, name)
  const algorithm: SigningAlgorithm | undefined = signingAlgorithm(name)
  if (!algorithm) throw InvalidKeyUsageException(`${keyArn(key)} does not sign with ${name}.`)
  const signed: Signed = { kind: MessageType, bytes: Message }
  if (!fits(signed, algorithm)) {
    throw validation(`Digest is invalid length for algorithm ${name}.`)
  }
  return { key, algorithm, signed }
}
