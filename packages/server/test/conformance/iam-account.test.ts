import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  IAMClient,
  ListAccountAliasesCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  PutUserPolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

const DOCUMENT = policy(allow('lex:*', '*'))
const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
})

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }))
})
afterAll(() => house.close())

describe('instance profiles', () => {
  const profile = { InstanceProfileName: 'Machine' }
  const both = { ...profile, RoleName: 'r' }

  it('hold one role, which cannot be deleted meanwhile', async () => {
    const { InstanceProfile } = await iam.send(
      new CreateInstanceProfileCommand({ ...profile, Path: '/m/' }),
    )
    expect(InstanceProfile).toEqual({
      InstanceProfileName: 'Machine',
      Path: '/m/',
      InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${house.account}:instance-profile/m/Machine`,
      CreateDate: expect.any(Date),
      Roles: [],
    })
    expect(
      await refusal(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'machine' }))),
    ).toEqual(['EntityAlreadyExists', 'Instance Profile machine already exists.', 409])
    await iam.send(new AddRoleToInstanceProfileCommand(both))
    expect(await refusal(iam.send(new AddRoleToInstanceProfileCommand(both)))).toEqual([
      'LimitExceeded',
      'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      409,
    ])
    const got = await iam.send(new GetInstanceProfileCommand(profile))
    expect(got.InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['r'])
    const { InstanceProfiles } = await iam.send(
      new ListInstanceProfilesForRoleCommand({ RoleName: 'r' }),
    )
    expect(InstanceProfiles?.map(one => one.InstanceProfileName)).toEqual(['Machine'])
    const first = 'Cannot delete entity, must remove roles from instance profile first.'
    expect((await refusal(iam.send(new DeleteRoleCommand({ RoleName: 'r' }))))[1]).toBe(first)
    expect((await refusal(iam.send(new DeleteInstanceProfileCommand(profile))))[1]).toBe(first)
    await iam.send(new RemoveRoleFromInstanceProfileCommand(both))
    expect((await refusal(iam.send(new RemoveRoleFromInstanceProfileCommand(both))))[0]).toBe(
      'NoSuchEntity',
    )
  })

  it('take a role only from whoever may pass it to EC2', async () => {
    const add = async (name: string, ...more: object[]) => {
      const keys = await createUser(
        house,
        name,
        allow('iam:AddRoleToInstanceProfile', '*'),
        ...more,
      )
      return new IAMClient(house.as(keys)).send(new AddRoleToInstanceProfileCommand(both))
    }
    const [code, message] = await refusal(add('without'))
    expect([code, message.split(' because ')[0]]).toEqual([
      'AccessDenied',
      `User: arn:aws:iam::${house.account}:user/without is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${house.account}:role/r`,
    ])
    const to = (service: string) =>
      allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': service } })
    expect((await refusal(add('elsewhere', to('lex.amazonaws.com'))))[0]).toBe('AccessDenied')
    await add('with', to('ec2.amazonaws.com'))
    await iam.send(new RemoveRoleFromInstanceProfileCommand(both))
  })

  it('are tagged, listed and deleted', async () => {
    await iam.send(new TagInstanceProfileCommand({ ...profile, Tags: [{ Key: 'a', Value: '1' }] }))
    const tags = async () => (await iam.send(new ListInstanceProfileTagsCommand(profile))).Tags
    expect(await tags()).toEqual([{ Key: 'a', Value: '1' }])
    await iam.send(new UntagInstanceProfileCommand({ ...profile, TagKeys: ['A'] }))
    expect(await tags()).toEqual([])
    const listed = async () => {
      const { InstanceProfiles } = await iam.send(
        new ListInstanceProfilesCommand({ PathPrefix: '/m/' }),
      )
      return InstanceProfiles?.length
    }
    expect(await listed()).toBe(1)
    await iam.send(new DeleteInstanceProfileCommand(profile))
    expect(await listed()).toBe(0)
    expect(await refusal(iam.send(new GetInstanceProfileCommand(profile)))).toEqual([
      'NoSuchEntity',
      'Instance Profile Machine cannot be found.',
      404,
    ])
  })
})

describe('the alias of an account', () => {
  const aliases = async () => (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases

  it('is one, is replaced, and is taken away', async () => {
    expect(await aliases()).toEqual([])
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'first' }))
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'second' }))
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'second' }))
    expect(await aliases()).toEqual(['second'])
    const remove = (AccountAlias: string) =>
      iam.send(new DeleteAccountAliasCommand({ AccountAlias }))
    expect(await refusal(remove('first'))).toEqual([
      'NoSuchEntity',
      'The account alias with name first cannot be found.',
      404,
    ])
    await remove('second')
    expect(await aliases()).toEqual([])
  })
})

describe('the account as a whole', () => {
  it('is summed up', async () => {
    const before = (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap
    await iam.send(new CreateUserCommand({ UserName: 'counted' }))
    await iam.send(new CreateGroupCommand({ GroupName: 'g' }))
    await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: DOCUMENT }))
    const after = (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap
    expect(after).toMatchObject({
      Users: (before?.Users ?? 0) + 1,
      UsersQuota: 5000,
      Groups: 1,
      Policies: 1,
      PolicyVersionsInUse: 1,
      AccountAccessKeysPresent: 1,
      PolicySizeQuota: 6144,
    })
  })

  it('tells everything about everybody, page by page and filtered', async () => {
    await iam.send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'counted' }))
    const own = { UserName: 'counted', PolicyName: 'own', PolicyDocument: DOCUMENT }
    await iam.send(new PutUserPolicyCommand(own))
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonLexReadOnly'
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }))
    const whole = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }))
    const user = whole.UserDetailList?.find(({ UserName }) => UserName === 'counted')
    expect(user).toMatchObject({
      GroupList: ['g'],
      AttachedManagedPolicies: [],
      UserPolicyList: [
        { PolicyName: 'own', PolicyDocument: encodeURIComponent(DOCUMENT).replaceAll('*', '%2A') },
      ],
    })
    expect(whole.RoleDetailList).toMatchObject([
      {
        RoleName: 'r',
        AttachedManagedPolicies: [{ PolicyName: 'AmazonLexReadOnly', PolicyArn }],
        InstanceProfileList: [],
      },
    ])
    expect(whole.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['p', 'AmazonLexReadOnly'])

    const names = (page: GetAccountAuthorizationDetailsCommandOutput) => [
      ...(page.UserDetailList ?? []).map(one => one.Arn),
      ...(page.GroupDetailList ?? []).map(one => one.Arn),
      ...(page.RoleDetailList ?? []).map(one => one.Arn),
      ...(page.Policies ?? []).map(one => one.Arn),
    ]
    for (const MaxItems of [1, 2, 3]) {
      const seen: (string | undefined)[] = []
      let Marker: string | undefined
      do {
        const page = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems, Marker }))
        seen.push(...names(page))
        Marker = page.Marker
      } while (Marker !== undefined)
      expect(seen).toEqual(names(whole))
    }
    const roles = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }))
    expect(names(roles)).toEqual([`arn:aws:iam::${house.account}:role/r`])
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn }))
  })
})
