import { createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto'
import {
  type DataKeyPairSpec,
  DecryptCommand,
  EncryptCommand,
  type EncryptCommandInput,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandInput,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GenerateRandomCommand,
  GetPublicKeyCommand,
  ReEncryptCommand,
  SignCommand,
} from '@aws-sdk/client-kms'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf, UNKNOWN } from './kms-house.ts'

let house: House
let keys: Keys
let symmetric: { readonly id: string; readonly arn: string }
let signing: { readonly id: string; readonly arn: string }
let rsa: { readonly id: string; readonly arn: string }
let mac: { readonly id: string; readonly arn: string }

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
  symmetric = await keys.create()
  signing = await keys.create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  rsa = await keys.create({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
  mac = await keys.create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
})
afterAll(() => house.close())

const bytes = (text: string) => Buffer.from(text)
const text = (plain: Uint8Array | undefined) => Buffer.from(plain ?? []).toString()
const decrypt = (CiphertextBlob: Uint8Array | undefined, more = {}) =>
  keys.kms.send(new DecryptCommand({ CiphertextBlob, ...more }))
const NO_KEY = 'The key ID in the request does not identify a CMK that can perform this operation.'
/** What the client says of an error without a message. */
const NO_MESSAGE = 'UnknownError'
const INVALID = ['InvalidCiphertextException', NO_MESSAGE, 400]

