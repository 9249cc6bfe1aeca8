import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  DeleteServiceLinkedRoleCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/** The documented ways to more rights than one was given, each refused without its permission (rows Z2, Z3). */

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const EVERYTHING = policy(allow('*', '*'))

let house: House
let root: IAMClient
let admin: SigningCredentials
let mallory: IAMClient

beforeAll(async () => {
  house = await openHouse()
  root = new IAMClient(house.as())
  admin = await createUser(house, 'admin', allow('*', '*'))
  await root.send(new CreateGroupCommand({ GroupName: 'group' }))
  const PolicyDocument = policy(allow('lex:GetBot', '*'))
  await root.send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument }))
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { Service: 'lex.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  await root.send(new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument }))
  await root.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'lex.amazonaws.com' }))
  // Everything that reads, nothing that writes.
  const keys = await createUser(house, 'mallory', allow(['iam:Get*', 'iam:List*'], '*'))
  const PolicyArn = `arn:aws:iam::${house.account}:policy/own`
  await root.send(new AttachUserPolicyCommand({ UserName: 'mallory', PolicyArn }))
  const PermissionsBoundary = PolicyArn
  await root.send(
    new PutUserPermissionsBoundaryCommand({ UserName: 'mallory', PermissionsBoundary }),
  )
  await root.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'mallory' }))
  mallory = new IAMClient(house.as(keys))
})
afterAll(() => house.close())

const ways = (): readonly [string, unknown][] => {
  const PolicyArn = `arn:aws:iam::${house.account}:policy/own`
  const [UserName, GroupName, RoleName] = ['mallory', 'group', 'role']
  const document = { PolicyName: 'all', PolicyDocument: EVERYTHING }
  return [
    [
      'iam:CreatePolicyVersion',
      new CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument: EVERYTHING,
        SetAsDefault: true,
      }),
    ],
    [
      'iam:SetDefaultPolicyVersion',
      new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
    ],
    ['iam:AttachUserPolicy', new AttachUserPolicyCommand({ UserName, PolicyArn: ADMIN })],
    ['iam:AttachGroupPolicy', new AttachGroupPolicyCommand({ GroupName, PolicyArn: ADMIN })],
    ['iam:AttachRolePolicy', new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMIN })],
    ['iam:PutUserPolicy', new PutUserPolicyCommand({ UserName, ...document })],
    ['iam:PutGroupPolicy', new PutGroupPolicyCommand({ GroupName, ...document })],
    ['iam:PutRolePolicy', new PutRolePolicyCommand({ RoleName, ...document })],
    ['iam:AddUserToGroup', new AddUserToGroupCommand({ GroupName, UserName })],
    [
      'iam:UpdateAssumeRolePolicy',
      new UpdateAssumeRolePolicyCommand({
        RoleName,
        PolicyDocument: policy({
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'sts:AssumeRole',
        }),
      }),
    ],
    ['iam:CreateAccessKey', new CreateAccessKeyCommand({ UserName: 'admin' })],
    ['iam:CreateAccessKey', new CreateAccessKeyCommand({})],
    [
      'iam:UpdateAccessKey',
      new UpdateAccessKeyCommand({
        UserName: 'admin',
        AccessKeyId: admin.accessKeyId,
        Status: 'Inactive',
      }),
    ],
    [
      'iam:CreateLoginProfile',
      new CreateLoginProfileCommand({ UserName: 'admin', Password: 'Correct1horse' }),
    ],
    [
      'iam:UpdateLoginProfile',
      new UpdateLoginProfileCommand({ UserName: 'admin', Password: 'Correct1horse' }),
    ],
    [
      'iam:DeactivateMFADevice',
      new DeactivateMFADeviceCommand({
        UserName: 'admin',
        SerialNumber: `arn:aws:iam::${house.account}:mfa/admin`,
      }),
    ],
    [
      'iam:CreateOpenIDConnectProvider',
      new CreateOpenIDConnectProviderCommand({ Url: 'https://evil.example.com' }),
    ],
    ['iam:DeleteUserPermissionsBoundary', new DeleteUserPermissionsBoundaryCommand({ UserName })],
    ['iam:TagUser', new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'admins' }] })],
    ['iam:CreateUser', new CreateUserCommand({ UserName: 'second' })],
    [
      'iam:DeleteServiceLinkedRole',
      new DeleteServiceLinkedRoleCommand({ RoleName: 'AWSServiceRoleForLexBots' }),
    ],
  ]
}

