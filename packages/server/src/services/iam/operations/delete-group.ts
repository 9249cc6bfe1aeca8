import { groupKey, uniqueIdKey } from '../../../access/records.ts'
import { within } from '../../../store/key.ts'
import { iam } from '../../../wire/models/iam.ts'
import { uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { entityCheck, getEntity } from '../entities.ts'
import { deleteConflict } from '../errors.ts'

/** Deletes a group that has no members and no policies. */
export const deleteGroup = operation(iam.DeleteGroup, {
  authorize: ({ GroupName }, context) =>
    entityCheck('iam:DeleteGroup', 'group', GroupName, context),

  async handle({ GroupName }, context) {
    const { account, documents } = context
    const group = await getEntity('group', GroupName, context)
    const [from, to] = within('iam.member', account, group.name.toLowerCase())
    const members = await documents.range(from, to, { limit: 1 })
    if (group.inline.length > 0) throw deleteConflict('delete policies')
    if (group.attached.length > 0) throw deleteConflict('detach all policies')
    if (members.documents.length > 0) throw deleteConflict('remove users from group')
    await documents.commit([
      { type: 'delete', key: groupKey(account, group.name) },
      { type: 'delete', key: uniqueIdKey(account, group.id) },
      uncounted(account, 'groups'),
    ])
  },
})
