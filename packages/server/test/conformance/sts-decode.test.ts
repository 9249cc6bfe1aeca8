import {
  CreateRoleCommand,
  GetUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse, type RawRequest } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createAccount } from './lex-accounts.ts'

const OTHER = '210987654321'
const DAY_MS = 24 * 3_600_000
const clock = fakeClock(Math.floor(Date.now() / 1_000) * 1_000)
const house = await openHouse({ clock })
const decode = (EncodedMessage: string, credentials?: SigningCredentials) =>
  new STSClient(house.as(credentials)).send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage }),
  )
const NOT_VALID = ['InvalidAuthorizationMessageException', 'Message is not valid', 400]
let guest: SigningCredentials
let other: SigningCredentials
afterAll(() => house.close())

beforeAll(async () => {
  const pinned = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }
  guest = await createUser(
    house,
    'guest',
    allow('lex:GetBots', '*', pinned),
    { Sid: 'NoSecrets', Effect: 'Deny', Action: 'kms:*', Resource: '*' },
    allow('sts:AssumeRole', '*'),
  )
  other = await createAccount(house, OTHER)
  const bucket = { service: 's3', method: 'PUT', target: '/foreign', time: clock.now() }
  expect((await house.send(bucket, other)).status).toBe(200)
})

const LEX: RawRequest = { service: 'lex', method: 'GET', target: '/bots/' }
const KMS: RawRequest = {
  service: 'kms',
  method: 'POST',
  target: '/',
  headers: [
    ['content-type', 'application/x-amz-json-1.1'],
    ['x-amz-target', 'TrentService.ListKeys'],
  ],
  body: '{}',
}
const ofAction = (service: string, parameters: string): RawRequest => ({
  service,
  method: 'POST',
  target: '/',
  region: 'us-east-1',
  headers: [['content-type', 'application/x-www-form-urlencoded']],
  body: parameters,
})

const decoding = (message: string) =>
  ofAction('sts', `Action=DecodeAuthorizationMessage&Version=2011-06-15&EncodedMessage=${message}`)

/** The message that came with a denial; null when none did. */
async function denialOf(request: RawRequest, credentials = guest): Promise<string | null> {
  const answer = await house.send({ time: clock.now(), ...request }, credentials)
  expect([400, 403]).toContain(answer.status)
  await answer.text()
  return answer.headers.get('x-parley-authorization-message')
}

const messageOf = async (request: RawRequest) => (await denialOf(request)) ?? ''

describe('DecodeAuthorizationMessage', () => {
  it('tells what nothing allowed, and on what conditions it was decided', async () => {
    const { DecodedMessage = '' } = await decode(await messageOf(LEX))
    const decoded = JSON.parse(DecodedMessage)
    const { User } = await new IAMClient(house.as()).send(new GetUserCommand({ UserName: 'guest' }))
    expect(decoded).toMatchObject({
      allowed: false,
      explicitDeny: false,
      matchedStatements: { items: [] },
      context: {
        principal: { id: User?.UserId, arn: User?.Arn },
        action: 'lex:GetBots',
        conditions: {
          items: [{ key: 'aws:requestedregion', values: { items: [{ value: house.region }] } }],
        },
      },
    })
    const reasons = decoded.failures.items.map(({ reason }: { reason: string }) => reason)
    expect(reasons.join('\n')).toContain('aws:RequestedRegion')
  })

  it('tells which statement denied', async () => {
    const { DecodedMessage = '' } = await decode(await messageOf(KMS))
    expect(JSON.parse(DecodedMessage)).toMatchObject({
      explicitDeny: true,
      matchedStatements: { items: [{ statementId: 'NoSecrets', effect: 'DENY' }] },
      failures: { items: [] },
      context: { action: 'kms:ListKeys', resource: '*' },
    })
  })

  it('needs the permission, and its own denial can be decoded', async () => {
    const EncodedMessage = await messageOf(LEX)
    const [code, message] = await refusal(decode(EncodedMessage, guest))
    expect(code).toBe('AccessDenied')
    expect(message).toContain('because no identity-based policy allows the sts:Decode')
    const { DecodedMessage = '' } = await decode(await messageOf(decoding(EncodedMessage)))
    expect(JSON.parse(DecodedMessage).context.action).toBe('sts:DecodeAuthorizationMessage')
  })

  it('refuses what is changed, foreign, made up or older than a day, all in the same words', async () => {
    const message = await messageOf(LEX)
    expect(await refusal(decode(`${message.slice(0, -2)}AA`))).toEqual(NOT_VALID)
    expect(await refusal(decode('made-up'))).toEqual(NOT_VALID)
    expect(await refusal(decode(`${message.slice(0, 9)}\n${message.slice(9)}`))).toEqual(NOT_VALID)
    // Another sealed text of this server: a session token.
    const role = await assumed()
    expect(await refusal(decode(role.sessionToken ?? ''))).toEqual(NOT_VALID)
    expect(await refusal(decode(message, other))).toEqual(NOT_VALID)
    await decode(message, role)
    await clock.advance(DAY_MS)
    // The SDK would sign with the time of the day.
    const late = await house.send({ ...decoding(message), time: clock.now() })
    expect(late.status).toBe(400)
    expect(await late.text()).toContain('<Message>Message is not valid</Message>')
  })
})

/** Credentials of a role of the account that may do nothing but decode. */
async function assumed(): Promise<SigningCredentials> {
  const iam = new IAMClient(house.as())
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { AWS: house.account },
    Action: 'sts:AssumeRole',
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'decoder', AssumeRolePolicyDocument }))
  const PolicyDocument = policy(allow('sts:DecodeAuthorizationMessage', '*'))
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'decoder', PolicyName: 'own', PolicyDocument }),
  )
  const { Credentials } = await new STSClient(house.as(guest)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${house.account}:role/decoder`,
      RoleSessionName: 'reader',
    }),
  )
  return signingWith(Credentials)
}

describe('a denial that tells no reason', () => {
  const bare: readonly (readonly [string, RawRequest])[] = [
    [
      'of AssumeRole',
      ofAction(
        'sts',
        `Action=AssumeRole&Version=2011-06-15&RoleSessionName=abc&RoleArn=${encodeURIComponent(`arn:aws:iam::${OTHER}:role/any`)}`,
      ),
    ],
    ['of another account’s resource', { service: 's3', method: 'GET', target: '/foreign' }],
    [
      'of what needs a signature',
      { ...ofAction('iam', 'Action=ListRoles&Version=2010-05-08'), time: 0 },
    ],
  ]
  it.each(bare)('carries no message: %s', async (_, request) => {
    expect(await denialOf(request)).toBeNull()
  })
})
