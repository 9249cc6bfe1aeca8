import {
  attachmentKey,
  type Group,
  groupKey,
  memberKey,
  recordOf,
  type User,
  userKey,
} from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import type { Write } from '../../../store/store.ts'
import { iam, type UpdateGroupRequest } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityArn, entityCheck, entityWrites, findEntity, getEntity } from '../entities.ts'
import { alreadyExists } from '../errors.ts'
import { memberNames } from '../members.ts'
import { movedRows } from '../renames.ts'

/** Renames or moves a group, which keeps its id, policies and members. Needs the right on both names. */
export const updateGroup = operation(iam.UpdateGroup, {
  async authorize(input, context) {
    const source = await entityCheck('iam:UpdateGroup', 'group', input.GroupName, context)
    const group = await findEntity('group', input.GroupName, context)
    const target = group && renamed(group, input, context.account).arn
    return target === undefined || target === group?.arn
      ? source
      : [source, check('iam:UpdateGroup', target)]
  },

  async handle(input, context) {
    const { account, documents } = context
    const group = await getEntity('group', input.GroupName, context)
    const next = renamed(group, input, account)
    const moves = next.name.toLowerCase() !== group.name.toLowerCase()
    if (moves && (await findEntity('group', next.name, context))) {
      throw alreadyExists('group', next.name)
    }
    await documents.commit([
      ...(moves ? await moveWrites(group, next, context) : []),
      ...entityWrites('group', account, next),
    ])
  },
})

function renamed(
  group: Group,
  { NewGroupName: name = group.name, NewPath: path = group.path }: UpdateGroupRequest,
  account: string,
): Group {
  return { ...group, name, path, arn: entityArn('group', account, path, name) }
}

/** What names the group besides its own document: its members and its attachments. */
async function moveWrites(group: Group, next: Group, context: IamContext): Promise<Write[]> {
  const { account, documents } = context
  const names = await memberNames(group.name, context)
  const members = await documents.getMany(names.map(name => userKey(account, name)))
  const [from, to] = [group.name.toLowerCase(), next.name.toLowerCase()]
  return [
    { type: 'delete', key: groupKey(account, group.name) },
    ...names.flatMap(name => movedRows(one => memberKey(account, one, name), from, to)),
    ...members.flatMap(row => {
      const user = recordOf<User>(row)
      if (!user) return []
      const groups = user.groups.map(one => (one === from ? to : one))
      return entityWrites('user', account, { ...user, groups })
    }),
    ...group.attached.flatMap(arn =>
      movedRows(name => attachmentKey(account, arn, 'policy', 'group', name), from, to),
    ),
  ]
}
