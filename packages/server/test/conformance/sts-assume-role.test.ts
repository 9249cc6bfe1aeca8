import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient
let alice: SigningCredentials
let clock: FakeClock

beforeAll(async () => {
  clock = fakeClock(Math.floor(Date.now() / 1000) * 1000)
  house = await openHouse({ clock })
  iam = new IAMClient(house.as())
  alice = await createUser(
    house,
    'alice',
    allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], '*'),
  )
})
afterAll(() => house.close())

const arnOf = (role: string) => `arn:aws:iam::${house.account}:role/${role}`

/** A role that the account trusts, on a condition if one is given, and what it may do. */
async function createRole(RoleName: string, statements: object[] = [], Condition?: object) {
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { AWS: house.account },
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    ...(Condition && { Condition }),
  })
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  if (statements.length === 0) return
  const PolicyDocument = policy(...statements)
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
}

const assume = (
  role: string,
  more: Partial<AssumeRoleCommandInput> = {},
  as: SigningCredentials = alice,
) =>
  new STSClient(house.as(as)).send(
    new AssumeRoleCommand({ RoleArn: arnOf(role), RoleSessionName: 'test', ...more }),
  )

/** The credentials of a session. */
async function session(...parameters: Parameters<typeof assume>): Promise<SigningCredentials> {
  const { Credentials } = await assume(...parameters)
  return signingWith(Credentials)
}

const whoIs = (credentials: SigningCredentials) =>
  new STSClient(house.as(credentials)).send(new GetCallerIdentityCommand({}))

const denial = (role: string, action = 'sts:AssumeRole') => [
  'AccessDenied',
  `User: arn:aws:iam::${house.account}:user/alice is not authorized to perform: ${action} on resource: ${arnOf(role)}`,
  403,
]

