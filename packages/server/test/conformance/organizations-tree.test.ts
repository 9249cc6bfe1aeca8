import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DeletePolicyCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse } from '../house.ts'
import { createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

const house = await openHouse()
const client = new OrganizationsClient(house.as())
afterAll(() => house.close())

let rootId = ''
let unitId = ''
let member = ''
const SCP = 'SERVICE_CONTROL_POLICY'
const DENY = policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })

beforeAll(async () => {
  expect((await refusal(client.send(new DescribeOrganizationCommand({}))))[0]).toBe(
    'AWSOrganizationsNotInUseException',
  )
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { Roots = [] } = await client.send(new ListRootsCommand({}))
  rootId = Roots[0]?.Id ?? ''
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: 'Teams' }),
  )
  unitId = OrganizationalUnit?.Id ?? ''
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: 'Logs', Email: 'logs@example.com' }),
  )
  expect(CreateAccountStatus?.State).toBe('IN_PROGRESS')
  const { CreateAccountStatus: done } = await client.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
  )
  expect(done?.State).toBe('SUCCEEDED')
  member = done?.AccountId ?? ''
})

describe('the tree', () => {
  it('begins with the management account beneath the root', async () => {
    const { Organization } = await client.send(new DescribeOrganizationCommand({}))
    expect(Organization).toMatchObject({
      MasterAccountId: house.account,
      FeatureSet: 'ALL',
      Arn: `arn:aws:organizations::${house.account}:organization/${Organization?.Id}`,
    })
    expect((await refusal(client.send(new CreateOrganizationCommand({}))))[0]).toBe(
      'AlreadyInOrganizationException',
    )
    const { Accounts = [] } = await client.send(new ListAccountsCommand({}))
    expect(Accounts.map(one => one.Id).sort()).toEqual([house.account, member].sort())
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: member }))
    expect(Account).toMatchObject({ Name: 'Logs', Status: 'ACTIVE', JoinedMethod: 'CREATED' })
  })

  it('keeps accounts where they were moved', async () => {
    const move = { AccountId: member, SourceParentId: rootId, DestinationParentId: unitId }
    await client.send(new MoveAccountCommand(move))
    expect((await refusal(client.send(new MoveAccountCommand(move))))[0]).toBe(
      'SourceParentNotFoundException',
    )
    const children = async (ParentId: string, ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
      (await client.send(new ListChildrenCommand({ ParentId, ChildType }))).Children?.map(
        one => one.Id,
      )
    expect(await children(rootId, 'ACCOUNT')).toEqual([house.account])
    expect(await children(rootId, 'ORGANIZATIONAL_UNIT')).toEqual([unitId])
    expect(await children(unitId, 'ACCOUNT')).toEqual([member])
    const accounts = await client.send(new ListAccountsForParentCommand({ ParentId: unitId }))
    expect(accounts.Accounts?.map(one => one.Id)).toEqual([member])
    const units = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: rootId, MaxResults: 1 }),
    )
    expect(units.OrganizationalUnits?.map(one => one.Name)).toEqual(['Teams'])
    const unit = await client.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unitId }),
    )
    expect(unit.OrganizationalUnit?.Name).toBe('Teams')
    const created = await client.send(new ListCreateAccountStatusCommand({ States: ['SUCCEEDED'] }))
    expect(created.CreateAccountStatuses?.map(one => one.AccountId)).toEqual([member])
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: member }))
    expect(Parents).toEqual([{ Id: unitId, Type: 'ORGANIZATIONAL_UNIT' }])
    expect(
      (
        await refusal(
          client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unitId })),
        )
      )[0],
    ).toBe('OrganizationalUnitNotEmptyException')
  })

  it('is five units deep at most, with names of their own beneath each parent', async () => {
    const create = (ParentId: string, Name: string) =>
      client.send(new CreateOrganizationalUnitCommand({ ParentId, Name }))
    expect((await refusal(create(rootId, 'Teams')))[0]).toBe('DuplicateOrganizationalUnitException')
    let parent = rootId
    const made: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      parent = (await create(parent, name)).OrganizationalUnit?.Id ?? ''
      made.push(parent)
    }
    expect((await refusal(create(parent, 'f')))[0]).toBe('ConstraintViolationException')
    const renamed = await client.send(
      new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: made[4], Name: 'last' }),
    )
    expect(renamed.OrganizationalUnit?.Name).toBe('last')
    for (const OrganizationalUnitId of made.reverse()) {
      await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId }))
    }
  })

  it('is nobody’s business but the management account’s', async () => {
    const alice = new OrganizationsClient(house.as(await createUser(house, 'alice')))
    expect((await refusal(alice.send(new ListAccountsCommand({})))).slice(0, 2)).toEqual([
      'AccessDeniedException',
      `User: arn:aws:iam::${house.account}:user/alice is not authorized to perform: organizations:ListAccounts on resource: * because no identity-based policy allows the organizations:ListAccounts action`,
    ])
  })
})