describe('symmetric encryption', () => {
  it('is undone without naming the key, under the same context alone', async () => {
    const EncryptionContext = { bot: 'OrderFlowers', ünicode: '✓' }
    const blob = await keys.encrypt(symmetric.id, 'roses', EncryptionContext)
    expect(await decrypt(blob, { EncryptionContext })).toMatchObject({
      KeyId: symmetric.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
      Plaintext: new Uint8Array(bytes('roses')),
    })
    for (const wrong of [
      {},
      { bot: 'Other', ünicode: '✓' },
      { Bot: 'OrderFlowers', ünicode: '✓' },
    ]) {
      expect(await refusal(decrypt(blob, { EncryptionContext: wrong }))).toEqual(INVALID)
    }
  })

  it('refuses bytes that it did not make, however they were changed', async () => {
    const blob = await keys.encrypt(symmetric.id, 'roses')
    await fc.assert(
      fc.asyncProperty(fc.nat(blob.length * 8 - 1), async bit => {
        const changed = Uint8Array.from(blob)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        // Changed where it names its key, it is somebody else's.
        const codes = ['InvalidCiphertextException', 'AccessDeniedException']
        expect(codes).toContain((await refusal(decrypt(changed)))[0])
      }),
      { numRuns: 60 },
    )
    expect(await refusal(decrypt(bytes('certainly no ciphertext')))).toEqual(INVALID)
    expect(await refusal(decrypt(blob.subarray(0, -1)))).toEqual(INVALID)
  })

  it('insists on the key that a request names', async () => {
    const other = await keys.create()
    const blob = await keys.encrypt(symmetric.id, 'roses')
    expect(text((await decrypt(blob, { KeyId: symmetric.arn })).Plaintext)).toBe('roses')
    for (const KeyId of [other.id, signing.id, UNKNOWN, 'alias/nobody']) {
      expect(await refusal(decrypt(blob, { KeyId }))).toEqual([
        'IncorrectKeyException',
        NO_KEY,
        400,
      ])
    }
  })

  const REFUSED: readonly (readonly [Partial<EncryptCommandInput>, string, string | RegExp])[] = [
    [
      { Plaintext: Buffer.alloc(4097) },
      'ValidationException',
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [{ EncryptionContext: { a: '1', A: '2' } }, 'ValidationException', /differ in more than case/],
    [{ EncryptionContext: { '': '1' } }, 'ValidationException', /must not be empty/],
    [{ EncryptionContext: { a: 'x'.repeat(8_192) } }, 'ValidationException', /8192 bytes/],
    [{ GrantTokens: ['no token'] }, 'InvalidGrantTokenException', 'Invalid grant token.'],
    [
      { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
      'InvalidKeyUsageException',
      'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.',
    ],
    [
      { DryRun: true },
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    ],
  ]
  it.each(REFUSED)('refuses %o', async (more, code, message) => {
    const command = new EncryptCommand({ KeyId: symmetric.id, Plaintext: bytes('x'), ...more })
    expect(await refusal(keys.kms.send(command))).toEqual([
      code,
      typeof message === 'string' ? message : expect.stringMatching(message),
      400,
    ])
  })

  it('moves from key to key and context to context', async () => {
    const other = await keys.create()
    const blob = await keys.encrypt(symmetric.id, 'roses', { a: '1' })
    const command = {
      CiphertextBlob: blob,
      SourceEncryptionContext: { a: '1' },
      DestinationKeyId: other.id,
      DestinationEncryptionContext: { b: '2' },
    }
    const moved = await keys.kms.send(new ReEncryptCommand(command))
    expect(moved).toMatchObject({
      KeyId: other.arn,
      SourceKeyId: symmetric.arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    })
    const opened = await decrypt(moved.CiphertextBlob, { EncryptionContext: { b: '2' } })
    expect([opened.KeyId, text(opened.Plaintext)]).toEqual([other.arn, 'roses'])
    const wrong = new ReEncryptCommand({ ...command, SourceKeyId: other.id })
    expect(await refusal(keys.kms.send(wrong))).toEqual(['IncorrectKeyException', NO_KEY, 400])
  })
})

describe('data keys', () => {
  it.each([
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 1024 }, 1024],
  ] as const)('of %o come in plain and encrypted', async (size, length) => {
    const input = { KeyId: symmetric.id, EncryptionContext: { a: '1' }, ...size }
    const { Plaintext, CiphertextBlob, KeyId } = await keys.kms.send(
      new GenerateDataKeyCommand(input),
    )
    expect([Plaintext?.length, KeyId]).toEqual([length, symmetric.arn])
    const opened = await decrypt(CiphertextBlob, { EncryptionContext: { a: '1' } })
    expect(opened.Plaintext).toEqual(Plaintext)
    expect(await refusal(decrypt(CiphertextBlob))).toEqual(INVALID)
    const hidden = await keys.kms.send(new GenerateDataKeyWithoutPlaintextCommand(input))
    expect(hidden).not.toHaveProperty('Plaintext')
    const later = await decrypt(hidden.CiphertextBlob, { EncryptionContext: { a: '1' } })
    expect(later.Plaintext).toHaveLength(length)
  })

  const SIZES: readonly Partial<GenerateDataKeyCommandInput>[] = [
    {},
    { KeySpec: 'AES_256', NumberOfBytes: 32 },
  ]
  it.each(SIZES)('need exactly one size, and %o is not', async size => {
    const command = new GenerateDataKeyCommand({ KeyId: symmetric.id, ...size })
    expect(await refusal(keys.kms.send(command))).toEqual([
      'ValidationException',
      'Please specify either number of bytes or key spec.',
      400,
    ])
  })

  const PAIRS: readonly DataKeyPairSpec[] = ['ECC_NIST_P256', 'ECC_SECG_P256K1', 'RSA_2048']
  it.each(PAIRS)('in pairs of %s belong together', async KeyPairSpec => {
    const input = { KeyId: symmetric.id, KeyPairSpec, EncryptionContext: { a: '1' } }
    const pair = await keys.kms.send(new GenerateDataKeyPairCommand(input))
    const opened = await decrypt(pair.PrivateKeyCiphertextBlob, { EncryptionContext: { a: '1' } })
    expect(opened.Plaintext).toEqual(pair.PrivateKeyPlaintext)
    expect(publicHalf(pair.PrivateKeyPlaintext)).toEqual(Buffer.from(pair.PublicKey ?? []))
    const hidden = await keys.kms.send(new GenerateDataKeyPairWithoutPlaintextCommand(input))
    expect(hidden).not.toHaveProperty('PrivateKeyPlaintext')
    const later = await decrypt(hidden.PrivateKeyCiphertextBlob, { EncryptionContext: { a: '1' } })
    expect(publicHalf(later.Plaintext)).toEqual(Buffer.from(hidden.PublicKey ?? []))
    const dry = new GenerateDataKeyPairCommand({ ...input, DryRun: true })
    expect((await refusal(keys.kms.send(dry)))[0]).toBe('DryRunOperationException')
  })

  const publicHalf = (pkcs8: Uint8Array | undefined) =>
    createPublicKey(
      createPrivateKey({ key: Buffer.from(pkcs8 ?? []), format: 'der', type: 'pkcs8' }),
    ).export({ format: 'der', type: 'spki' })
})

