import {
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  verify,
} from 'node:crypto'
import {
  DeriveSharedSecretCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  type MacAlgorithmSpec,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf } from './kms-house.ts'

let house: House
let keys: Keys
let signing: { readonly id: string; readonly arn: string }
let mac: { readonly id: string; readonly arn: string }

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
  signing = await keys.create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  mac = await keys.create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
})
afterAll(() => house.close())

const bytes = (text: string) => Buffer.from(text)
/** What the client says of an error without a message. */
const NO_MESSAGE = 'UnknownError'

describe('signatures', () => {
  const Message = bytes('a message of some importance')
  const SigningAlgorithm = 'ECDSA_SHA_256' as const

  it('are verified here, and elsewhere with the public key', async () => {
    const input = { KeyId: signing.id, Message, SigningAlgorithm }
    const { Signature, ...signed } = await keys.kms.send(new SignCommand(input))
    expect(signed).toMatchObject({ KeyId: signing.arn, SigningAlgorithm })
    const verified = await keys.kms.send(new VerifyCommand({ ...input, Signature }))
    expect(verified).toMatchObject({ KeyId: signing.arn, SignatureValid: true, SigningAlgorithm })
    const { PublicKey, ...about } = await keys.kms.send(
      new GetPublicKeyCommand({ KeyId: signing.id }),
    )
    expect(about).toMatchObject({
      KeyId: signing.arn,
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ECDSA_SHA_256'],
    })
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
    expect(verify('sha256', Message, key, Signature ?? new Uint8Array())).toBe(true)
  })

  it('that are false are an error without a message', async () => {
    const input = { KeyId: signing.id, Message, SigningAlgorithm }
    const { Signature } = await keys.kms.send(new SignCommand(input))
    const other = new VerifyCommand({ ...input, Message: bytes('another'), Signature })
    expect(await refusal(keys.kms.send(other))).toEqual([
      'KMSInvalidSignatureException',
      NO_MESSAGE,
      400,
    ])
  })

  it('need a digest of the right length, and an algorithm of the key', async () => {
    const digest = { KeyId: signing.id, Message, SigningAlgorithm, MessageType: 'DIGEST' } as const
    expect(await refusal(keys.kms.send(new SignCommand(digest)))).toEqual([
      'ValidationException',
      'Digest is invalid length for algorithm ECDSA_SHA_256.',
      400,
    ])
    const wrong = { KeyId: signing.id, Message, SigningAlgorithm: 'ECDSA_SHA_384' } as const
    expect(await refusal(keys.kms.send(new SignCommand(wrong)))).toEqual([
      'InvalidKeyUsageException',
      'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
      400,
    ])
  })
})

describe('codes of messages', () => {
  it.each([
    ['HMAC_224', 'HMAC_SHA_224'],
    ['HMAC_256', 'HMAC_SHA_256'],
    ['HMAC_384', 'HMAC_SHA_384'],
    ['HMAC_512', 'HMAC_SHA_512'],
  ] as const)('of %s are made and verified', async (KeySpec, MacAlgorithm) => {
    const key = await keys.create({ KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' })
    const input = { KeyId: key.id, Message: bytes('important'), MacAlgorithm }
    const { Mac, ...made } = await keys.kms.send(new GenerateMacCommand(input))
    expect(made).toMatchObject({ KeyId: key.arn, MacAlgorithm })
    expect(Mac).toHaveLength(createHmac(`sha${KeySpec.slice(5)}`, '').digest().length)
    const verified = await keys.kms.send(new VerifyMacCommand({ ...input, Mac }))
    expect(verified).toMatchObject({ KeyId: key.arn, MacAlgorithm, MacValid: true })
    const other = new VerifyMacCommand({ ...input, Message: bytes('different'), Mac })
    expect(await refusal(keys.kms.send(other))).toEqual(['KMSInvalidMacException', NO_MESSAGE, 400])
  })

  it.each([
    [
      'HMAC_SHA_512',
      'InvalidKeyUsageException',
      'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.',
    ],
    [
      'INVALID',
      'ValidationException',
      "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
    ],
  ])('of HMAC_256 are not made with %s', async (algorithm, code, message) => {
    const MacAlgorithm = algorithm as MacAlgorithmSpec
    const command = new GenerateMacCommand({ KeyId: mac.id, Message: bytes('x'), MacAlgorithm })
    expect(await refusal(keys.kms.send(command))).toEqual([code, message, 400])
  })
})

describe('a shared secret', () => {
  it('is the one that the other side derives', async () => {
    const key = await keys.create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const PublicKey = other.publicKey.export({ format: 'der', type: 'spki' })
    const derive = (KeyId: string, their: Uint8Array) =>
      keys.kms.send(
        new DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey: their }),
      )
    const { SharedSecret } = await derive(key.id, PublicKey)
    const { PublicKey: ours } = await keys.kms.send(new GetPublicKeyCommand({ KeyId: key.id }))
    const publicKey = createPublicKey({ key: Buffer.from(ours ?? []), format: 'der', type: 'spki' })
    const { privateKey } = other
    expect(Buffer.from(SharedSecret ?? [])).toEqual(diffieHellman({ privateKey, publicKey }))
    expect(await refusal(derive(key.id, bytes('no key')))).toEqual([
      'ValidationException',
      NO_MESSAGE,
      400,
    ])
    expect(await refusal(derive(signing.id, PublicKey))).toEqual([
      'InvalidKeyUsageException',
      `${signing.arn} key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret.`,
      400,
    ])
  })
})