describe('AssumeRole', () => {
  it('answers with credentials of the session', async () => {
    await createRole('plain')
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'plain' }))
    const answer = await assume('plain')
    const arn = `arn:aws:sts::${house.account}:assumed-role/plain/test`
    expect(answer.AssumedRoleUser).toEqual({ AssumedRoleId: `${Role?.RoleId}:test`, Arn: arn })
    expect(answer.PackedPolicySize).toBeUndefined()
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(answer.Credentials?.Expiration?.getTime()).toBe(
      Math.floor((clock.now() + 3_600_000) / 1000) * 1000,
    )
    expect(await whoIs(await session('plain'))).toMatchObject({
      Arn: arn,
      Account: house.account,
      UserId: `${Role?.RoleId}:test`,
    })
  })

  it('tells of a refusal never why: missing role, distrust, wrong external id', async () => {
    await createRole('distrusting', [], { StringEquals: { 'aws:username': 'nobody' } })
    await createRole('external', [], { StringEquals: { 'sts:ExternalId': 'right' } })
    expect(await refusal(assume('missing'))).toEqual(denial('missing'))
    expect(await refusal(assume('distrusting'))).toEqual(denial('distrusting'))
    expect(await refusal(assume('external'))).toEqual(denial('external'))
    expect(await refusal(assume('external', { ExternalId: 'wrong' }))).toEqual(denial('external'))
    expect((await assume('external', { ExternalId: 'right' })).Credentials).toBeDefined()
  })

  it('is refused to root, and for ARNs that are none', async () => {
    expect(await refusal(assume('plain', {}, house.root))).toEqual([
      'AccessDenied',
      'Roles may not be assumed by root accounts.',
      403,
    ])
    const RoleArn = 'nothing-valid-in-here'
    expect(await refusal(assume('', { RoleArn }))).toEqual([
      'ValidationError',
      `${RoleArn} is invalid`,
      400,
    ])
  })

  it('needs the right of the caller too when the trust names only the account', async () => {
    const poor = await createUser(house, 'poor')
    expect((await refusal(assume('plain', {}, poor)))[0]).toBe('AccessDenied')
    const direct = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${house.account}:user/poor` },
      Action: 'sts:AssumeRole',
    })
    await iam.send(new CreateRoleCommand({ RoleName: 'direct', AssumeRolePolicyDocument: direct }))
    expect((await assume('direct', {}, poor)).Credentials).toBeDefined()
  })

  it('never ignores a code of a device', async () => {
    const SerialNumber = `arn:aws:iam::${house.account}:mfa/alice`
    expect(await refusal(assume('plain', { SerialNumber, TokenCode: '123456' }))).toEqual([
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      403,
    ])
    expect(await refusal(assume('plain', { TokenCode: '123456' }))).toEqual([
      'AccessDenied',
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      403,
    ])
  })
})

describe('durations', () => {
  it('end at the role’s maximum, and at one hour for a role that assumes a role', async () => {
    await createRole('first', [allow('sts:AssumeRole', '*')])
    await createRole('second')
    expect(await refusal(assume('first', { DurationSeconds: 3601 }))).toEqual([
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      400,
    ])
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: house.account },
      Action: 'sts:AssumeRole',
    })
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'longer',
        AssumeRolePolicyDocument,
        MaxSessionDuration: 43_200,
      }),
    )
    await assume('longer', { DurationSeconds: 43_200 })
    const chained = await session('first')
    expect(await refusal(assume('longer', { DurationSeconds: 3601 }, chained))).toEqual([
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      400,
    ])
    await assume('longer', { DurationSeconds: 3600 }, chained)
  })

  it('are kept: a session is refused once it is over', async () => {
    const short = await session('plain', { DurationSeconds: 900 })
    const start = clock.now()
    clock.set(start + 899_000)
    await whoIs(short)
    clock.set(start + 900_000)
    expect(await refusal(whoIs(short))).toEqual([
      'ExpiredToken',
      'The security token included in the request is expired',
      403,
    ])
    clock.set(start)
  })
})

describe('session policies', () => {
  beforeAll(() => createRole('wide', [allow(['iam:ListUsers', 'iam:ListRoles'], '*')]))

  it('narrow what the role may do, and never widen it', async () => {
    const Policy = policy(allow(['iam:ListUsers', 'iam:GetRole'], '*'))
    const answer = await assume('wide', { Policy })
    expect(answer.PackedPolicySize).toBeGreaterThan(0)
    const client = new IAMClient(house.as(await session('wide', { Policy })))
    await client.send(new ListUsersCommand({}))
    const [, roles] = await refusal(client.send(new ListRolesCommand({})))
    expect(roles).toContain('because no session policy allows the iam:ListRoles action')
    const [, role] = await refusal(client.send(new GetRoleCommand({ RoleName: 'wide' })))
    expect(role).toContain('because no identity-based policy allows the iam:GetRole action')
  })

  it('may be managed ones, which must exist', async () => {
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/IAMFullAccess' }]
    await new IAMClient(house.as(await session('wide', { PolicyArns }))).send(
      new ListUsersCommand({}),
    )
    const arn = `arn:aws:iam::${house.account}:policy/missing`
    expect((await refusal(assume('wide', { PolicyArns: [{ arn }] })))[0]).toBe(
      'MalformedPolicyDocument',
    )
  })

  it('must be well written', async () => {
    expect(await refusal(assume('wide', { Policy: '{' }))).toEqual([
      'MalformedPolicyDocument',
      'Syntax errors in policy.',
      400,
    ])
  })

  it('name their deny in the denial', async () => {
    const Policy = policy(allow('*', '*'), { ...allow('iam:ListUsers', '*'), Effect: 'Deny' })
    const client = new IAMClient(house.as(await session('wide', { Policy })))
    expect((await refusal(client.send(new ListUsersCommand({}))))[1]).toBe(
      `User: arn:aws:sts::${house.account}:assumed-role/wide/test is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${house.account}:user/ with an explicit deny in a session policy`,
    )
  })
})

describe('session tags', () => {
  it('must be well formed', async () => {
    const Tags = [{ Key: 'a', Value: '1' }]
    expect(await refusal(assume('plain', { Tags, TransitiveTagKeys: ['b'] }))).toEqual([
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
      400,
    ])
    const twice = [...Tags, { Key: 'A', Value: '2' }]
    expect(await refusal(assume('plain', { Tags: twice }))).toEqual([
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      400,
    ])
  })

  it('need the right to tag the session', async () => {
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: house.account },
      Action: 'sts:AssumeRole',
    })
    await iam.send(new CreateRoleCommand({ RoleName: 'untaggable', AssumeRolePolicyDocument }))
    const Tags = [{ Key: 'a', Value: '1' }]
    expect(await refusal(assume('untaggable', { Tags }))).toEqual(
      denial('untaggable', 'sts:TagSession'),
    )
  })

  it('replace the role’s tag in aws:PrincipalTag, and travel on when they are transitive', async () => {
    const mine = { StringEquals: { 'aws:PrincipalTag/team': 'mine' } }
    await createRole('tagged', [
      allow('iam:ListUsers', '*', mine),
      allow(['sts:AssumeRole', 'sts:TagSession'], '*'),
    ])
    await createRole('onward', [allow('iam:ListUsers', '*', mine)])
    await iam.send(
      new TagRoleCommand({ RoleName: 'tagged', Tags: [{ Key: 'Team', Value: 'theirs' }] }),
    )
    const list = (credentials: SigningCredentials) =>
      new IAMClient(house.as(credentials)).send(new ListUsersCommand({}))
    expect((await refusal(list(await session('tagged'))))[0]).toBe('AccessDenied')
    const Tags = [{ Key: 'TEAM', Value: 'mine' }]
    const here = await session('tagged', { Tags })
    await list(here)
    expect((await refusal(list(await session('onward', {}, here))))[0]).toBe('AccessDenied')
    const travelling = await session('tagged', { Tags, TransitiveTagKeys: ['TEAM'] })
    await list(await session('onward', {}, travelling))
    const override = { Tags: [{ Key: 'team', Value: 'other' }] }
    expect(await refusal(assume('onward', override, travelling))).toEqual([
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      400,
    ])
  })
})

describe('source identity', () => {
  it('stays for the whole chain and cannot be replaced', async () => {
    await createRole('one', [allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], '*')])
    await createRole('two', [
      allow('iam:ListUsers', '*', { StringEquals: { 'aws:SourceIdentity': 'ada' } }),
    ])
    const SourceIdentity = 'ada'
    expect((await assume('one', { SourceIdentity })).SourceIdentity).toBe('ada')
    const one = await session('one', { SourceIdentity })
    expect(await refusal(assume('two', { SourceIdentity: 'eve' }, one))).toEqual([
      'ValidationError',
      'The source identity is already set for this assume role session',
      400,
    ])
    expect((await assume('two', { SourceIdentity }, one)).SourceIdentity).toBe('ada')
    await new IAMClient(house.as(await session('two', {}, one))).send(new ListUsersCommand({}))
  })
})

describe('what happens to a live session', () => {
  it('its role’s policies act at once, its trust policy does not', async () => {
    await createRole('living', [allow('iam:ListUsers', '*')])
    const live = await session('living')
    const list = () => new IAMClient(house.as(live)).send(new ListUsersCommand({}))
    await list()
    const nobody = policy({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
    })
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'living', PolicyDocument: nobody }),
    )
    await list()
    expect(await refusal(assume('living'))).toEqual(denial('living'))
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'living', PolicyName: 'own' }))
    expect((await refusal(list()))[0]).toBe('AccessDenied')
  })

  it('it ends with its role, also when one of the same name is created again', async () => {
    await createRole('mortal')
    const live = await session('mortal')
    await whoIs(live)
    await iam.send(new DeleteRoleCommand({ RoleName: 'mortal' }))
    const gone = [
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
    ]
    expect(await refusal(whoIs(live))).toEqual(gone)
    await createRole('mortal')
    expect(await refusal(whoIs(live))).toEqual(gone)
    await whoIs(await session('mortal'))
  })

  it('it is noted as the last use of its role', async () => {
    await createRole('noted')
    await whoIs(await session('noted'))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'noted' }))
    expect(Role?.RoleLastUsed).toEqual({ LastUsedDate: expect.any(Date), Region: 'us-east-1' })
  })

  it('it may not ask for a session of its own kind', async () => {
    const client = new STSClient(house.as(await session('plain')))
    expect(await refusal(client.send(new GetSessionTokenCommand({})))).toEqual([
      'AccessDenied',
      'Cannot call GetSessionToken with session credentials',
      403,
    ])
  })

  it('it has no user name', async () => {
    await createRole('unnamed', [allow('iam:GetUser', '*')])
    const client = new IAMClient(house.as(await session('unnamed')))
    expect(await refusal(client.send(new GetUserCommand({})))).toEqual([
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
      400,
    ])
  })
})
