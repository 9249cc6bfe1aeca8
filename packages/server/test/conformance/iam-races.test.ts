import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  GetGroupCommand,
  GetPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'

/** What many callers do at once is what they would have done one after the other. */

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
})
afterAll(() => house.close())

/** How many of the calls succeeded. */
async function successes(calls: readonly Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(calls)
  return settled.filter(({ status }) => status === 'fulfilled').length
}

describe('calls at the same time', () => {
  it('give a name once', async () => {
    const names = ['Same', 'same', 'SAME', 'sAME']
    const create = (UserName: string) => iam.send(new CreateUserCommand({ UserName }))
    expect(await successes(names.map(create))).toBe(1)
  })

  it('give no more keys than the quota', async () => {
    const UserName = 'keys'
    await iam.send(new CreateUserCommand({ UserName }))
    const create = () => iam.send(new CreateAccessKeyCommand({ UserName }))
    expect(await successes(Array.from({ length: 5 }, create))).toBe(2)
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }))
    expect(AccessKeyMetadata).toHaveLength(2)
  })

  it('count every attachment of a policy', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: policy(allow('lex:*', '*')) }),
    )
    const PolicyArn = Policy?.Arn ?? ''
    const users = ['a1', 'a2', 'a3', 'a4']
    for (const UserName of users) await iam.send(new CreateUserCommand({ UserName }))
    const attach = (UserName: string) =>
      iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
    expect(await successes(users.map(attach))).toBe(4)
    const got = await iam.send(new GetPolicyCommand({ PolicyArn }))
    expect(got.Policy?.AttachmentCount).toBe(4)
  })

  it('never leave a policy attached that is deleted', async () => {
    for (let i = 0; i < 5; i++) {
      const { Policy } = await iam.send(
        new CreatePolicyCommand({
          PolicyName: `race-${i}`,
          PolicyDocument: policy(allow('lex:*', '*')),
        }),
      )
      const PolicyArn = Policy?.Arn ?? ''
      const both = await successes([
        iam.send(new DeletePolicyCommand({ PolicyArn })),
        iam.send(new AttachUserPolicyCommand({ UserName: 'a1', PolicyArn })),
      ])
      expect(both).toBe(1)
    }
  })

  it('never lose a member to a renaming, nor to a deletion', async () => {
    for (let i = 0; i < 5; i++) {
      const [UserName, GroupName, NewGroupName] = [`m${i}`, `from-${i}`, `to-${i}`]
      await iam.send(new CreateUserCommand({ UserName }))
      await iam.send(new CreateGroupCommand({ GroupName }))
      await Promise.allSettled([
        iam.send(new AddUserToGroupCommand({ GroupName, UserName })),
        iam.send(new UpdateGroupCommand({ GroupName, NewGroupName })),
      ])
      const { Users } = await iam.send(new GetGroupCommand({ GroupName: NewGroupName }))
      const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }))
      const isMember = (Users ?? []).length === 1
      expect(Groups?.map(one => one.GroupName)).toEqual(isMember ? [NewGroupName] : [])
      const [deleted] = await Promise.allSettled([
        iam.send(new DeleteGroupCommand({ GroupName: NewGroupName })),
        iam.send(new AddUserToGroupCommand({ GroupName: NewGroupName, UserName })),
      ])
      const after = await iam.send(new ListGroupsForUserCommand({ UserName }))
      expect(after.Groups).toHaveLength(deleted?.status === 'fulfilled' ? 0 : 1)
    }
  })
})
