import { keyParts, within } from '../../../store/key.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityCheck, findEntity, getEntity } from '../entities.ts'
import { groupOutput, listedUser } from '../outputs.ts'
import { scan } from '../paging.ts'

/** A group with its members. */
export const getGroup = operation(iam.GetGroup, {
  readOnly: true,
  authorize: ({ GroupName }, context) => entityCheck('iam:GetGroup', 'group', GroupName, context),

  async handle({ GroupName, ...page }, context) {
    const group = await getEntity('group', GroupName, context)
    const members = within('iam.member', context.account, group.name.toLowerCase())
    const { items, ...rest } = await scan(members, page, context, async row => {
      const user = await findEntity('user', keyParts(row.key).at(-1) ?? '', context)
      return user && listedUser(user)
    })
    return { Group: groupOutput(group), Users: items, ...rest }
  },
})
