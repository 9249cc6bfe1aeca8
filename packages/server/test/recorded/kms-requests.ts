import { generateKeyPairSync } from 'node:crypto'
import type { CreateKeyCommandInput } from '@aws-sdk/client-kms'
import type { Requests } from './kms.ts'
import { type KeyRoom, openKeyRoom } from './kms-stage.ts'

type Tests = Readonly<Record<string, Requests>>

const MESSAGE = Buffer.from('a message of some length')
const NOBODY = '134f2428-cec1-4b25-a1ae-9048164dba47'
const SECOND_REGION = 'us-west-2'

const describeKey = (room: KeyRoom, note: string, KeyId: string, only?: string) =>
  room.note(note, 'DescribeKey', { KeyId }, only === undefined ? {} : { only })

const created =
  (note: string, input: CreateKeyCommandInput): Requests =>
  room =>
    room.note(note, 'CreateKey', input, { only: 'KeyMetadata' }).then(() => undefined)

/** Keys by name: what they are, and what is said of those that are not there. */
export const misnamed: Tests = {
  test_create_key: async room => {
    const KeyId = await room.key({ Description: 'test key 123', KeyUsage: 'ENCRYPT_DECRYPT' })
    await describeKey(room, 'describe-key', KeyId, 'KeyMetadata')
  },
  test_non_multi_region_keys_should_not_have_multi_region_properties: created(
    'non_multi_region_keys_should_not_have_multi_region_properties',
    { MultiRegion: false, Description: 'test non multi region key' },
  ),
  test_get_key_does_not_exist: async (room, stage) => {
    await describeKey(room, 'describe-nonexistent-key-with-id', NOBODY)
    const arn = `arn:aws:kms:${stage.house.region}:${stage.house.account}:key/${NOBODY}`
    await describeKey(room, 'describe-nonexistent-with-arn', arn)
    const several = 'mrk-d3b95762d3b95762d3b95762d3b95762'
    await describeKey(room, 'describe-key-with-valid-id-mrk', several)
  },
  test_get_key_invalid_uuid: async room => {
    await describeKey(room, 'describe-key-with-invalid-uuid', 'fake-key-id')
    await describeKey(room, 'describe-key-with-invalid-uuid-2', NOBODY.replaceAll('-', ''))
    await describeKey(room, 'describe-key-with-invalid-uuid-mrk', 'mrk-fake-key-id')
  },
  test_describe_with_alias_arn: async (room, stage) => {
    const Description = 'test - description'
    const only = 'KeyMetadata'
    const { KeyMetadata } = await room.note('created-key', 'CreateKey', { Description }, { only })
    const { KeyId: TargetKeyId } = KeyMetadata as unknown as { KeyId: string }
    const AliasName = `alias/${stage.name('alias')}`
    await room.ask('CreateAlias', { TargetKeyId, AliasName })
    const arn = `arn:aws:kms:${stage.house.region}:${stage.house.account}:${AliasName}`
    await describeKey(room, 'describe-key', arn)
  },
  test_create_alias: async room => {
    const input = { AliasName: 'without-prefix', TargetKeyId: await room.key() }
    await room.note('create_alias', 'CreateAlias', input)
  },
}