describe('control policies', () => {
  const create = (Name: string, Content = DENY) =>
    client.send(new CreatePolicyCommand({ Name, Content, Description: '', Type: SCP }))

  it('are made, changed and deleted', async () => {
    expect((await refusal(create('Bad', '{'))).slice(0, 2)).toEqual([
      'MalformedPolicyDocumentException',
      'The provided policy document does not meet the requirements of the specified policy type.',
    ])
    const { Policy } = await create('NoBuckets')
    const PolicyId = Policy?.PolicySummary?.Id
    const organization = (await client.send(new DescribeOrganizationCommand({}))).Organization?.Id
    expect(Policy?.PolicySummary?.Arn).toBe(
      `arn:aws:organizations::${house.account}:policy/${organization}/service_control_policy/${PolicyId}`,
    )
    expect((await refusal(create('NoBuckets')))[0]).toBe('DuplicatePolicyException')
    const Content = policy({ Effect: 'Deny', Action: 'lex:*', Resource: '*' })
    await client.send(new UpdatePolicyCommand({ PolicyId, Name: 'NoBots', Content }))
    const described = await client.send(new DescribePolicyCommand({ PolicyId }))
    expect(described.Policy).toMatchObject({ Content, PolicySummary: { Name: 'NoBots' } })
    const { Policies = [] } = await client.send(new ListPoliciesCommand({ Filter: SCP }))
    expect(Policies.map(one => [one.Name, one.AwsManaged])).toEqual([
      ['FullAWSAccess', true],
      ['NoBots', false],
    ])
    const Tags = [{ Key: 'team', Value: 'a' }]
    await client.send(new TagResourceCommand({ ResourceId: PolicyId, Tags }))
    expect(
      (await client.send(new ListTagsForResourceCommand({ ResourceId: PolicyId }))).Tags,
    ).toEqual(Tags)
    await client.send(new UntagResourceCommand({ ResourceId: PolicyId, TagKeys: ['TEAM'] }))
    await client.send(new DeletePolicyCommand({ PolicyId }))
    expect((await refusal(client.send(new DescribePolicyCommand({ PolicyId }))))[0]).toBe(
      'PolicyNotFoundException',
    )
  })

  it('are attached while their type is in force, one at least everywhere', async () => {
    const { Policy } = await create('Ceiling')
    const attachment = { PolicyId: Policy?.PolicySummary?.Id, TargetId: unitId }
    const attach = () => client.send(new AttachPolicyCommand(attachment))
    expect((await refusal(attach()))[0]).toBe('PolicyTypeNotEnabledException')
    const enable = new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP })
    const { Root } = await client.send(enable)
    expect(Root?.PolicyTypes).toEqual([{ Type: SCP, Status: 'ENABLED' }])
    expect((await refusal(client.send(enable)))[0]).toBe('PolicyTypeAlreadyEnabledException')
    await attach()
    expect((await refusal(attach()))[0]).toBe('DuplicatePolicyAttachmentException')
    const ofUnit = async () =>
      (
        await client.send(new ListPoliciesForTargetCommand({ TargetId: unitId, Filter: SCP }))
      ).Policies?.map(one => one.Name)
    expect(await ofUnit()).toEqual(['FullAWSAccess', 'Ceiling'])
    const { Targets } = await client.send(
      new ListTargetsForPolicyCommand({ PolicyId: attachment.PolicyId }),
    )
    expect(Targets).toMatchObject([
      { TargetId: unitId, Name: 'Teams', Type: 'ORGANIZATIONAL_UNIT' },
    ])
    expect(
      (await refusal(client.send(new DeletePolicyCommand({ PolicyId: attachment.PolicyId }))))[0],
    ).toBe('PolicyInUseException')
    const detach = (PolicyId = attachment.PolicyId) =>
      client.send(new DetachPolicyCommand({ PolicyId, TargetId: unitId }))
    await detach('p-FullAWSAccess')
    expect((await refusal(detach()))[0]).toBe('ConstraintViolationException')
    await client.send(new DisablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }))
    await client.send(enable)
    expect(await ofUnit()).toEqual(['FullAWSAccess'])
    await client.send(new DeletePolicyCommand({ PolicyId: attachment.PolicyId }))
    await client.send(new DisablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }))
  })
})

it('an organisation ends when nothing is left in it', async () => {
  const end = () => client.send(new DeleteOrganizationCommand({}))
  expect((await refusal(end()))[0]).toBe('OrganizationNotEmptyException')
  await client.send(new RemoveAccountFromOrganizationCommand({ AccountId: member }))
  expect(
    (
      await refusal(
        client.send(new RemoveAccountFromOrganizationCommand({ AccountId: house.account })),
      )
    )[0],
  ).toBe('MasterCannotLeaveOrganizationException')
  await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unitId }))
  await end()
  await client.send(new CreateOrganizationCommand({}))
})
