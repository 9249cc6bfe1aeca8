import { beforeEach, describe, expect, it } from 'vitest'
import { createCompiler } from '../../src/access/compiled.ts'
import { createAccess } from '../../src/access/create-access.ts'
import type { Identity } from '../../src/access/identity.ts'
import { accountKey, putRecord } from '../../src/access/records.ts'
import { createAudit } from '../../src/audit/audit.ts'
import type { Call } from '../../src/gateway/call.ts'
import { createCalls } from '../../src/gateway/calls.ts'
import { fakeClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { createSeal } from '../../src/kernel/seal.ts'
import { kmsService } from '../../src/services/kms/service.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { ActingAs, Calls } from '../../src/wire/calls.ts'
import { type CreateKeyRequest, kms } from '../../src/wire/models/kms.ts'
import { refusal } from '../refusal.ts'

/** Services that use keys: for their caller, as themselves, and with the keys that AWS manages for them. */

const ACCOUNT = '123456789012'
const OTHER = '222222222222'
const REGION = 'us-east-1'

interface Room {
  /** What a service calls while it handles a request of the account's root. */
  readonly calls: Calls
  /** The same for another account. */
  readonly others: Calls
}

let room: Room
beforeEach(async () => {
  room = await openRoom()
})

async function openRoom(): Promise<Room> {
  const clock = fakeClock()
  const random = seededRandom('services')
  const seal = createSeal(random.bytes(32), random)
  const store = memoryStore({ clock })
  const compiler = createCompiler()
  const accounts = [ACCOUNT, OTHER].map(id => putRecord(accountKey(id), { id, createdAt: 0 }))
  await store.commit(accounts)
  const service = kmsService({ seal, compiler })
  const options = {
    ...{ store, clock, random, region: REGION },
    access: createAccess({ reader: store, seal, clock, random }, compiler),
    audit: createAudit(store),
    services: new Map([['kms' as const, async () => service]]),
    callsOf: (call: Call) => createCalls(options, call),
  }
  return {
    calls: createCalls(options, requestOf(ACCOUNT)),
    others: createCalls(options, requestOf(OTHER)),
  }
}

function requestOf(account: string): Call {
  const identity: Identity = {
    principal: { kind: 'root', arn: `arn:aws:iam::${account}:root`, account },
    account,
  }
  return {
    ...{ requestId: 'r', parentRequestId: undefined, service: 's3', operation: 'PutObject' },
    ...{ identity, account, depth: 0, decided: [], kept: {} },
    facts: { time: fakeClock().now(), region: REGION, secureTransport: true },
    abandoned: () => new AbortController().signal,
  } as Call
}

const through = (service: string): ActingAs => ({ kind: 'caller', service })
const itself = (principal: string, sourceAccount = ACCOUNT): ActingAs => ({
  ...{ kind: 'service', principal, sourceAccount },
  sourceArn: `arn:aws:s3:::${sourceAccount}-bucket`,
})
const DENIED = 'AccessDeniedException'
const codeOf = async (call: Promise<unknown>) => (await refusal(call))[0]

const createKey = async (statement: object, more: CreateKeyRequest = {}) => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Resource: '*', Action: 'kms:*', ...statement },
  })
  const input = { Policy, BypassPolicyLockoutSafetyCheck: true, ...more }
  const { KeyMetadata } = await room.calls.call(kms.CreateKey, input, through('s3.amazonaws.com'))
  return KeyMetadata?.Arn ?? ''
}

const dataKey = (KeyId: string, as: ActingAs, calls = room.calls) =>
  calls.call(kms.GenerateDataKey, { KeyId, KeySpec: 'AES_256' }, as, { account: ACCOUNT })

