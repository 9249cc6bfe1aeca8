import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf, UNKNOWN } from './kms-house.ts'

const DAY = 86_400_000

let house: House
let keys: Keys
let skewMs = 0

beforeAll(async () => {
  house = await openHouse({ clock: { ...systemClock, now: () => Date.now() + skewMs } })
  keys = keysOf(house, () => skewMs)
})
afterAll(() => house.close())

const arnOf = (id: string) => `arn:aws:kms:${house.region}:${house.account}:key/${id}`
const aliasArnOf = (name: string) => `arn:aws:kms:${house.region}:${house.account}:${name}`
const describeKey = async (KeyId: string) =>
  (await keys.kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata

describe('a key', () => {
  it('is described as AWS describes it', async () => {
    const { id } = await keys.create({ Description: 'test key 123' })
    expect(await describeKey(id)).toEqual({
      AWSAccountId: house.account,
      Arn: arnOf(id),
      CreationDate: expect.any(Date),
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: 'test key 123',
      Enabled: true,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyId: id,
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: 'AWS_KMS',
    })
    expect(await describeKey(arnOf(id))).toEqual(await describeKey(id))
  })

  it('for codes tells its algorithm and no material', async () => {
    const { id } = await keys.create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const metadata = await describeKey(id)
    expect(metadata).toMatchObject({ KeySpec: 'HMAC_256', MacAlgorithms: ['HMAC_SHA_256'] })
    expect(metadata).not.toHaveProperty('CurrentKeyMaterialId')
    expect(metadata).not.toHaveProperty('EncryptionAlgorithms')
  })

  const REFUSED: readonly (readonly [CreateKeyCommandInput, string, string])[] = [
    [
      { KeySpec: 'RSA_2048' },
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    ],
    [
      { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
      'ValidationException',
      'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
    ],
    [
      { KeySpec: 'HMAC_256', CustomerMasterKeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' },
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request.',
    ],
    [
      { MultiRegion: true },
      'UnsupportedOperationException',
      'Multi-Region keys are not supported.',
    ],
    [
      { Origin: 'EXTERNAL' },
      'UnsupportedOperationException',
      'Key material comes from here alone: its origin is AWS_KMS.',
    ],
    [
      { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' },
      'UnsupportedOperationException',
      'The key spec SM2 is not supported.',
    ],
    [
      { Tags: [{ TagKey: 'AWS:x', TagValue: '' }] },
      'TagException',
      'Tags beginning with aws: are reserved',
    ],
    [
      {
        Tags: [
          { TagKey: 'a', TagValue: '1' },
          { TagKey: 'a', TagValue: '2' },
        ],
      },
      'TagException',
      'Duplicate tag keys',
    ],
    [
      { Tags: Array.from({ length: 51 }, (_, i) => ({ TagKey: `t${i}`, TagValue: '' })) },
      'TagException',
      'Too many tags',
    ],
    [{ Policy: '{' }, 'MalformedPolicyDocumentException', 'Syntax errors in policy.'],
  ]
  it.each(REFUSED)('is not made of %o', async (input, code, message) => {
    expect(await refusal(keys.kms.send(new CreateKeyCommand(input)))).toEqual([code, message, 400])
  })

  it('that does not exist is named in the answer, in the form it was asked for', async () => {
    const far = `arn:aws:kms:eu-west-1:${house.account}:key/${UNKNOWN}`
    const CASES = [
      [UNKNOWN, `Key '${arnOf(UNKNOWN)}' does not exist`],
      [arnOf(UNKNOWN), `Key '${arnOf(UNKNOWN)}' does not exist`],
      ['fake-key-id', "Invalid keyId 'fake-key-id'"],
      ['134f2428cec14b25a1ae9048164dba47', "Invalid keyId '134f2428cec14b25a1ae9048164dba47'"],
      ['mrk-fake-key-id', "Invalid keyId 'mrk-fake-key-id'"],
      [far, 'Invalid arn eu-west-1'],
      ['alias/nobody', `Alias ${aliasArnOf('alias/nobody')} is not found.`],
    ]
    for (const [id = '', message] of CASES) {
      expect(await refusal(describeKey(id)), id).toEqual(['NotFoundException', message, 400])
    }
    const [code] = await refusal(describeKey('arn:aws:s3:::bucket'))
    expect(code).toBe('InvalidArnException')
  })

  it('is changed in its description, and listed page by page', async () => {
    const { id } = await keys.create()
    await keys.kms.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: 'new' }))
    expect((await describeKey(id))?.Description).toBe('new')
    const all: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page = await keys.kms.send(new ListKeysCommand({ Limit: 2, ...(Marker && { Marker }) }))
      expect(page.Truncated).toBe(page.NextMarker !== undefined)
      all.push(...(page.Keys ?? []).map(key => key.KeyId))
      Marker = page.NextMarker
    } while (Marker !== undefined)
    expect(all).toContain(id)
    expect(new Set(all).size).toBe(all.length)
    const { Keys: whole } = await keys.kms.send(new ListKeysCommand())
    expect(all).toEqual(whole?.map(key => key.KeyId))
    const [code] = await refusal(keys.kms.send(new ListKeysCommand({ Marker: 'bm8' })))
    expect(code).toBe('InvalidMarkerException')
  })
})

