import type { KeySpec, MacAlgorithmSpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms'
import { agreement, errors, misnamed, rotations, tagTests } from './kms-requests.ts'
import { type KeyRoom, openKeyRoom } from './kms-stage.ts'
import type { Stage } from './stage.ts'
import { type PlayOptions, play, type RecordedSuite, type RecordedTest } from './suite.ts'

/** Words of the recordings that stand for something else each time. */
const READING = {
  '"datetime"': '"<datetime>"',
  '<key-arn>': '<uuid>',
  '<mrk-key-arn>': '<uuid>',
  '<signature>': '<uuid>',
  '<mac>': '<uuid>',
  ...Object.fromEntries(
    ['ciphertext-blob', 'plaintext', 'private-key-ciphertext-blob', 'private-key-plaintext']
      .concat('public-key', 'shared-secret')
      .map(word => [`"${word}"`, '"<uuid>"']),
  ),
}

export type Requests = (room: KeyRoom, stage: Stage) => Promise<void>

const run = (requests: Requests, options: PlayOptions = {}) =>
  play(stage => requests(openKeyRoom(stage), stage), { reading: READING, ...options })

const each = <T extends readonly unknown[]>(
  test: string,
  cases: readonly T[],
  requests: (room: KeyRoom, ...values: T) => Promise<void>,
): Record<string, RecordedTest> =>
  Object.fromEntries(
    cases.map(values => [
      `TestKMS::${test}[${values.join('-')}]`,
      run(room => requests(room, ...values)),
    ]),
  )

const GROWN = 'the values that AWS knows have become more since'
/** By test: answers that do not apply. */
const WITHOUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  test_hmac_create_key_invalid_operations: {
    'create-hmac-key-invalid-spec': GROWN,
    'create-hmac-key-invalid-key-usage': GROWN,
  },
}

const MESSAGE = Buffer.from('a message of some length')
const LATER = { without: ['KeyMaterialId'] }

const SIGNING: [KeySpec, SigningAlgorithmSpec][] = [
  ['RSA_2048', 'RSASSA_PSS_SHA_256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_384'],
  ['RSA_2048', 'RSASSA_PSS_SHA_512'],
  ['RSA_4096', 'RSASSA_PKCS1_V1_5_SHA_256'],
  ['RSA_4096', 'RSASSA_PKCS1_V1_5_SHA_512'],
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
]

async function signed(room: KeyRoom, KeySpec: KeySpec, SigningAlgorithm: SigningAlgorithmSpec) {
  const KeyId = await room.key({ KeyUsage: 'SIGN_VERIFY', KeySpec })
  const how = { KeyId, SigningAlgorithm, Message: MESSAGE, MessageType: 'RAW' } as const
  const { Signature } = await room.note('signature', 'Sign', how)
  await room.note('verification', 'Verify', { ...how, Signature })
  await room.note('bad-digest', 'Sign', { ...how, MessageType: 'DIGEST' })
  const other = Buffer.from('other')
  await room.note('bad-signature', 'Verify', { ...how, Message: other, Signature })
}

const MACS: [KeySpec, MacAlgorithmSpec][] = [
  ['HMAC_224', 'HMAC_SHA_224'],
  ['HMAC_256', 'HMAC_SHA_256'],
  ['HMAC_384', 'HMAC_SHA_384'],
  ['HMAC_512', 'HMAC_SHA_512'],
]

