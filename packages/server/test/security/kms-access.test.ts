import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateAliasCommand,
  DecryptCommand,
  EncryptCommand,
  type KMSClient,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type Keys, keysOf, UNKNOWN } from '../conformance/kms-house.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Who may use a key: its policy first, then what it leaves to the account (spec/iam.md §4.6, §10 rows 147–166). */

const FOREIGN = '222222222222'

let house: House
let keys: Keys
let callers: Readonly<Record<Caller, KMSClient>>

type Caller = 'root' | 'admin' | 'poor' | 'role' | 'denied' | 'foreigner' | 'poorForeigner'

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
  const admin = await createUser(house, 'admin', allow('kms:*', '*'))
  const deny = { Effect: 'Deny', Action: 'kms:Encrypt', Resource: '*' }
  const foreignRoot = await createAccount(FOREIGN)
  const abroad = { ...house, as: (who = foreignRoot) => house.as(who) }
  const foreigner = await createUser(abroad, 'foreigner', allow('kms:*', '*'))
  callers = {
    root: keys.kms,
    admin: keys.as(admin),
    poor: keys.as(await createUser(house, 'poor')),
    role: keys.as(await assumeRole('worker')),
    denied: keys.as(await createUser(house, 'denied', allow('kms:*', '*'), deny)),
    foreigner: keys.as(foreigner),
    poorForeigner: keys.as(await createUser(abroad, 'poorForeigner')),
  }
})
afterAll(() => house.close())

async function createAccount(accountId: string): Promise<SigningCredentials> {
  const answer = await house.send({
    ...{ service: 'parley', method: 'POST', target: '/_parley/accounts' },
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId }),
  })
  return (await answer.json()) as SigningCredentials
}

