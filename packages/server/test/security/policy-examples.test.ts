import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  SimulateCustomPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/**
 * The policies that the documents of Lex and of the log collector show, each put in force and asked over the
 * wire: what it allows goes through, what it does not is refused. Those on bots and on codes of MFA devices stand
 * in `lex-access.test.ts` and `sts-mfa.test.ts`.
 */

const clock = fakeClock(Math.floor(Date.now() / 1000) * 1000)
const house = await openHouse({ clock })
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const as = (credentials: SigningCredentials) =>
  new IAMClient({ ...house.as(credentials), systemClockOffset: clock.now() - Date.now() })

const refused = async (call: Promise<unknown>) => (await refusal(call))[0]

const OWN = `arn:aws:iam::${house.account}`

describe('allow users to view their own permissions', () => {
  let carla: SigningCredentials
  beforeAll(async () => {
    carla = await createUser(
      house,
      'carla',
      {
        Sid: 'ViewOwnUserInfo',
        Effect: 'Allow',
        Action: [
          'iam:GetUserPolicy',
          'iam:ListGroupsForUser',
          'iam:ListAttachedUserPolicies',
          'iam:ListUserPolicies',
          'iam:GetUser',
        ],
        Resource: ['arn:aws:iam::*:user/${aws:username}'],
      },
      { Sid: 'NavigateInConsole', ...allow(['iam:GetPolicy', 'iam:ListUsers'], '*') },
    )
    await createUser(house, 'carl')
    await createUser(house, 'carla2')
  })

  it('lets them see themselves, all users by name, and nobody else', async () => {
    const client = as(carla)
    const own = { UserName: 'carla' }
    await client.send(new GetUserCommand({}))
    await client.send(new GetUserPolicyCommand({ ...own, PolicyName: 'own' }))
    await client.send(new ListGroupsForUserCommand(own))
    await client.send(new ListAttachedUserPoliciesCommand(own))
    await client.send(new ListUserPoliciesCommand(own))
    await client.send(new ListUsersCommand({}))
    for (const UserName of ['carl', 'carla2', 'nobody']) {
      expect(await refused(client.send(new GetUserCommand({ UserName })))).toBe('AccessDenied')
      expect(await refused(client.send(new ListUserPoliciesCommand({ UserName })))).toBe(
        'AccessDenied',
      )
    }
  })
})

describe('conditions that the documents recommend', () => {
  const list = (who: SigningCredentials) => as(who).send(new ListUsersCommand({}))
  const iso = (time: number) => new Date(time).toISOString()

  it.each([
    ['inside', 'IpAddress', ['127.0.0.0/8', '::1/128'], true],
    ['outside', 'IpAddress', ['203.0.113.0/24'], false],
    ['not outside', 'NotIpAddress', ['203.0.113.0/24'], true],
  ])('an address %s the range decides', async (name, operator, ranges, allowed) => {
    const user = `ip-${name.replace(' ', '-')}`
    const condition = { [operator]: { 'aws:SourceIp': ranges } }
    const who = await createUser(house, user, allow('iam:ListUsers', '*', condition))
    if (allowed) await list(who)
    else expect(await refused(list(who))).toBe('AccessDenied')
  })

  it('a range of dates opens and closes', async () => {
    const now = clock.now()
    const who = await createUser(
      house,
      'dated',
      allow('iam:ListUsers', '*', {
        DateGreaterThan: { 'aws:CurrentTime': iso(now + 60_000) },
        DateLessThan: { 'aws:CurrentTime': iso(now + 180_000) },
      }),
    )
    expect(await refused(list(who))).toBe('AccessDenied')
    clock.advance(120_000)
    await list(who)
    clock.advance(120_000)
    expect(await refused(list(who))).toBe('AccessDenied')
  })

  it('a demand for TLS refuses what comes in clear', async () => {
    const clear = { Bool: { 'aws:SecureTransport': 'false' } }
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: clear }
    const who = await createUser(house, 'clear', allow('iam:*', '*'), deny)
    expect(await refused(list(who))).toBe('AccessDenied')
  })

  it('a demand for MFA refuses long-term keys, in both ways of writing it', async () => {
    const absent = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: absent }
    const careful = await createUser(house, 'careful', allow('iam:*', '*'), deny)
    expect(await refused(list(careful))).toBe('AccessDenied')
    const present = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
    const asked = await createUser(house, 'asked', allow('iam:*', '*', present))
    expect(await refused(list(asked))).toBe('AccessDenied')
    // The trap of that form: without a session the key is absent, and `false` does not match it.
    const trap = { ...deny, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }
    await list(await createUser(house, 'trap', allow('iam:*', '*'), trap))
  })
})