describe('the state of a key', () => {
  it('disabled: it neither encrypts nor decrypts, until it is enabled again', async () => {
    const { id, arn } = await keys.create()
    const CiphertextBlob = await keys.encrypt(id, 'secret')
    await keys.kms.send(new DisableKeyCommand({ KeyId: id }))
    expect(await describeKey(id)).toMatchObject({ Enabled: false, KeyState: 'Disabled' })
    const disabled = ['DisabledException', `${arn} is disabled.`, 400]
    expect(await refusal(keys.encrypt(id, 'more'))).toEqual(disabled)
    expect(await refusal(keys.kms.send(new DecryptCommand({ CiphertextBlob })))).toEqual(disabled)
    await keys.kms.send(new EnableKeyCommand({ KeyId: id }))
    const { Plaintext } = await keys.kms.send(new DecryptCommand({ CiphertextBlob }))
    expect(Buffer.from(Plaintext ?? '').toString()).toBe('secret')
  })

  it('pending deletion: nothing works but what looks at it, and taking it back leaves it disabled', async () => {
    const { id, arn } = await keys.create()
    const CiphertextBlob = await keys.encrypt(id, 'secret')
    const scheduled = await keys.kms.send(
      new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }),
    )
    expect(scheduled).toMatchObject({
      KeyId: arn,
      KeyState: 'PendingDeletion',
      PendingWindowInDays: 7,
    })
    expect(await describeKey(id)).toMatchObject({
      DeletionDate: scheduled.DeletionDate,
      Enabled: false,
      KeyState: 'PendingDeletion',
    })
    const pending = ['KMSInvalidStateException', `${arn} is pending deletion.`, 400]
    const tag = new TagResourceCommand({ KeyId: id, Tags: [{ TagKey: 'a', TagValue: '' }] })
    const attempts = [
      () => keys.encrypt(id, 'more'),
      () => keys.kms.send(new DecryptCommand({ CiphertextBlob })),
      () => keys.kms.send(new EnableKeyCommand({ KeyId: id })),
      () => keys.kms.send(new ScheduleKeyDeletionCommand({ KeyId: id })),
      () => keys.kms.send(new CreateAliasCommand({ AliasName: 'alias/late', TargetKeyId: id })),
      () => keys.kms.send(tag),
    ]
    for (const attempt of attempts) expect(await refusal(attempt())).toEqual(pending)
    await keys.kms.send(new GetKeyPolicyCommand({ KeyId: id }))
    await keys.kms.send(new CancelKeyDeletionCommand({ KeyId: id }))
    expect((await describeKey(id))?.KeyState).toBe('Disabled')
    expect(await refusal(keys.kms.send(new CancelKeyDeletionCommand({ KeyId: id })))).toEqual([
      'KMSInvalidStateException',
      `${arn} is not pending deletion.`,
      400,
    ])
  })

  it('gone: after the waiting period there is no key, no alias and no plaintext', async () => {
    const { id, arn } = await keys.create()
    const CiphertextBlob = await keys.encrypt(id, 'secret')
    await keys.kms.send(new CreateAliasCommand({ AliasName: 'alias/mortal', TargetKeyId: id }))
    await keys.kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
    skewMs = 7 * DAY - 60_000
    expect((await describeKey('alias/mortal'))?.KeyId).toBe(id)
    skewMs = 7 * DAY
    expect(await refusal(describeKey(id))).toEqual([
      'NotFoundException',
      `Key '${arn}' does not exist`,
      400,
    ])
    expect((await refusal(describeKey('alias/mortal')))[0]).toBe('NotFoundException')
    const [code] = await refusal(keys.kms.send(new DecryptCommand({ CiphertextBlob })))
    expect(code).toBe('AccessDeniedException')
    const { Keys: left } = await keys.kms.send(new ListKeysCommand())
    expect(left?.map(key => key.KeyId)).not.toContain(id)
    skewMs = 0
  })

  it.each([6, 31])('cannot be pending for %d days', async days => {
    const { id } = await keys.create()
    const command = new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: days })
    expect((await refusal(keys.kms.send(command)))[0]).toBe('ValidationException')
  })
})

