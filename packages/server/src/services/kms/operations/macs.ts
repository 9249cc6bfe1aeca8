import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  type GenerateMacRequest,
  KMSInvalidMacException,
  kms,
  type MacAlgorithmSpec,
} from '../../../wire/models/kms.ts'
import { useCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun, requireAlgorithm, requireUsage } from '../key-states.ts'
import { withMaterial } from '../materials.ts'
import { keyArn } from '../records.ts'

/** A code that proves that a message comes from somebody who may use the key. */
export const generateMac = operation(kms.GenerateMac, {
  readOnly: true,
  authorize: (input, context) => macCheck('GenerateMac', input, context),

  async handle(input, context) {
    const { key, mac } = await macOf('GenerateMac', input, context)
    endDryRun(input)
    return { Mac: mac, MacAlgorithm: input.MacAlgorithm, KeyId: keyArn(key) }
  },
})

/** A false code is an error, never an answer. @throws KMSInvalidMacException */
export const verifyMac = operation(kms.VerifyMac, {
  readOnly: true,
  authorize: (input, context) => macCheck('VerifyMac', input, context),

  async handle(input, context) {
    const { key, mac } = await macOf('VerifyMac', input, context)
    const { Mac: given } = input
    if (given.length !== mac.length || !timingSafeEqual(given, mac)) {
      throw KMSInvalidMacException('')
    }
    endDryRun(input)
    return { KeyId: keyArn(key), MacValid: true, MacAlgorithm: input.MacAlgorithm }
  },
})

type MacInput = Pick<GenerateMacRequest, 'KeyId' | 'Message' | 'MacAlgorithm' | 'GrantTokens'>

const macCheck = async (
  operationName: string,
  { KeyId, MacAlgorithm }: MacInput,
  context: KmsContext,
) =>
  useCheck(operationName, await namedKey(KeyId, context), context, {
    keys: { 'kms:MacAlgorithm': MacAlgorithm },
  })

async function macOf(operationName: string, input: MacInput, context: KmsContext) {
  const { KeyId, Message, MacAlgorithm, GrantTokens } = input
  checkGrantTokens(GrantTokens, context)
  const key = await enabledKey(await namedKey(KeyId, context), context)
  requireUsage(key, 'GENERATE_VERIFY_MAC', operationName)
  requireAlgorithm(key, MacAlgorithm)
  const mac = await withMaterial(key, undefined, context, material =>
    createHmac(HASHES[MacAlgorithm], material).update(Message).digest(),
  )
  if (!mac) throw new Error('broken invariant: the current material of a key is kept')
  return { key, mac }
}

const HASHES: Readonly<Record<MacAlgorithmSpec, string>> = {
  HMAC_SHA_224: 'sha224',
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
}