describe('a role for the log collector of another account', () => {
  const COLLECTOR = '444455556666'
  const EXTERNAL_ID = 'logzio:aws:extid:example0nktixxe8q'
  const RoleArn = `${OWN}:role/logzio-reader`
  let collector: SigningCredentials
  let root: SigningCredentials

  beforeAll(async () => {
    root = await otherAccount(COLLECTOR)
    collector = await userOf(root, 'collector', allow('sts:AssumeRole', RoleArn))
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'logzio-reader',
        AssumeRolePolicyDocument: trustIn(EXTERNAL_ID),
      }),
    )
  })

  const trustIn = (externalId: string) =>
    policy({
      Effect: 'Allow',
      Principal: { AWS: COLLECTOR },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    })
  const assume = (ExternalId?: string, who = collector) =>
    new STSClient({ ...house.as(who), systemClockOffset: clock.now() - Date.now() }).send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: 'fetch',
        ...(ExternalId !== undefined && { ExternalId }),
      }),
    )

  it('opens to the right external id, and to no other or none, in the same words', async () => {
    await assume(EXTERNAL_ID)
    const words = `User: arn:aws:iam::${COLLECTOR}:user/collector is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`
    for (const wrong of [undefined, 'logzio:aws:extid:other', `${EXTERNAL_ID}x`]) {
      expect(await refusal(assume(wrong))).toEqual(['AccessDenied', words, 403])
    }
  })

  it('needs both sides: who has no right of its own is refused', async () => {
    const idle = await userOf(root, 'idle')
    expect(await refused(assume(EXTERNAL_ID, idle))).toBe('AccessDenied')
  })

  it('opens to a new external id from when it is written', async () => {
    const PolicyDocument = trustIn('logzio:aws:extid:new')
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'logzio-reader', PolicyDocument }))
    expect(await refused(assume(EXTERNAL_ID))).toBe('AccessDenied')
    await assume('logzio:aws:extid:new')
  })
})

/** Root credentials of another account, made as `parley account create` makes them. */
async function otherAccount(accountId: string): Promise<SigningCredentials> {
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId }),
    time: clock.now(),
  })
  expect(answer.status).toBe(200)
  const made = (await answer.json()) as { accessKeyId: string; secretAccessKey: string }
  return { accessKeyId: made.accessKeyId, secretAccessKey: made.secretAccessKey }
}

async function userOf(root: SigningCredentials, name: string, ...statements: object[]) {
  const options = house.as
  return createUser({ ...house, as: (who = root) => options(who) }, name, ...statements)
}

describe('minimum console permissions', () => {
  it('delete the roles of Lex and leave others alone', async () => {
    const who = await createUser(
      house,
      'console',
      allow(['iam:GetRole', 'iam:DeleteRole'], 'arn:aws:iam::*:role/aws-service-role/*'),
      allow('iam:CreateServiceLinkedRole', 'arn:aws:iam::*:role/aws-service-role/*', {
        StringLike: { 'iam:AWSServiceName': 'lex.amazonaws.com' },
      }),
    )
    const RoleName = 'elsewhere'
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { Service: 'lex.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    expect(await refused(as(who).send(new GetRoleCommand({ RoleName })))).toBe('AccessDenied')
    expect(await refused(as(who).send(new DeleteRoleCommand({ RoleName })))).toBe('AccessDenied')
  })
})

/** What the enforcing engine says of actions whose services or resources are not here. */
async function decisions(document: string, action: string, resource: string, keys: object = {}) {
  const { EvaluationResults = [] } = await iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [document],
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: Object.entries(keys).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        // A list is a key with several values, as the service gives it.
        ContextKeyType: Array.isArray(value) ? ('stringList' as const) : ('string' as const),
        ContextKeyValues: [value].flat().map(String),
      })),
    }),
  )
  return EvaluationResults[0]?.EvalDecision
}