describe('somebody who may only read', () => {
  it('finds no way to more, and changes nothing by trying', async () => {
    const everything = async () => {
      const { $metadata, ...details } = await root.send(
        new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }),
      )
      for (const role of details.RoleDetailList ?? []) delete role.RoleLastUsed
      return details
    }
    const before = await everything()
    for (const [action, command] of ways()) {
      const [code, message] = await refusal(mallory.send(command as GetUserCommand))
      expect([code, message.includes(`is not authorized to perform: ${action} on`)]).toEqual([
        'AccessDenied',
        true,
      ])
    }
    expect(await everything()).toEqual(before)
  })
})

describe('the right to write policies', () => {
  const asHeld = async (name: string, ...statements: object[]) =>
    new IAMClient(house.as(await createUser(house, name, ...statements)))

  it('may be limited to entities with a boundary, and then makes none without', async () => {
    const fence = `arn:aws:iam::${house.account}:policy/own`
    const fenced = { StringEquals: { 'iam:PermissionsBoundary': fence } }
    const delegate = await asHeld(
      'delegate',
      allow(['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:PutUserPolicy'], '*', fenced),
    )
    const create = (UserName: string, PermissionsBoundary?: string) =>
      delegate.send(new CreateUserCommand({ UserName, PermissionsBoundary }))
    expect((await refusal(create('free')))[0]).toBe('AccessDenied')
    expect((await refusal(create('free', ADMIN)))[0]).toBe('AccessDenied')
    await create('fenced', fence)
    const attach = (UserName: string) =>
      delegate.send(new AttachUserPolicyCommand({ UserName, PolicyArn: ADMIN }))
    await attach('fenced')
    expect((await refusal(attach('delegate')))[0]).toBe('AccessDenied')
    const remove = new DeleteUserPermissionsBoundaryCommand({ UserName: 'fenced' })
    expect((await refusal(delegate.send(remove)))[0]).toBe('AccessDenied')
  })

  it('may be limited to policies, by their ARN', async () => {
    const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonLexReadOnly'
    const giver = await asHeld(
      'giver',
      allow('iam:AttachUserPolicy', '*', { ArnEquals: { 'iam:PolicyARN': READ_ONLY } }),
    )
    const give = (PolicyArn: string) =>
      giver.send(new AttachUserPolicyCommand({ UserName: 'giver', PolicyArn }))
    expect((await refusal(give(ADMIN)))[0]).toBe('AccessDenied')
    await give(READ_ONLY)
  })

  it('may rest on tags, of the resource and of the request', async () => {
    const tagged = (team: string) => ({
      StringEquals: { 'iam:ResourceTag/team': team, 'aws:ResourceTag/Team': team },
    })
    const keeper = await asHeld(
      'keeper',
      allow('iam:TagUser', '*', {
        ...tagged('bots'),
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['note'] },
      }),
    )
    for (const team of ['bots', 'ops']) {
      const Tags = [{ Key: 'team', Value: team }]
      await root.send(new CreateUserCommand({ UserName: `in-${team}`, Tags }))
    }
    const tag = (UserName: string, Key: string) =>
      keeper.send(new TagUserCommand({ UserName, Tags: [{ Key, Value: 'x' }] }))
    await tag('in-bots', 'note')
    expect((await refusal(tag('in-bots', 'team')))[0]).toBe('AccessDenied')
    expect((await refusal(tag('in-ops', 'note')))[0]).toBe('AccessDenied')
    expect((await refusal(tag('missing', 'note')))[0]).toBe('AccessDenied')
  })
})
