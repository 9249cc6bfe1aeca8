import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  IAMClient,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
  await iam.send(new CreateUserCommand({ UserName: 'u' }))
})
afterAll(() => house.close())

const DOCUMENT = policy(allow('lex:*', '*'))
const create = (PolicyName: string, more: object = {}) =>
  iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: DOCUMENT, ...more }))
const arnOf = (name: string) => `arn:aws:iam::${house.account}:policy/${name}`

describe('CreatePolicy', () => {
  it('answers as AWS was recorded to', async () => {
    const { Policy } = await create('first')
    expect(Policy).toEqual({
      PolicyName: 'first',
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: arnOf('first'),
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: expect.any(Date),
      UpdateDate: expect.any(Date),
    })
    const got = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('first') }))
    expect(got.Policy).toEqual({ ...Policy, Tags: [] })
  })

  it('knows a policy by the case of its ARN, and its name without', async () => {
    expect(await refusal(create('FIRST'))).toEqual([
      'EntityAlreadyExists',
      'A policy called FIRST already exists. Duplicate names are not allowed.',
      409,
    ])
    expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: arnOf('FIRST') })))).toEqual([
      'NoSuchEntity',
      `Policy ${arnOf('FIRST')} was not found.`,
      404,
    ])
  })

  const malformed: readonly [string, string][] = [
    ['{', 'Syntax errors in policy.'],
    [
      JSON.stringify({ Statement: allow('s3:*', '*') }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    [
      policy(allow('nonsense', '*')),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [policy(allow('s3:*', 'x')), 'Resource x must be in ARN format or "*".'],
    [policy({ Effect: 'Allow', Action: 's3:*' }), 'Policy statement must contain resources.'],
    [
      policy({ ...allow('s3:*', '*'), Principal: '*' }),
      'Policy document should not specify a principal.',
    ],
  ]
  it.each(malformed)('refuses %s', async (PolicyDocument, message) => {
    expect(await refusal(create('malformed', { PolicyDocument }))).toEqual([
      'MalformedPolicyDocument',
      message,
      400,
    ])
  })

  it('counts the characters of the document, but not the space between them', async () => {
    const sized = (count: number) => {
      const empty = policy(allow('s3:*', 'arn:aws:s3:::'))
      return policy(allow('s3:*', `arn:aws:s3:::${'x'.repeat(count - empty.length)}`))
    }
    expect(await refusal(create('big', { PolicyDocument: sized(6145) }))).toEqual([
      'LimitExceeded',
      'Cannot exceed quota for PolicySize: 6144',
      409,
    ])
    const spaced = JSON.stringify(JSON.parse(sized(6144)), null, 2)
    await create('big', { PolicyDocument: spaced })
  })
})

describe('versions', () => {
  it('count up, are five at most and never given twice', async () => {
    await create('versions')
    const PolicyArn = arnOf('versions')
    const add = (SetAsDefault = false) =>
      iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: DOCUMENT, SetAsDefault }),
      )
    for (const id of ['v2', 'v3', 'v4', 'v5']) {
      expect((await add()).PolicyVersion).toMatchObject({ VersionId: id, IsDefaultVersion: false })
    }
    expect((await refusal(add()))[1]).toBe(
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    )
    const drop = (VersionId: string) =>
      iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }))
    await drop('v5')
    expect((await add(true)).PolicyVersion).toMatchObject({
      VersionId: 'v6',
      IsDefaultVersion: true,
    })
    expect(await refusal(drop('v6'))).toEqual([
      'DeleteConflict',
      'Cannot delete the default version of a policy.',
      409,
    ])
    expect(await refusal(drop('v9'))).toEqual([
      'NoSuchEntity',
      `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
      404,
    ])
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1'])
    expect(await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).toEqual([
      'DeleteConflict',
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      409,
    ])
  })

  it('come into force for the next request when they are made the default', async () => {
    await create('living', { PolicyDocument: policy(allow('iam:GetUser', '*')) })
    const PolicyArn = arnOf('living')
    const keys = await createUser(house, 'living')
    await iam.send(new AttachUserPolicyCommand({ UserName: 'living', PolicyArn }))
    const own = new IAMClient(house.as(keys))
    await own.send(new GetUserCommand({}))
    const PolicyDocument = policy(allow('iam:ListUsers', '*'))
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }))
    await own.send(new GetUserCommand({}))
    const inForce = (VersionId: string) =>
      iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId }))
    await inForce('v2')
    expect((await refusal(own.send(new GetUserCommand({}))))[0]).toBe('AccessDenied')
    await inForce('v1')
    await own.send(new GetUserCommand({}))
  })

  it('answer their document percent-encoded by RFC 3986', async () => {
    const PolicyDocument = policy(allow('s3:*', "arn:aws:s3:::b/(it's)!*"))
    await create('encoded', { PolicyDocument })
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: arnOf('encoded'), VersionId: 'v1' }),
    )
    expect(PolicyVersion?.Document).not.toMatch(/[!'()*{"]/)
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(PolicyDocument)
  })
})

describe('policies of AWS', () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonLexFullAccess'

  it('are read and counted in the account, and changed by nobody', async () => {
    await iam.send(new AttachUserPolicyCommand({ UserName: 'u', PolicyArn }))
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    expect(Policy).toMatchObject({ PolicyName: 'AmazonLexFullAccess', AttachmentCount: 1 })
    const changes = [
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: DOCUMENT, SetAsDefault: true }),
      new DeletePolicyCommand({ PolicyArn }),
      new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] }),
      new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
    ]
    for (const change of changes) {
      expect((await refusal(iam.send(change as DeletePolicyCommand)))[0]).toBe('AccessDenied')
    }
    await iam.send(new DetachUserPolicyCommand({ UserName: 'u', PolicyArn }))
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(0)
  })
})

describe('ListPolicies', () => {
  it('runs through the own and AWS’s, page by page, each once', async () => {
    const names: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page = await iam.send(new ListPoliciesCommand({ MaxItems: 3, Marker }))
      names.push(...(page.Policies ?? []).map(({ Arn }) => Arn))
      Marker = page.Marker
    } while (Marker !== undefined)
    const both = await Promise.all(
      (['Local', 'AWS'] as const).map(async Scope => {
        const { Policies } = await iam.send(new ListPoliciesCommand({ Scope, MaxItems: 1000 }))
        return (Policies ?? []).map(({ Arn }) => Arn)
      }),
    )
    expect(names).toEqual(both.flat())
    expect(new Set(names).size).toBe(names.length)
  })

  it('filters by path and use', async () => {
    await create('under', { Path: '/teams/bots/' })
    const listed = async (input: object) => {
      const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local', ...input }))
      return Policies?.map(({ PolicyName }) => PolicyName)
    }
    expect(await listed({ PathPrefix: '/teams/' })).toEqual(['under'])
    expect(await listed({ PathPrefix: '/teams/', OnlyAttached: true })).toEqual([])
    const PermissionsBoundary = `arn:aws:iam::${house.account}:policy/teams/bots/under`
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'u', PermissionsBoundary }))
    expect(await listed({ OnlyAttached: true, PathPrefix: '/teams/' })).toEqual(['under'])
    const usage = (PolicyUsageFilter: string) =>
      listed({ PolicyUsageFilter, PathPrefix: '/teams/' })
    expect(await usage('PermissionsBoundary')).toEqual(['under'])
    expect(await usage('PermissionsPolicy')).toEqual([])
    const entities = await iam.send(
      new ListEntitiesForPolicyCommand({ PolicyArn: PermissionsBoundary }),
    )
    expect(entities.PolicyUsers?.map(({ UserName }) => UserName)).toEqual(['u'])
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'u' }))
    expect(await usage('PermissionsBoundary')).toEqual([])
  })
})

describe('tags of a policy', () => {
  it('are set, replaced ignoring case, listed and taken away', async () => {
    await create('tagged', { Tags: [{ Key: 'Team', Value: 'a' }] })
    const PolicyArn = arnOf('tagged')
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'team', Value: 'b' }] }))
    const tags = async () => (await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags
    expect(await tags()).toEqual([{ Key: 'team', Value: 'b' }])
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['TEAM'] }))
    expect(await tags()).toEqual([])
  })
})
