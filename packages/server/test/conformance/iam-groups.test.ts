import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetUserCommand,
  IAMClient,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
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
})
afterAll(() => house.close())

const group = (GroupName: string) => ({ GroupName })
const member = (GroupName: string, UserName: string) => ({ GroupName, UserName })

describe('a group', () => {
  it('is created, listed by path and known ignoring case', async () => {
    const { Group } = await iam.send(
      new CreateGroupCommand({ GroupName: 'Builders', Path: '/teams/' }),
    )
    expect(Group).toEqual({
      GroupName: 'Builders',
      Path: '/teams/',
      GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${house.account}:group/teams/Builders`,
      CreateDate: expect.any(Date),
    })
    expect(await refusal(iam.send(new CreateGroupCommand(group('builders'))))).toEqual([
      'EntityAlreadyExists',
      'Group with name builders already exists.',
      409,
    ])
    const { Groups } = await iam.send(new ListGroupsCommand({ PathPrefix: '/teams/' }))
    expect(Groups).toEqual([Group])
    expect(await refusal(iam.send(new GetGroupCommand(group('nothing'))))).toEqual([
      'NoSuchEntity',
      'The group with name nothing cannot be found.',
      404,
    ])
  })

  it('gives its policies to its members from the next request on, and takes them away', async () => {
    const keys = await createUser(house, 'bea')
    const bea = new IAMClient(house.as(keys))
    const look = () => bea.send(new GetUserCommand({}))
    const PolicyDocument = policy(allow('iam:GetUser', '*'))
    await iam.send(new CreateGroupCommand(group('readers')))
    await iam.send(
      new PutGroupPolicyCommand({ GroupName: 'readers', PolicyName: 'p', PolicyDocument }),
    )
    expect((await refusal(look()))[0]).toBe('AccessDenied')
    await iam.send(new AddUserToGroupCommand(member('readers', 'bea')))
    await iam.send(new AddUserToGroupCommand(member('READERS', 'BEA')))
    expect((await look()).User?.UserName).toBe('bea')
    const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: 'bea' }))
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['readers'])
    await iam.send(new RemoveUserFromGroupCommand(member('readers', 'bea')))
    expect((await refusal(look()))[0]).toBe('AccessDenied')
    expect(
      (await refusal(iam.send(new RemoveUserFromGroupCommand(member('readers', 'bea')))))[0],
    ).toBe('NoSuchEntity')
  })

  it('keeps its members and policies when it or they are renamed', async () => {
    const keys = await createUser(house, 'cleo')
    const PolicyArn = 'arn:aws:iam::aws:policy/IAMFullAccess'
    await iam.send(new CreateGroupCommand(group('old')))
    await iam.send(new AttachGroupPolicyCommand({ GroupName: 'old', PolicyArn }))
    await iam.send(new AddUserToGroupCommand(member('old', 'cleo')))
    await iam.send(new UpdateGroupCommand({ GroupName: 'old', NewGroupName: 'new' }))
    await iam.send(new UpdateUserCommand({ UserName: 'cleo', NewUserName: 'chloe' }))
    const { Users } = await iam.send(new GetGroupCommand(group('new')))
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['chloe'])
    await new IAMClient(house.as(keys)).send(new ListGroupsCommand({}))
    const remove = new DeleteGroupCommand(group('new'))
    const conflict = async () => (await refusal(iam.send(remove)))[1]
    expect(await conflict()).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachGroupPolicyCommand({ GroupName: 'new', PolicyArn }))
    expect(await conflict()).toBe('Cannot delete entity, must remove users from group first.')
    await iam.send(new RemoveUserFromGroupCommand(member('new', 'chloe')))
    await iam.send(remove)
  })

  it('holds a user back from being deleted', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'dora' }))
    await iam.send(new CreateGroupCommand(group('holding')))
    await iam.send(new AddUserToGroupCommand(member('holding', 'dora')))
    expect((await refusal(iam.send(new DeleteUserCommand({ UserName: 'dora' }))))[1]).toBe(
      'Cannot delete entity, must remove users from group first.',
    )
  })

  it('is one of ten of a user at most', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'many' }))
    for (let i = 0; i < 11; i++) {
      await iam.send(new CreateGroupCommand(group(`many-${i}`)))
      const add = iam.send(new AddUserToGroupCommand(member(`many-${i}`, 'many')))
      if (i < 10) await add
      else {
        expect(await refusal(add)).toEqual([
          'LimitExceeded',
          'Cannot exceed quota for GroupsPerUser: 10',
          409,
        ])
      }
    }
  })
})
