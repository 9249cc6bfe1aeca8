import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
})
afterAll(() => house.close())

const trust = (Principal: unknown, more: object = {}) =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more })
const LEX = trust({ Service: 'lex.amazonaws.com' })
const create = (RoleName: string, more: object = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LEX, ...more }))
const role = (RoleName: string) => ({ RoleName })
const trustOf = async (RoleName: string) => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
}

describe('a role', () => {
  it('is created, read and listed in the shapes that AWS was recorded to answer', async () => {
    const Tags = [{ Key: 'test', Value: 'value' }]
    const { Role } = await create('shapes', { Path: '/shapes/', Tags, Description: 'a role' })
    const base = {
      RoleName: 'shapes',
      Path: '/shapes/',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${house.account}:role/shapes/shapes`,
      CreateDate: expect.any(Date),
      Description: 'a role',
      AssumeRolePolicyDocument: encodeURIComponent(LEX),
    }
    expect(Role).toEqual({ ...base, Tags })
    const got = await iam.send(new GetRoleCommand(role('shapes')))
    expect(got.Role).toEqual({ ...base, Tags, MaxSessionDuration: 3600, RoleLastUsed: {} })
    const { Roles, IsTruncated } = await iam.send(new ListRolesCommand({ PathPrefix: '/shapes/' }))
    expect(Roles).toEqual([{ ...base, MaxSessionDuration: 3600 }])
    expect(IsTruncated).toBe(false)
  })

  it('keeps what UpdateRole and UpdateRoleDescription do not name', async () => {
    await create('changing', { Description: 'first' })
    await iam.send(new UpdateRoleCommand({ RoleName: 'changing', MaxSessionDuration: 7200 }))
    const { Role } = await iam.send(
      new UpdateRoleDescriptionCommand({ RoleName: 'changing', Description: 'second' }),
    )
    expect(Role).toMatchObject({ Description: 'second', MaxSessionDuration: 7200 })
  })

  it('is tagged, and its tags are listed page by page', async () => {
    await create('tagged')
    const Tags = ['a', 'b', 'c'].map(Key => ({ Key, Value: Key }))
    await iam.send(new TagRoleCommand({ RoleName: 'tagged', Tags }))
    await iam.send(new UntagRoleCommand({ RoleName: 'tagged', TagKeys: ['B'] }))
    const first = await iam.send(new ListRoleTagsCommand({ RoleName: 'tagged', MaxItems: 1 }))
    expect(first).toMatchObject({ IsTruncated: true, Tags: [{ Key: 'a', Value: 'a' }] })
    const { Marker } = first
    const second = await iam.send(new ListRoleTagsCommand({ RoleName: 'tagged', Marker }))
    expect(second).toMatchObject({ IsTruncated: false, Tags: [{ Key: 'c', Value: 'c' }] })
    const many = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }))
    expect(await refusal(iam.send(new TagRoleCommand({ RoleName: 'tagged', Tags: many })))).toEqual(
      ['LimitExceeded', 'Cannot exceed quota for TagsPerRole: 50', 409],
    )
  })

  it('is deleted when nothing is left, and not before', async () => {
    await create('full')
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonLexReadOnly'
    const PolicyDocument = policy(allow('s3:*', '*'))
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'full', PolicyArn }))
    await iam.send(new PutRolePolicyCommand({ RoleName: 'full', PolicyName: 'p', PolicyDocument }))
    const conflict = async () => (await refusal(iam.send(new DeleteRoleCommand(role('full')))))[1]
    expect(await conflict()).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'full', PolicyArn }))
    expect(await conflict()).toBe('Cannot delete entity, must delete policies first.')
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'full', PolicyName: 'p' }))
    await iam.send(new DeleteRoleCommand(role('full')))
    expect(await refusal(iam.send(new GetRoleCommand(role('full'))))).toEqual([
      'NoSuchEntity',
      'The role with name full cannot be found.',
      404,
    ])
  })

  it('counts as a use of its boundary, until it loses it or is deleted', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'fence',
        PolicyDocument: policy(allow('lex:*', '*')),
      }),
    )
    const PolicyArn = Policy?.Arn ?? ''
    await create('fenced', { PermissionsBoundary: PolicyArn })
    const got = await iam.send(new GetRoleCommand(role('fenced')))
    expect(got.Role?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: PolicyArn,
    })
    const uses = async () =>
      (await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.PermissionsBoundaryUsageCount
    expect(await uses()).toBe(1)
    expect((await refusal(iam.send(new DeletePolicyCommand({ PolicyArn }))))[0]).toBe(
      'DeleteConflict',
    )
    await iam.send(new DeleteRolePermissionsBoundaryCommand(role('fenced')))
    expect(await uses()).toBe(0)
    const bound = { ...role('fenced'), PermissionsBoundary: PolicyArn }
    await iam.send(new PutRolePermissionsBoundaryCommand(bound))
    await iam.send(new PutRolePermissionsBoundaryCommand(bound))
    expect(await uses()).toBe(1)
    await iam.send(new DeleteRoleCommand(role('fenced')))
    expect(await uses()).toBe(0)
  })

  it('has no path of AWS’s own', async () => {
    for (const Path of ['/aws-service-role/x/', '/aws-reserved/']) {
      expect((await refusal(create('reserved', { Path })))[0]).toBe('ValidationError')
    }
  })
})

describe('a trust policy', () => {
  const account = '123456789012'
  const malformed: readonly [string, string][] = [
    ['{', 'This policy contains invalid Json'],
    ['{"Statement":[]}', 'Could not parse the policy: Statement is empty!'],
    [trust('*'), 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'],
    [trust({}), 'Missing required field Principal cannot be empty!'],
    [
      trust({ AWS: `arn:aws:iam::${account}:user/missing` }),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:user/missing"`,
    ],
    [trust({ AWS: '999999999999' }), 'Invalid principal in policy: "AWS":"999999999999"'],
    [trust({ Service: 'nonsense' }), 'Invalid principal in policy: "SERVICE":"nonsense"'],
    [
      trust({ AWS: '*' }, { Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [trust({ AWS: '*' }, { Resource: '*' }), 'Has prohibited field Resource'],
  ]
  it.each(malformed)('like %s is refused', async (AssumeRolePolicyDocument, message) => {
    expect(await refusal(create('malformed', { AssumeRolePolicyDocument }))).toEqual([
      'MalformedPolicyDocument',
      message,
      400,
    ])
    expect((await refusal(iam.send(new GetRoleCommand(role('malformed')))))[0]).toBe('NoSuchEntity')
  })

  it('may be 2048 characters long', async () => {
    const long = trust({ AWS: Array.from({ length: 180 }, () => account) })
    expect(await refusal(create('long', { AssumeRolePolicyDocument: long }))).toEqual([
      'LimitExceeded',
      'Cannot exceed quota for ACLSizePerRole: 2048',
      409,
    ])
  })

  it('follows its principals by their ids: renamed, deleted, created again', async () => {
    const arn = (name: string) => `arn:aws:iam::${house.account}:user/${name}`
    await iam.send(new CreateUserCommand({ UserName: 'pinned' }))
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'other' }))
    const AssumeRolePolicyDocument = trust(
      { AWS: [arn('pinned'), arn('other')] },
      { Condition: { ArnEquals: { 'aws:PrincipalArn': arn('other') } } },
    )
    await create('trusting', { AssumeRolePolicyDocument })
    expect(await trustOf('trusting')).toEqual(JSON.parse(AssumeRolePolicyDocument))
    await iam.send(new UpdateUserCommand({ UserName: 'pinned', NewUserName: 'renamed' }))
    await iam.send(new DeleteUserCommand({ UserName: 'other' }))
    await iam.send(new CreateUserCommand({ UserName: 'other' }))
    const { Statement } = await trustOf('trusting')
    expect(Statement[0].Principal.AWS).toEqual([arn('renamed'), User?.UserId])
    expect(Statement[0].Condition.ArnEquals['aws:PrincipalArn']).toBe(arn('other'))

    const again = JSON.stringify(await trustOf('trusting'))
    const update = new UpdateAssumeRolePolicyCommand({
      RoleName: 'trusting',
      PolicyDocument: again,
    })
    expect(await refusal(iam.send(update))).toEqual([
      'MalformedPolicyDocument',
      `Invalid principal in policy: "AWS":"${User?.UserId}"`,
      400,
    ])
  })

  it('is replaced by UpdateAssumeRolePolicy', async () => {
    await create('replaced')
    const PolicyDocument = trust({ AWS: house.account })
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'replaced', PolicyDocument }))
    expect(await trustOf('replaced')).toEqual(JSON.parse(PolicyDocument))
  })
})