describe('a key for use through one service', () => {
  const Condition = {
    StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:CallerAccount': ACCOUNT },
  }

  it('works for who comes through it, and through no other', async () => {
    const arn = await createKey({ Principal: { AWS: '*' }, Condition })
    const { KeyId, Plaintext } = await dataKey(arn, through('s3.amazonaws.com'))
    expect([KeyId, Plaintext?.length]).toEqual([arn, 32])
    expect(await codeOf(dataKey(arn, through('logs.amazonaws.com')))).toBe(DENIED)
    expect(await codeOf(dataKey(arn, through('s3.amazonaws.com'), room.others))).toBe(DENIED)
    expect(await codeOf(dataKey(arn, itself('s3.amazonaws.com')))).toBe(DENIED)
  })

  it('can be granted by a service for a resource', async () => {
    const Bool = { 'kms:GrantIsForAWSResource': 'true' }
    const arn = await createKey({ Principal: { AWS: ACCOUNT }, Condition: { Bool } })
    const GranteePrincipal = `arn:aws:iam::${ACCOUNT}:root`
    const input = { KeyId: arn, GranteePrincipal, Operations: ['Encrypt'] as const }
    const made = await room.calls.call(kms.CreateGrant, input, through('s3.amazonaws.com'))
    expect(made.GrantId).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a key that names a service', () => {
  it('works for that service on behalf of the right account', async () => {
    const arn = await createKey({
      Principal: { Service: 'logs.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    })
    expect((await dataKey(arn, itself('logs.amazonaws.com'))).KeyId).toBe(arn)
    expect(await codeOf(dataKey(arn, itself('s3.amazonaws.com')))).toBe(DENIED)
    expect(await codeOf(dataKey(arn, itself('logs.amazonaws.com', OTHER)))).toBe(DENIED)
  })
})

describe('an AWS managed key', () => {
  const KeyId = 'alias/aws/s3'
  const s3 = through('s3.amazonaws.com')
  const describeKey = async (calls = room.calls) =>
    (await calls.call(kms.DescribeKey, { KeyId }, s3)).KeyMetadata

  it('comes into being when its service first uses it, and stays the same', async () => {
    const aliases = () => room.calls.call(kms.ListAliases, {}, s3)
    expect((await aliases()).Aliases).toEqual([])
    const first = await dataKey(KeyId, s3)
    expect((await dataKey(KeyId, s3)).KeyId).toBe(first.KeyId)
    expect((await dataKey(KeyId, itself('s3.amazonaws.com'))).KeyId).toBe(first.KeyId)
    expect(await describeKey()).toMatchObject({
      ...{ Arn: first.KeyId, KeyManager: 'AWS', KeyState: 'Enabled' },
      Description: 'Default key that protects my S3 objects when no other key is defined',
    })
    const { Aliases = [] } = await aliases()
    expect(Aliases.map(({ AliasName }) => AliasName)).toEqual([KeyId])
    const { CiphertextBlob } = first
    const opened = await room.calls.call(
      kms.Decrypt,
      { CiphertextBlob: CiphertextBlob ?? new Uint8Array() },
      s3,
    )
    expect(opened.Plaintext).toEqual(Buffer.from(first.Plaintext ?? []))
  })

  it('is one even when it is used for the first time twice at once', async () => {
    const [one, other] = await Promise.all([dataKey(KeyId, s3), dataKey(KeyId, s3)])
    expect(one.KeyId).toBe(other.KeyId)
  })

  it('is used through its service alone, and not made for whom it refuses', async () => {
    expect(await codeOf(dataKey(KeyId, through('logs.amazonaws.com')))).toBe(DENIED)
    expect(await codeOf(dataKey(KeyId, itself('logs.amazonaws.com')))).toBe(DENIED)
    expect((await room.calls.call(kms.ListKeys, {}, s3)).Keys).toEqual([])
  })

  it('is another in another account', async () => {
    const [ours, theirs] = [await describeKey(), await describeKey(room.others)]
    expect(ours?.AWSAccountId).toBe(ACCOUNT)
    expect(theirs?.AWSAccountId).toBe(OTHER)
    expect(theirs?.KeyId).not.toBe(ours?.KeyId)
  })

  it('cannot be changed by its owner', async () => {
    const id = (await describeKey())?.KeyId ?? ''
    const attempts = [
      () => room.calls.call(kms.DisableKey, { KeyId: id }, s3),
      () => room.calls.call(kms.ScheduleKeyDeletion, { KeyId: id }, s3),
      () => room.calls.call(kms.PutKeyPolicy, { KeyId: id, Policy: '{}' }, s3),
      () => room.calls.call(kms.DeleteAlias, { AliasName: KeyId }, s3),
      () => room.calls.call(kms.CreateAlias, { AliasName: 'alias/mine', TargetKeyId: id }, s3),
      () => room.calls.call(kms.TagResource, { KeyId: id, Tags: [] }, s3),
    ]
    for (const attempt of attempts) expect(await codeOf(attempt())).toBe(DENIED)
    const status = await room.calls.call(kms.GetKeyRotationStatus, { KeyId: id }, s3)
    expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 })
  })

  it('is made for known services only', async () => {
    const unknown = room.calls.call(kms.DescribeKey, { KeyId: 'alias/aws/nothing' }, s3)
    expect(await codeOf(unknown)).toBe('NotFoundException')
  })

  it('is only asked about, not made, by a question without effect', async () => {
    const input = { KeyId, KeySpec: 'AES_256' } as const
    expect(await room.calls.wouldAllow(kms.GenerateDataKey, input, s3)).toEqual({ allowed: true })
    expect((await room.calls.call(kms.ListKeys, {}, s3)).Keys).toEqual([])
  })
})
