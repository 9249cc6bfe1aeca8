import { memberKey, putRecord } from '../../../access/records.ts'
import { iam, NoSuchEntityException } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityCheck, entityWrites, findEntity, getEntity } from '../entities.ts'
import { quotaExceeded } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { groupOutput } from '../outputs.ts'
import { pageOf } from '../paging.ts'

/** Adds a user to a group, whose policies are its own from now on. Nothing happens when it is in it. */
export const addUserToGroup = operation(iam.AddUserToGroup, {
  authorize: ({ GroupName }, context) =>
    entityCheck('iam:AddUserToGroup', 'group', GroupName, context),

  async handle({ GroupName, UserName }, context) {
    const { account, documents } = context
    const group = await getEntity('group', GroupName, context)
    const user = await getEntity('user', UserName, context)
    const name = group.name.toLowerCase()
    if (user.groups.includes(name)) return
    if (user.groups.length >= LIMITS.GroupsPerUser) throw quotaExceeded('GroupsPerUser')
    await documents.commit([
      ...entityWrites('user', account, { ...user, groups: [...user.groups, name] }),
      ...entityWrites('group', account, group),
      putRecord(memberKey(account, name, user.name), {}),
    ])
  },
})

/** Takes a user out of a group. */
export const removeUserFromGroup = operation(iam.RemoveUserFromGroup, {
  authorize: ({ GroupName }, context) =>
    entityCheck('iam:RemoveUserFromGroup', 'group', GroupName, context),

  async handle({ GroupName, UserName }, context) {
    const { account, documents } = context
    const group = await getEntity('group', GroupName, context)
    const user = await getEntity('user', UserName, context)
    const name = group.name.toLowerCase()
    if (!user.groups.includes(name)) {
      throw NoSuchEntityException(`User ${user.name} is not in group ${group.name}.`)
    }
    const groups = user.groups.filter(one => one !== name)
    await documents.commit([
      ...entityWrites('user', account, { ...user, groups }),
      ...entityWrites('group', account, group),
      { type: 'delete', key: memberKey(account, name, user.name) },
    ])
  },
})

/** The groups of a user. */
export const listGroupsForUser = operation(iam.ListGroupsForUser, {
  readOnly: true,
  authorize: ({ UserName }, context) =>
    entityCheck('iam:ListGroupsForUser', 'user', UserName, context),

  async handle({ UserName, ...page }, context) {
    const user = await getEntity('user', UserName, context)
    const groups = await Promise.all(user.groups.map(name => findEntity('group', name, context)))
    const { items, ...rest } = pageOf(
      groups.flatMap(group => (group ? [groupOutput(group)] : [])),
      page,
    )
    return { Groups: items, ...rest }
  },
})
