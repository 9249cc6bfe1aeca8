import {
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

const house = await openHouse()
const organizations = new OrganizationsClient(house.as())
afterAll(() => house.close())

let alice: SigningCredentials
let administrator: SigningCredentials
let member = ''
let rootId = ''
let unitId = ''
let organizationId = ''

const accessRole = () => `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`

beforeAll(async () => {
  alice = await createUser(house, 'alice', allow('sts:AssumeRole', '*'), allow('iam:*', '*'))
  await organizations.send(new CreateOrganizationCommand({}))
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}))
  organizationId = Organization?.Id ?? ''
  rootId = (await organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? ''
  for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    await organizations.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }))
  }
  const { OrganizationalUnit } = await organizations.send(
    new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: 'Closed' }),
  )
  unitId = OrganizationalUnit?.Id ?? ''
})

/** Each test has an account of its own, whose administrator came in by the role that was made with it. */
beforeEach(async () => {
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({ AccountName: 'Member', Email: 'member@example.com' }),
  )
  member = CreateAccountStatus?.AccountId ?? ''
  administrator = await session(alice, accessRole())
})

async function session(as: SigningCredentials, RoleArn: string): Promise<SigningCredentials> {
  const { Credentials } = await new STSClient(house.as(as)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }),
  )
  return signingWith(Credentials)
}

const listUsers = (as = administrator) => new IAMClient(house.as(as)).send(new ListUsersCommand({}))

let policies = 0
async function createPolicy(
  Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
  ...statements: readonly object[]
): Promise<string> {
  const Content = policy(...statements)
  const Name = `policy-${policies++}`
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name, Content, Description: '', Type }),
  )
  return Policy?.PolicySummary?.Id ?? ''
}

const createScp = (...statements: readonly object[]) =>
  createPolicy('SERVICE_CONTROL_POLICY', ...statements)
const attach = (PolicyId: string, TargetId: string) =>
  organizations.send(new AttachPolicyCommand({ PolicyId, TargetId }))
const detach = (PolicyId: string, TargetId: string) =>
  organizations.send(new DetachPolicyCommand({ PolicyId, TargetId }))

const DENY_USERS = { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }
const denied = (reason: string) => [
  'AccessDenied',
  `User: arn:aws:sts::${member}:assumed-role/OrganizationAccountAccessRole/test is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${member}:user/ ${reason}`,
  403,
]

describe('a service control policy', () => {
  it('denies at once, names itself, and spares the management account', async () => {
    await listUsers()
    const id = await createScp(DENY_USERS)
    await attach(id, member)
    expect(await refusal(listUsers())).toEqual(
      denied(
        `with an explicit deny in a service control policy: arn:aws:organizations::${house.account}:policy/${organizationId}/service_control_policy/${id}`,
      ),
    )
    await listUsers(alice)
    const simulated = await new IAMClient(house.as(administrator)).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: accessRole(),
        ActionNames: ['iam:ListUsers', 'iam:ListRoles'],
      }),
    )
    expect(
      simulated.EvaluationResults?.map(one => [
        one.EvalDecision,
        one.OrganizationsDecisionDetail?.AllowedByOrganizations,
      ]),
    ).toEqual([
      ['explicitDeny', false],
      ['allowed', true],
    ])
    await detach(id, member)
    await listUsers()
  })

  it('never grants, and denies what it does not allow', async () => {
    const id = await createScp(allow('iam:ListRoles', '*'))
    await attach(id, member)
    await detach('p-FullAWSAccess', member)
    await new IAMClient(house.as(administrator)).send(new ListRolesCommand({}))
    expect(await refusal(listUsers())).toEqual(
      denied('because no service control policy allows the iam:ListUsers action'),
    )
    await organizations.send(
      new UpdatePolicyCommand({ PolicyId: id, Content: policy(allow('iam:*', '*')) }),
    )
    await listUsers()
  })

  it('binds by inheritance, from when an account is moved beneath it', async () => {
    const id = await createScp(DENY_USERS)
    await attach(id, unitId)
    await listUsers()
    const to = (SourceParentId: string, DestinationParentId: string) =>
      organizations.send(
        new MoveAccountCommand({ AccountId: member, SourceParentId, DestinationParentId }),
      )
    await to(rootId, unitId)
    expect((await refusal(listUsers()))[0]).toBe('AccessDenied')
    await to(unitId, rootId)
    await listUsers()
    await detach(id, unitId)
  })

  it('reads the organisation of the caller', async () => {
    const Condition = {
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${organizationId}/${rootId}/*` },
      StringEquals: { 'aws:PrincipalOrgID': organizationId, 'aws:ResourceOrgID': organizationId },
    }
    const id = await createScp({ ...DENY_USERS, Condition })
    await attach(id, member)
    expect((await refusal(listUsers()))[0]).toBe('AccessDenied')
    await organizations.send(
      new UpdatePolicyCommand({
        PolicyId: id,
        Content: policy({
          ...DENY_USERS,
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': organizationId } },
        }),
      }),
    )
    await listUsers()
  })
})

describe('a resource control policy', () => {
  it('binds who comes from outside the account, and only services that have such policies', async () => {
    const id = await createPolicy('RESOURCE_CONTROL_POLICY', {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Resource: '*',
    })
    await attach(id, member)
    const assume = () =>
      new STSClient(house.as(alice)).send(
        new AssumeRoleCommand({ RoleArn: accessRole(), RoleSessionName: 'test' }),
      )
    expect(await refusal(assume())).toEqual([
      'AccessDenied',
      `User: arn:aws:iam::${house.account}:user/alice is not authorized to perform: sts:AssumeRole on resource: ${accessRole()}`,
      403,
    ])
    await listUsers()
    await detach(id, member)
    await assume()
    expect((await refusal(detach('p-RCPFullAWSAccess', member)))[0]).toBe('InvalidInputException')
  })
})

it('a role of the member account is bound, its service-linked role can still be made', async () => {
  const iam = new IAMClient(house.as(administrator))
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'lex.amazonaws.com' }))
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { AWS: member },
    Action: 'sts:AssumeRole',
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument }))
  const PolicyDocument = policy(allow('iam:ListUsers', '*'))
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'own', PolicyDocument }),
  )
  const reader = await session(administrator, `arn:aws:iam::${member}:role/reader`)
  await listUsers(reader)
  await attach(await createScp(DENY_USERS), member)
  expect((await refusal(listUsers(reader)))[0]).toBe('AccessDenied')
})
