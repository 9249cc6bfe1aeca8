import { type Group, groupKey } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { check } from '../../../operation/check.ts'
import { iam } from '../../../wire/models/iam.ts'
import { commitNew } from '../commit.ts'
import { operation } from '../context.ts'
import { entityArn, entityWrites } from '../entities.ts'
import { alreadyExists } from '../errors.ts'
import { groupOutput } from '../outputs.ts'

export const createGroup = operation(iam.CreateGroup, {
  authorize: ({ GroupName, Path = '/' }, { account }) =>
    check('iam:CreateGroup', entityArn('group', account, Path, GroupName)),

  async handle({ GroupName, Path = '/' }, context) {
    const { account, documents, clock, random } = context
    if (await documents.get(groupKey(account, GroupName))) throw alreadyExists('group', GroupName)
    const group: Group = {
      name: GroupName,
      path: Path,
      id: uniqueId('AGPA', account, random),
      arn: entityArn('group', account, Path, GroupName),
      createdAt: clock.now(),
      attached: [],
      inline: [],
    }
    await commitNew('groups', entityWrites('group', account, group), context)
    return { Group: groupOutput(group) }
  },
})