describe('the policy of a key', () => {
  it('lets the account decide, when none was given', async () => {
    const { id } = await keys.create()
    const { Policy, PolicyName } = await keys.kms.send(new GetKeyPolicyCommand({ KeyId: id }))
    expect(PolicyName).toBe('default')
    expect(JSON.parse(Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${house.account}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    })
    const listed = await keys.kms.send(new ListKeyPoliciesCommand({ KeyId: id }))
    expect(listed).toMatchObject({ PolicyNames: ['default'], Truncated: false })
    const other = new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'other' })
    expect((await refusal(keys.kms.send(other)))[0]).toBe('NotFoundException')
  })

  const statement = (AWS: string, Action = 'kms:*') => ({
    ...{ Effect: 'Allow', Principal: { AWS }, Action, Resource: '*' },
  })
  const root = () => `arn:aws:iam::${house.account}:root`

  it('is replaced, unless it would lock out whoever replaces it', async () => {
    const { id } = await keys.create()
    const put = (Policy: string, BypassPolicyLockoutSafetyCheck = false) =>
      keys.kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy, BypassPolicyLockoutSafetyCheck }))
    const open = policy(statement(root()))
    await put(open)
    const { Policy } = await keys.kms.send(new GetKeyPolicyCommand({ KeyId: id }))
    expect(Policy).toBe(open)
    const closed = policy(statement(root(), 'kms:Encrypt'))
    expect(await refusal(put(closed))).toEqual([
      'MalformedPolicyDocumentException',
      'The new key policy will not allow you to update the key policy in the future.',
      400,
    ])
    expect(await refusal(put(policy(statement('arn:aws:iam::999999999999:root'))))).toEqual([
      'MalformedPolicyDocumentException',
      'Policy contains a statement with one or more invalid principals.',
      400,
    ])
    await put(closed, true)
    expect((await refusal(put(open)))[0]).toBe('AccessDeniedException')
  })

  it('can be 32 KB at most', async () => {
    const { id } = await keys.create()
    const Sid = 'x'.repeat(32_768)
    const command = new PutKeyPolicyCommand({
      KeyId: id,
      Policy: policy({ ...statement(root()), Sid }),
    })
    expect((await refusal(keys.kms.send(command)))[0]).toBe('LimitExceededException')
  })
})

describe('tags of a key', () => {
  it('are set, changed in place, removed and listed page by page', async () => {
    const { id } = await keys.create({
      Tags: ['tag1', 'tag2', 'tag3'].map((TagKey, i) => ({ TagKey, TagValue: `value${i + 1}` })),
    })
    const list = async (more = {}) =>
      keys.kms.send(new ListResourceTagsCommand({ KeyId: id, ...more }))
    await keys.kms.send(
      new TagResourceCommand({
        KeyId: id,
        Tags: [
          { TagKey: 'tag2', TagValue: 'updated' },
          { TagKey: 'tag4', TagValue: 'value4' },
        ],
      }),
    )
    await keys.kms.send(new UntagResourceCommand({ KeyId: id, TagKeys: ['tag1'] }))
    expect((await list()).Tags).toEqual([
      { TagKey: 'tag2', TagValue: 'updated' },
      { TagKey: 'tag3', TagValue: 'value3' },
      { TagKey: 'tag4', TagValue: 'value4' },
    ])
    const { NextMarker: Marker, Tags } = await list({ Limit: 2 })
    expect(Tags).toHaveLength(2)
    expect((await list({ Marker })).Tags).toEqual([{ TagKey: 'tag4', TagValue: 'value4' }])
  })
})