/** What keys refuse that are good for something else. */
export const errors: Tests = {
  test_hmac_create_key: async room => {
    const input = {
      Description: 'test key',
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    } as const
    const only = 'KeyMetadata'
    const { KeyMetadata } = await room.note('create-hmac-key', 'CreateKey', input, { only })
    await describeKey(
      room,
      'describe-key',
      (KeyMetadata as unknown as { KeyId: string }).KeyId,
      only,
    )
  },
  test_hmac_create_key_invalid_operations: async room => {
    const note = (name: string, input: object) => room.note(name, 'CreateKey', input)
    await note('create-hmac-key-without-key-usage', { KeySpec: 'HMAC_256' })
  },
  'test_invalid_generate_mac[HMAC_224-HMAC_SHA_256]': async room => {
    const KeyId = await room.key({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const input = { KeyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' } as const
    await room.note('generate-mac', 'GenerateMac', input)
  },
  'test_invalid_generate_mac[HMAC_256-INVALID]': async room => {
    const KeyId = await room.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const input = { KeyId, Message: MESSAGE, MacAlgorithm: 'INVALID' as never }
    await room.note('generate-mac', 'GenerateMac', input)
  },
  ...Object.fromEntries(
    (
      [
        ['HMAC_SHA_256', 'some different important message'],
        ['HMAC_SHA_512', 'some important message'],
        ['INVALID', 'some important message'],
      ] as const
    ).map(([algorithm, text]): [string, Requests] => [
      `test_invalid_verify_mac[HMAC_256-${algorithm}-${text}]`,
      async room => {
        const KeyId = await room.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
        const Message = Buffer.from('some important message')
        const made = { KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' } as const
        const { Mac } = await room.note('generate-mac', 'GenerateMac', made)
        const MacAlgorithm = algorithm as 'HMAC_SHA_256'
        const input = { KeyId, Message: Buffer.from(text), MacAlgorithm, Mac }
        await room.note('verify-mac', 'VerifyMac', input)
      },
    ]),
  ),
  test_error_messaging_for_invalid_keys: async room => {
    const hmac = await room.key({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const plain = await room.key()
    const signing = await room.key({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' })
    const raw = { MessageType: 'RAW', Message: MESSAGE } as const
    const mac = { KeyId: plain, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_224' } as const
    await room.note('generate-mac-invalid-key-id', 'GenerateMac', mac)
    const sign = { ...raw, KeyId: hmac, SigningAlgorithm: 'RSASSA_PSS_SHA_256' } as const
    await room.note('sign-invalid-key-id', 'Sign', sign)
    const verify = { ...raw, KeyId: plain, SigningAlgorithm: 'ECDSA_SHA_256' } as const
    await room.note('verify-invalid-key-id', 'Verify', { ...verify, Signature: MESSAGE })
    const encrypt = { KeyId: signing, Plaintext: MESSAGE }
    await room.note('encrypt-invalid-key-id', 'Encrypt', encrypt)
    const { CiphertextBlob } = await room.ask('Encrypt', { KeyId: plain, Plaintext: MESSAGE })
    await room.note('decrypt-invalid-key-id', 'Decrypt', { KeyId: hmac, CiphertextBlob })
  },
  test_plaintext_size_for_encrypt: async room => {
    const input = { KeyId: await room.key(), Plaintext: Buffer.alloc(4_400) }
    await room.note('invalid-plaintext-size-encrypt', 'Encrypt', input)
  },
  test_re_encrypt_incorrect_source_key: async room => {
    const { CiphertextBlob } = await room.ask('Encrypt', {
      KeyId: await room.key(),
      Plaintext: MESSAGE,
    })
    const hmac = await room.key({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const input = { SourceKeyId: hmac, DestinationKeyId: hmac, CiphertextBlob }
    await room.note('incorrect-source-key', 'ReEncrypt', input)
  },
  test_get_key_in_different_region: async (room, stage) => {
    const abroad = openKeyRoom(stage, SECOND_REGION)
    const { KeyMetadata } = await abroad.ask('CreateKey', { Description: 'test key 123' })
    const { KeyId, Arn } = KeyMetadata as unknown as { KeyId: string; Arn: string }
    await describeKey(room, 'describe-key-diff-region-with-id', KeyId)
    await describeKey(room, 'describe-key-diff-region-with-arn', Arn)
    await describeKey(abroad, 'describe-key-same-specific-region-with-id', KeyId)
    await describeKey(abroad, 'describe-key-same-specific-region-with-arn', Arn)
  },
}

const ROTATE = 'test_rotate_key_on_demand_'

async function rotated(room: KeyRoom, KeyId: string): Promise<void> {
  await room.note('rotate-on-demand-response', 'RotateKeyOnDemand', { KeyId })
  await room.note('rotation-status-response-after-rotation', 'GetKeyRotationStatus', { KeyId })
}

/** New material. */
export const rotations: Tests = {
  [`${ROTATE}modifies_key_material`]: async room => {
    const KeyId = await room.key()
    await room.note('rotate-on-demand-response', 'RotateKeyOnDemand', { KeyId })
  },
  [`${ROTATE}with_symmetric_key_and_automatic_rotation_disabled`]: async room =>
    rotated(room, await room.key()),
  [`${ROTATE}with_symmetric_key_and_automatic_rotation_enabled`]: async room => {
    const KeyId = await room.key()
    await room.ask('EnableKeyRotation', { KeyId })
    await rotated(room, KeyId)
  },
  [`${ROTATE}raises_error_given_key_is_disabled`]: async room => {
    const KeyId = await room.key()
    await room.ask('DisableKey', { KeyId })
    await room.note('error-response', 'RotateKeyOnDemand', { KeyId })
  },
  [`${ROTATE}raises_error_given_key_that_does_not_exist`]: async room => {
    await room.note('error-response', 'RotateKeyOnDemand', { KeyId: NOBODY })
  },
  [`${ROTATE}raises_error_given_non_symmetric_key`]: async room => {
    const KeyId = await room.key({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
    await room.note('error-response', 'RotateKeyOnDemand', { KeyId })
  },
  test_rotate_on_demand_returns_arn_for_key_id: async room => {
    await room.note('rotate-on-demand-aws-key', 'RotateKeyOnDemand', { KeyId: await room.key() })
  },
  test_key_rotations_limits: async room => {
    const KeyId = await room.key()
    for (let turn = 0; turn < 25; turn++) await room.ask('RotateKeyOnDemand', { KeyId })
    await room.note('error-response', 'RotateKeyOnDemand', { KeyId })
  },
  test_key_rotations_encryption_decryption: async room => {
    const KeyId = await room.key()
    const { CiphertextBlob } = await room.ask('Encrypt', { KeyId, Plaintext: MESSAGE })
    await room.ask('RotateKeyOnDemand', { KeyId })
    const longer = Buffer.concat([CiphertextBlob as unknown as Uint8Array, MESSAGE])
    await room.note('bad-ciphertext', 'Decrypt', { KeyId, CiphertextBlob: longer })
  },
  test_key_rotation_updates_current_key_material_id_for_aws_symmetric_keys: async room => {
    const KeyId = await room.key({ Description: 'test-key' })
    await describeKey(room, 'describe-key-before-rotation', KeyId)
    await room.ask('RotateKeyOnDemand', { KeyId })
    await describeKey(room, 'describe-key-after-rotation', KeyId)
  },
}

const publicKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey

/** Secrets that two sides derive. */
export const agreement: Tests = {
  test_derive_shared_secret: async room => {
    const PublicKey = publicKey()
    const ask = (note: string, KeyId: string, more = {}) =>
      room.note(note, 'DeriveSharedSecret', {
        ...{ KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey, ...more },
      })
    const agreeing = await room.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    await ask('response', agreeing)
    const signing = await room.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    await ask('response-invalid-key-usage', signing)
    const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' } as const
    await room.note('response-invalid-key-spec', 'CreateKey', rsa)
    const other = { KeyAgreementAlgorithm: 'INVALID' }
    await ask('response-invalid-key-agreement-algo', agreeing, other)
    await ask('response-invalid-key', await room.key())
    const broken = { PublicKey: Buffer.from('InvalidPublicKey') }
    await ask('response-invalid-public-key', agreeing, broken)
  },
  test_derive_shared_secret_matches_openssl: async room => {
    const KeyId = await room.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    const input = { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey: publicKey() } as const
    await room.note('derived-shared-key-resp', 'DeriveSharedSecret', input)
  },
}

const tags = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))

const THREE = { tag1: 'value1', tag2: 'value2', tag3: 'value3' }
const TWO = { tag1: 'value1', tag2: 'value2' }

const listed = (room: KeyRoom, KeyId: string, when = '') =>
  room.note(`list-resource-tags${when}`, 'ListResourceTags', { KeyId }, { only: 'Tags' })

const refusedTag =
  (note: string, name: string, value: string): Requests =>
  room =>
    room.note(note, 'CreateKey', { Tags: tags({ [name]: value }) }).then(() => undefined)

/** Tags of keys. */
export const tagTests: Tests = {
  test_tag_existing_key_and_untag: async room => {
    const KeyId = await room.key()
    await room.ask('TagResource', { KeyId, Tags: tags(TWO) })
    await listed(room, KeyId)
    await room.ask('UntagResource', { KeyId, TagKeys: Object.keys(TWO) })
    await listed(room, KeyId, '-after-all-untagged')
  },
  test_create_key_with_tag_and_untag: async room => {
    const KeyId = await room.key({ Tags: tags(TWO) })
    await listed(room, KeyId)
    await room.ask('UntagResource', { KeyId, TagKeys: Object.keys(TWO) })
    await listed(room, KeyId, '-after-all-untagged')
  },
  test_untag_key_partially: async room => {
    const KeyId = await room.key({ Tags: tags(THREE) })
    await listed(room, KeyId)
    await room.ask('UntagResource', { KeyId, TagKeys: ['tag2'] })
    await listed(room, KeyId, '-after-partially-untagged')
  },
  test_update_and_add_tags_on_tagged_key: async room => {
    const KeyId = await room.key({ Tags: tags(THREE) })
    await listed(room, KeyId)
    const more = { tag4: 'value4', tag2: 'updated_value2', tag5: 'value5' }
    await room.ask('TagResource', { KeyId, Tags: tags(more) })
    await listed(room, KeyId, '-after-tags-updated')
  },
  test_tag_key_with_duplicate_tag_keys_raises_error: async room => {
    const Tags = [...tags({ tag1: 'value1' }), ...tags({ tag1: 'another-value1' })]
    await room.note('duplicate-tag-keys', 'TagResource', { KeyId: await room.key(), Tags })
  },
  test_create_key_with_too_many_tags_raises_error: async room => {
    const many = Array.from({ length: 51 }, (_, i) => [`key${i}`, `value${i}`])
    await room.note('invalid-tag-key', 'CreateKey', { Tags: tags(Object.fromEntries(many)) })
  },
  test_tag_existing_key_with_invalid_tag_key: async room => {
    const input = { KeyId: await room.key(), Tags: tags({ 'aws:key1': 'value1' }) }
    await room.note('invalid-tag-key', 'TagResource', input)
  },
  test_key_with_long_tag_value_raises_error: refusedTag(
    'too-long-tag-value',
    'tag1',
    'v'.repeat(257),
  ),
  'test_create_key_with_invalid_tag_key[lowercase_prefix]': refusedTag(
    'invalid-tag-key',
    'aws:key1',
    'value1',
  ),
  'test_create_key_with_invalid_tag_key[uppercase_prefix]': refusedTag(
    'invalid-tag-key',
    'AWS:key1',
    'value1',
  ),
  'test_create_key_with_invalid_tag_key[too_long_key]': refusedTag(
    'invalid-tag-key',
    'a'.repeat(129),
    'value1',
  ),
}