describe('random bytes', () => {
  it('are as many as were asked for', async () => {
    for (const NumberOfBytes of [1, 12, 1024]) {
      const { Plaintext } = await keys.kms.send(new GenerateRandomCommand({ NumberOfBytes }))
      expect(Plaintext).toHaveLength(NumberOfBytes)
    }
  })

  it.each([
    [undefined, 'NumberOfBytes is required.'],
    [
      0,
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      1025,
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
  ])('cannot be %s', async (NumberOfBytes, message) => {
    const command = new GenerateRandomCommand(NumberOfBytes === undefined ? {} : { NumberOfBytes })
    expect(await refusal(keys.kms.send(command))).toEqual(['ValidationException', message, 400])
  })
})

describe('RSA encryption', () => {
  it.each([
    ['RSAES_OAEP_SHA_1', 'sha1', 214],
    ['RSAES_OAEP_SHA_256', 'sha256', 190],
  ] as const)('with %s is undone here, wherever it was made', async (algorithm, oaepHash, most) => {
    const EncryptionAlgorithm = algorithm
    const encrypt = (Plaintext: Uint8Array) =>
      keys.kms.send(new EncryptCommand({ KeyId: rsa.id, Plaintext, EncryptionAlgorithm }))
    const { CiphertextBlob } = await encrypt(bytes('roses'))
    const opened = await decrypt(CiphertextBlob, { KeyId: rsa.id, EncryptionAlgorithm })
    expect(text(opened.Plaintext)).toBe('roses')
    const { PublicKey } = await keys.kms.send(new GetPublicKeyCommand({ KeyId: rsa.id }))
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
    const elsewhere = publicEncrypt({ key, oaepHash }, bytes('tulips'))
    const found = await decrypt(elsewhere, { KeyId: rsa.id, EncryptionAlgorithm })
    expect(text(found.Plaintext)).toBe('tulips')
    expect(await refusal(encrypt(Buffer.alloc(most + 1)))).toEqual([
      'ValidationException',
      `Algorithm ${algorithm} and key spec RSA_2048 cannot encrypt data larger than ${most} bytes.`,
      400,
    ])
    const changed = Uint8Array.from(elsewhere).reverse()
    const undone = decrypt(changed, { KeyId: rsa.id, EncryptionAlgorithm })
    expect(await refusal(undone)).toEqual(INVALID)
  })

  it('has no context, and its ciphertext does not tell its key', async () => {
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256' as const
    const input = { KeyId: rsa.id, Plaintext: bytes('x'), EncryptionAlgorithm }
    const withContext = new EncryptCommand({ ...input, EncryptionContext: { a: '1' } })
    expect((await refusal(keys.kms.send(withContext)))[0]).toBe('ValidationException')
    const { CiphertextBlob } = await keys.kms.send(new EncryptCommand(input))
    const keyless = decrypt(CiphertextBlob, { EncryptionAlgorithm })
    expect((await refusal(keyless))[0]).toBe('ValidationException')
    const moved = await keys.kms.send(
      new ReEncryptCommand({
        ...{ CiphertextBlob, SourceKeyId: rsa.id, SourceEncryptionAlgorithm: EncryptionAlgorithm },
        DestinationKeyId: symmetric.id,
      }),
    )
    expect(text((await decrypt(moved.CiphertextBlob)).Plaintext)).toBe('x')
  })
})

describe('a key used for what it is not', () => {
  it('is refused in the words of AWS', async () => {
    const wrong = (arn: string, usage: string, operation: string) => [
      'InvalidKeyUsageException',
      `${arn} key usage is ${usage} which is not valid for ${operation}.`,
      400,
    ]
    const Message = bytes('x')
    const attempts: [() => Promise<unknown>, unknown][] = [
      [() => keys.encrypt(signing.id, 'x'), wrong(signing.arn, 'SIGN_VERIFY', 'Encrypt')],
      [
        () =>
          keys.kms.send(
            new GenerateMacCommand({ KeyId: symmetric.id, Message, MacAlgorithm: 'HMAC_SHA_256' }),
          ),
        wrong(symmetric.arn, 'ENCRYPT_DECRYPT', 'GenerateMac'),
      ],
      [
        () =>
          keys.kms.send(
            new SignCommand({ KeyId: mac.id, Message, SigningAlgorithm: 'ECDSA_SHA_256' }),
          ),
        wrong(mac.arn, 'GENERATE_VERIFY_MAC', 'Sign'),
      ],
      [
        () => keys.kms.send(new GenerateDataKeyCommand({ KeyId: rsa.id, KeySpec: 'AES_256' })),
        [
          'InvalidKeyUsageException',
          `${rsa.arn} key spec is RSA_2048 which is not valid for GenerateDataKey.`,
          400,
        ],
      ],
      [
        () => keys.kms.send(new GetPublicKeyCommand({ KeyId: symmetric.id })),
        ['UnsupportedOperationException', `${symmetric.arn} has no public key.`, 400],
      ],
    ]
    for (const [attempt, expected] of attempts) expect(await refusal(attempt())).toEqual(expected)
  })
})