const LOGS = 'arn:aws:logs:us-east-1:123456789012:log-group:lex:*'
const STREAM = 'arn:aws:logs:us-east-1:123456789012:log-group:lex:log-stream:a'
const PASS = policy(
  allow('iam:PassRole', `${OWN}:role/logs`, {
    StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
    StringLike: {
      'iam:AssociatedResourceARN': `arn:aws:lex:us-east-1:${house.account}:bot:Bot:a*`,
    },
  }),
)
const PASSED = {
  'iam:PassedToService': 'lex.amazonaws.com',
  'iam:AssociatedResourceArn': `arn:aws:lex:us-east-1:${house.account}:bot:Bot:alias`,
}
const BUCKET = policy(
  allow('s3:ListBucket', 'arn:aws:s3:::b'),
  allow('s3:GetObject', 'arn:aws:s3:::b/*'),
)
const TAGGED = policy(
  allow('lex:PostText', '*', { StringEquals: { 'lex:ResourceTag/Department': 'Support' } }),
)
const INTENTS = policy(
  allow('lex:PutBot', '*', {
    'ForAllValues:StringLike': { 'lex:associatedIntents': ['OrderPizza'] },
  }),
)
const BOT = `arn:aws:lex:us-east-1:${house.account}:bot:Bot`

it.each([
  [
    'conversation text',
    policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], LOGS)),
    'logs:PutLogEvents',
    STREAM,
    {},
    true,
  ],
  [
    'conversation text',
    policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], LOGS)),
    'logs:DeleteLogStream',
    STREAM,
    {},
    false,
  ],
  [
    'conversation audio',
    policy(allow('s3:PutObject', 'arn:aws:s3:::b/*')),
    's3:PutObject',
    'arn:aws:s3:::b/k',
    {},
    true,
  ],
  [
    'conversation audio',
    policy(allow('s3:PutObject', 'arn:aws:s3:::b/*')),
    's3:PutObject',
    'arn:aws:s3:::c/k',
    {},
    false,
  ],
  ['passing the role', PASS, 'iam:PassRole', `${OWN}:role/logs`, PASSED, true],
  ['passing another role', PASS, 'iam:PassRole', `${OWN}:role/other`, PASSED, false],
  [
    'passing to another service',
    PASS,
    'iam:PassRole',
    `${OWN}:role/logs`,
    { ...PASSED, 'iam:PassedToService': 'lambda.amazonaws.com' },
    false,
  ],
  [
    'passing for another bot',
    PASS,
    'iam:PassRole',
    `${OWN}:role/logs`,
    { ...PASSED, 'iam:AssociatedResourceArn': `${BOT}2:alias` },
    false,
  ],
  ['fetching a bucket', BUCKET, 's3:ListBucket', 'arn:aws:s3:::b', {}, true],
  ['fetching a bucket', BUCKET, 's3:GetObject', 'arn:aws:s3:::b/deep/er', {}, true],
  ['fetching a bucket', BUCKET, 's3:GetObject', 'arn:aws:s3:::b', {}, false],
  ['fetching a bucket', BUCKET, 's3:PutObject', 'arn:aws:s3:::b/k', {}, false],
  ['deleting any bot', policy(allow('lex:DeleteBot', '*')), 'lex:DeleteBot', BOT, {}, true],
  ['deleting any bot', policy(allow('lex:DeleteBot', '*')), 'lex:PutBot', BOT, {}, false],
  ['a tag', TAGGED, 'lex:PostText', `${BOT}:a`, { 'lex:ResourceTag/Department': 'Support' }, true],
  ['a tag', TAGGED, 'lex:PostText', `${BOT}:a`, { 'lex:ResourceTag/Department': 'support' }, false],
  ['a tag', TAGGED, 'lex:PostText', `${BOT}:a`, {}, false],
  ['an intent', INTENTS, 'lex:PutBot', BOT, { 'lex:associatedIntents': ['OrderPizza'] }, true],
  [
    'an intent',
    INTENTS,
    'lex:PutBot',
    BOT,
    { 'lex:associatedIntents': ['OrderPizza', 'OrderPasta'] },
    false,
  ],
])('%s: %s decides on %s at %s with %o', async (_, document, action, resource, keys, allowed) => {
  expect(await decisions(document, action, resource, keys)).toBe(
    allowed ? 'allowed' : 'implicitDeny',
  )
})

it('the permissions for shipping metrics are what they list, and no more', async () => {
  const listed = [
    's3:PutObject',
    'lambda:InvokeFunction',
    'cloudwatch:PutMetricData',
    'logs:PutLogEvents',
    'firehose:PutRecord',
    'iam:PassRole',
    'cloudformation:CreateStack',
  ]
  const document = policy(allow(listed, '*'))
  const at = (action: string) => (action === 'iam:PassRole' ? `${OWN}:role/shipper` : '*')
  for (const action of listed) {
    expect(await decisions(document, action, at(action))).toBe('allowed')
  }
  for (const action of ['s3:PutBucketPolicy', 'iam:CreateAccessKey', 'lambda:TagResource']) {
    expect(await decisions(document, action, '*')).toBe('implicitDeny')
  }
})