async function macs(room: KeyRoom, KeySpec: KeySpec, MacAlgorithm: MacAlgorithmSpec) {
  const KeyId = await room.key({ KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' })
  const how = { KeyId, Message: MESSAGE, MacAlgorithm }
  const { Mac } = await room.note('generate-mac', 'GenerateMac', how)
  await room.note('verify-mac', 'VerifyMac', { ...how, Mac })
  const unknown = { ...how, KeyId: 'key_id' }
  await room.note('generate-mac-invalid-key-id', 'GenerateMac', unknown)
  await room.note('verify-mac-invalid-key-id', 'VerifyMac', { ...unknown, Mac })
}

const SIZES: [KeySpec, 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256'][] = (
  ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const
).flatMap(spec => [
  [spec, 'RSAES_OAEP_SHA_1'],
  [spec, 'RSAES_OAEP_SHA_256'],
])

async function reEncrypted(
  room: KeyRoom,
  KeySpec: KeySpec,
  algorithm: 'SYMMETRIC_DEFAULT' | 'RSAES_OAEP_SHA_256',
) {
  const SourceKeyId = await room.key({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' })
  const DestinationKeyId = await room.key({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' })
  const source = { KeyId: SourceKeyId, Plaintext: MESSAGE, EncryptionAlgorithm: algorithm }
  const { CiphertextBlob } = await room.ask('Encrypt', source)
  const input = {
    ...{ SourceKeyId, DestinationKeyId, CiphertextBlob },
    ...{ SourceEncryptionAlgorithm: algorithm, DestinationEncryptionAlgorithm: algorithm },
  }
  const without = ['SourceKeyMaterialId', 'DestinationKeyMaterialId']
  await room.note('test_re_encrypt', 'ReEncrypt', input, { without })
}

const GENERATE = 'TestKMSGenerateKeys::test_'
const CONTEXT = { 'context-key': 'context-value' }

/** A data key made under a context, and decrypted without it. */
const withContext = (name: 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext') =>
  run(async room => {
    const KeyId = await room.key()
    const made = { KeyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT } as const
    const { CiphertextBlob } = await room.ask(name, made)
    await room.note('decrypt-without-encryption-context', 'Decrypt', { KeyId, CiphertextBlob })
  })

const pairWithContext = (name: 'GenerateDataKeyPair' | 'GenerateDataKeyPairWithoutPlaintext') =>
  run(async room => {
    const KeyId = await room.key()
    const made = { KeyId, KeyPairSpec: 'RSA_2048', EncryptionContext: CONTEXT } as const
    const { PrivateKeyCiphertextBlob: CiphertextBlob } = await room.ask(name, made)
    await room.note('decrypt-without-encryption-context', 'Decrypt', { KeyId, CiphertextBlob })
  })

/** What KMS was recorded to answer to what is built here (spec/surroundings.md §3). */
export const kmsSuite: RecordedSuite = {
  service: 'kms',
  reason: id => {
    if (/import|external|replic|multi_region_key|pending_key_material/.test(id)) {
      return 'imported material and multi-Region keys are not built'
    }
    if (/verify_salt_length|ECDSA_SHA_(?:384|512)\]$/.test(id))
      return 'the recording holds no answer'
    return undefined
  },
  files: {
    'kms/test_kms.json': {
      ...each('test_sign_verify', SIGNING, signed),
      ...each('test_generate_and_verify_mac', MACS, macs),
      ...each('test_encrypt_validate_plaintext_size_per_key_type', SIZES, async (room, ...of) => {
        const [KeySpec, EncryptionAlgorithm] = of
        const KeyId = await room.key({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' })
        const input = { KeyId, Plaintext: Buffer.alloc(1_000), EncryptionAlgorithm }
        await room.note('generate-random-exc', 'Encrypt', input)
      }),
      ...each('test_generate_random', [[12], [44], [91], [1], [1024]], async (room, length) => {
        const { Plaintext } = await room.ask('GenerateRandom', { NumberOfBytes: length })
        room.keep('result_length', (Plaintext as unknown as Uint8Array).length)
      }),
      ...each(
        'test_generate_random_invalid_number_of_bytes',
        [['None'], [0], [1025]],
        async (room, given) => {
          const NumberOfBytes = typeof given === 'number' ? given : undefined
          await room.note('generate-random-exc', 'GenerateRandom', { NumberOfBytes })
        },
      ),
      ...each(
        'test_re_encrypt',
        [
          ['SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT'],
          ['RSA_2048', 'RSAES_OAEP_SHA_256'],
        ],
        reEncrypted,
      ),
      ...each('test_key_enable_rotation_status', [[90], [180]], async (room, days) => {
        const KeyId = await room.key()
        await room.ask('EnableKeyRotation', { KeyId, RotationPeriodInDays: days })
        await room.note('match_response', 'GetKeyRotationStatus', { KeyId })
      }),
      [`${GENERATE}generate_data_key`]: run(async room => {
        const input = { KeyId: await room.key(), KeySpec: 'AES_256' } as const
        await room.note('generate-data-key-result', 'GenerateDataKey', input, LATER)
      }),
      [`${GENERATE}generate_data_key_without_plaintext`]: run(async room => {
        const input = { KeyId: await room.key(), KeySpec: 'AES_256' } as const
        const note = 'generate-data-key-without-plaintext'
        await room.note(note, 'GenerateDataKeyWithoutPlaintext', input, LATER)
      }),
      [`${GENERATE}generate_data_key_pair`]: run(async room => {
        const input = { KeyId: await room.key(), KeyPairSpec: 'RSA_2048' } as const
        await room.note('generate-data-key-pair', 'GenerateDataKeyPair', input, LATER)
      }),
      [`${GENERATE}generate_data_key_pair_without_plaintext`]: run(async room => {
        const input = { KeyId: await room.key(), KeyPairSpec: 'RSA_2048' } as const
        const note = 'generate-data-key-pair-without-plaintext'
        await room.note(note, 'GenerateDataKeyPairWithoutPlaintext', input, LATER)
      }),
      [`${GENERATE}generate_data_key_pair_dry_run`]: run(async room => {
        const input = { KeyId: await room.key(), KeyPairSpec: 'RSA_2048', DryRun: true } as const
        await room.note('dryrun_exception', 'GenerateDataKeyPair', input)
      }),
      [`${GENERATE}generate_data_key_pair_without_plaintext_dry_run`]: run(async room => {
        const input = { KeyId: await room.key(), KeyPairSpec: 'RSA_2048', DryRun: true } as const
        await room.note('dryrun_exception', 'GenerateDataKeyPairWithoutPlaintext', input)
      }),
      [`${GENERATE}encryption_context_generate_data_key`]: withContext('GenerateDataKey'),
      [`${GENERATE}encryption_context_generate_data_key_without_plaintext`]: withContext(
        'GenerateDataKeyWithoutPlaintext',
      ),
      [`${GENERATE}encryption_context_generate_data_key_pair`]:
        pairWithContext('GenerateDataKeyPair'),
      [`${GENERATE}encryption_context_generate_data_key_pair_without_plaintext`]: pairWithContext(
        'GenerateDataKeyPairWithoutPlaintext',
      ),
      'TestKMS::test_encrypt_decrypt_encryption_context': run(async room => {
        const KeyId = await room.key()
        const EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' as const
        const how = { KeyId, EncryptionAlgorithm, EncryptionContext: CONTEXT }
        const encrypt = { ...how, Plaintext: MESSAGE }
        const { CiphertextBlob } = await room.note('encrypt_response', 'Encrypt', encrypt)
        const right = { ...how, CiphertextBlob }
        await room.note('decrypt_response_with_encryption_context', 'Decrypt', right)
        const bare = { KeyId, EncryptionAlgorithm, CiphertextBlob }
        await room.note('decrypt_response_without_encryption_context', 'Decrypt', bare)
        const cut = (CiphertextBlob as unknown as Uint8Array).subarray(20)
        const wrong = { ...how, CiphertextBlob: cut }
        await room.note('decrypt_response_with_invalid_ciphertext', 'Decrypt', wrong)
      }),
      ...Object.fromEntries(
        Object.entries({ ...agreement, ...errors, ...misnamed, ...rotations, ...tagTests }).map(
          ([test, requests]) => [
            `TestKMS::${test}`,
            run(requests, { without: WITHOUT[test] ?? {} }),
          ],
        ),
      ),
    },
  },
}