/** A role without any policy of its own but the one to be listed by key policies. */
async function assumeRole(RoleName: string): Promise<SigningCredentials> {
  const iam = new IAMClient(house.as())
  const trust = policy({
    ...{ Effect: 'Allow', Principal: { AWS: house.account }, Action: 'sts:AssumeRole' },
  })
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
  const caller = await createUser(house, `${RoleName}-caller`, allow('sts:AssumeRole', '*'))
  const { Credentials } = await new STSClient(house.as(caller)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${house.account}:role/${RoleName}`,
      RoleSessionName: 'one',
    }),
  )
  return signingWith(Credentials)
}

const A = '{account}'
const ROOT = `arn:aws:iam::${A}:root`
const statement = (AWS: string, more: object = {}) => ({
  ...{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*', ...more },
})
const when = (operator: string, key: string, value: string) => ({
  Condition: { [operator]: { [key]: value } },
})

const ALL: readonly Caller[] = [
  ...(['root', 'admin', 'poor', 'role', 'denied', 'foreigner', 'poorForeigner'] as const),
]

/** A key policy, and who may then encrypt with the context {stage: prod}; everybody else is refused. */
const MATRIX: readonly (readonly [string, readonly object[], readonly Caller[]])[] = [
  ['the account', [statement(ROOT)], ['root', 'admin']],
  ['the account by its number', [statement(A)], ['root', 'admin']],
  ['nobody of the account', [statement(`arn:aws:iam::${FOREIGN}:root`)], ['foreigner']],
  ['a user', [statement(`arn:aws:iam::${A}:user/poor`)], ['poor']],
  ['a role', [statement(`arn:aws:iam::${A}:role/worker`)], ['role']],
  ['a session of a role', [statement(`arn:aws:sts::${A}:assumed-role/worker/one`)], ['role']],
  ['a user whose own policy denies it', [statement(`arn:aws:iam::${A}:user/denied`)], []],
  ['everybody', [statement('*')], ['root', 'admin', 'poor', 'role', 'foreigner']],
  [
    'everybody of this account',
    [statement('*', when('StringEquals', 'kms:CallerAccount', A))],
    ['root', 'admin', 'poor', 'role'],
  ],
  ['everybody through a service', [statement('*', when('StringLike', 'kms:ViaService', '*'))], []],
  [
    'the account and a foreign user by name',
    [statement(ROOT), statement(`arn:aws:iam::${FOREIGN}:user/poorForeigner`)],
    ['root', 'admin'],
  ],
  [
    'the account, but not one user of it',
    [statement(ROOT), statement(`arn:aws:iam::${A}:user/admin`, { Effect: 'Deny' })],
    ['root'],
  ],
  [
    'the account for this context',
    [statement(ROOT, when('StringEquals', 'kms:EncryptionContext:stage', 'prod'))],
    ['root', 'admin'],
  ],
  [
    'the account for this context, its name in another case',
    [statement(ROOT, when('StringEquals', 'kms:EncryptionContext:STAGE', 'prod'))],
    ['root', 'admin'],
  ],
  [
    'the account for another context',
    [statement(ROOT, when('StringEquals', 'kms:EncryptionContext:stage', 'test'))],
    [],
  ],
  [
    'the account for contexts of this name alone',
    [statement(ROOT, when('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'stage'))],
    ['root', 'admin'],
  ],
  [
    'the account for contexts with another name',
    [statement(ROOT, when('ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'bot'))],
    [],
  ],
  [
    'the account for its symmetric keys',
    [statement(ROOT, when('StringEquals', 'kms:KeySpec', 'SYMMETRIC_DEFAULT'))],
    ['root', 'admin'],
  ],
  [
    'the account for keys that sign',
    [statement(ROOT, when('StringEquals', 'kms:KeyUsage', 'SIGN_VERIFY'))],
    [],
  ],
  [
    'the account for what is tagged',
    [statement(ROOT, when('StringEquals', 'aws:ResourceTag/team', 'bots'))],
    ['root', 'admin'],
  ],
  ['the account for reading', [statement(ROOT, { Action: 'kms:Decrypt' })], []],
  [
    'the account by the alias in the request',
    [statement(ROOT, when('StringEquals', 'kms:RequestAlias', 'alias/other'))],
    [],
  ],
]

describe('a key whose policy names', () => {
  it.each(MATRIX)('%s', async (_who, statements, allowed) => {
    const { id, arn } = await keys.create({ Tags: [{ TagKey: 'team', TagValue: 'bots' }] })
    await keys.kms.send(
      new PutKeyPolicyCommand({
        KeyId: id,
        Policy: policy(...statements).replaceAll(A, house.account),
        BypassPolicyLockoutSafetyCheck: true,
      }),
    )
    const outcomes = await Promise.all(
      ALL.map(async caller => [caller, await outcome(encrypt(callers[caller], arn))] as const),
    )
    expect(Object.fromEntries(outcomes)).toEqual(
      Object.fromEntries(ALL.map(caller => [caller, allowed.includes(caller)])),
    )
  })
})

const encrypt = (client: KMSClient, KeyId: string) =>
  client.send(
    new EncryptCommand({
      ...{ KeyId, Plaintext: Buffer.from('x'), EncryptionContext: { stage: 'prod' } },
    }),
  )

async function outcome(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if ((error as Error).name === 'AccessDeniedException') return false
    throw error
  }
}

describe('an identity policy', () => {
  it('can ask for the alias by which a key was named', async () => {
    const one = await keys.create()
    const name = 'alias/asked/one'
    await keys.kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: one.id }))
    const byRequest = keys.as(
      await createUser(
        house,
        'by-request',
        allow('kms:Encrypt', '*', { StringEquals: { 'kms:RequestAlias': name } }),
      ),
    )
    const byResource = keys.as(
      await createUser(
        house,
        'by-resource',
        allow('kms:Encrypt', '*', {
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': name },
        }),
      ),
    )
    expect(await outcome(encrypt(byRequest, name))).toBe(true)
    expect(await outcome(encrypt(byRequest, one.arn))).toBe(false)
    expect(await outcome(encrypt(byResource, one.arn))).toBe(true)
  })

  it('of a role counts where the key leaves it to the account', async () => {
    const { arn } = await keys.create()
    expect(await outcome(encrypt(callers.role, arn))).toBe(false)
    await new IAMClient(house.as()).send(
      new PutRolePolicyCommand({
        ...{ RoleName: 'worker', PolicyName: 'kms' },
        PolicyDocument: policy(allow('kms:Encrypt', arn)),
      }),
    )
    expect(await outcome(encrypt(callers.role, arn))).toBe(true)
  })
})

describe('a denial', () => {
  const decrypt = (client: KMSClient, CiphertextBlob: Uint8Array, EncryptionContext = {}) =>
    client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
  const userArn = (name: string, account = house.account) => `arn:aws:iam::${account}:user/${name}`
  const sentence = (arn: string) =>
    `User: ${arn} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`

  it('names the key when only an identity policy is lacking', async () => {
    const { id, arn } = await keys.create()
    const blob = await keys.encrypt(id, 'x')
    expect(await refusal(decrypt(callers.poor, blob))).toEqual([
      'AccessDeniedException',
      `User: ${userArn('poor')} is not authorized to perform: kms:Decrypt on resource: ${arn} because no identity-based policy allows the kms:Decrypt action`,
      400,
    ])
  })

  it('is one sentence for a closed key, a deleted one and one of another region', async () => {
    const closed = await keys.create()
    const gone = await keys.create()
    const blobs = [await keys.encrypt(closed.id, 'x'), await keys.encrypt(gone.id, 'x')]
    const only = policy(statement(`arn:aws:iam::${house.account}:user/poor`))
    await keys.kms.send(
      new PutKeyPolicyCommand({
        ...{ KeyId: closed.id, Policy: only, BypassPolicyLockoutSafetyCheck: true },
      }),
    )
    const [first = new Uint8Array(), second = new Uint8Array()] = blobs
    const neverMade = Uint8Array.from(second)
    // Bytes 17 to 32 name the key, after version, account, length and region.
    neverMade.fill(7, 17, 33)
    const elsewhere = Uint8Array.from(first)
    elsewhere.set(Buffer.from('eu-west-1'), 8)
    const expected = ['AccessDeniedException', sentence(userArn('admin')), 400]
    for (const blob of [first, neverMade, elsewhere]) {
      expect(await refusal(decrypt(callers.admin, blob))).toEqual(expected)
    }
  })

  it('tells a stranger the same of keys that exist and keys that do not', async () => {
    const { id, arn } = await keys.create()
    const blob = await keys.encrypt(id, 'x', { a: '1' })
    const neverMade = Uint8Array.from(blob).fill(7, 17, 33)
    const stranger = userArn('foreigner', FOREIGN)
    const denied = ['AccessDeniedException', sentence(stranger), 400]
    expect(await refusal(decrypt(callers.foreigner, blob))).toEqual(denied)
    expect(await refusal(decrypt(callers.foreigner, neverMade))).toEqual(denied)
    for (const KeyId of [arn, arn.replace(id, UNKNOWN), arn.replace(`key/${id}`, 'alias/none')]) {
      const [code, message] = await refusal(encrypt(callers.foreigner, KeyId))
      expect(code).toBe('AccessDeniedException')
      expect(message).toMatch(
        /^User: \S+ is not authorized to perform: kms:Encrypt on resource: \S+$/,
      )
    }
  })

  it('does not tell a stranger of an alias, nor of the key behind it', async () => {
    const { id, arn } = await keys.create()
    await keys.kms.send(new CreateAliasCommand({ AliasName: 'alias/there', TargetKeyId: id }))
    const ask = async (name: string) => {
      const [code, message] = await refusal(
        encrypt(callers.foreigner, arn.replace(`key/${id}`, name)),
      )
      return [code, message.replace(name, 'NAME')]
    }
    expect(await ask('alias/there')).toEqual(await ask('alias/none'))
  })

  it('does not tell whoever may retire grants of the keys of others', async () => {
    const { id, arn } = await keys.create()
    const GrantId = '0'.repeat(64)
    const ask = async (KeyId: string) => {
      const retire = new RetireGrantCommand({ KeyId, GrantId })
      const [code, message] = await refusal(callers.foreigner.send(retire))
      return [code, message.replace(KeyId, 'KEY')]
    }
    const there = await ask(arn)
    expect(there[0]).toBe('AccessDeniedException')
    expect(await ask(arn.replace(id, UNKNOWN))).toEqual(there)
  })

  it('comes before the state of the key, and before a wrong context', async () => {
    const { id } = await keys.create()
    const blob = await keys.encrypt(id, 'x', { a: '1' })
    const [wrong] = await refusal(decrypt(callers.poor, blob, { b: '2' }))
    await keys.kms.send(new ScheduleKeyDeletionCommand({ KeyId: id }))
    const [pending] = await refusal(decrypt(callers.poor, blob, { a: '1' }))
    const [unknown] = await refusal(encrypt(callers.poor, UNKNOWN))
    const denied = 'AccessDeniedException'
    expect([wrong, pending, unknown]).toEqual([denied, denied, denied])
  })
})
