import { renderPinned } from '../../../access/pinning.ts'
import { type EntityKind, recordOf } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { iam } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import type { EntityOf } from '../entities.ts'
import { groupOutput, listedRole, listedUser } from '../outputs.ts'
import { type Page, type PageInput, scan } from '../paging.ts'

/** The account's users, groups and roles under a path. */
export const listUsers = operation(iam.ListUsers, {
  readOnly: true,
  authorize: (_, { account }) => listCheck('iam:ListUsers', 'user', account),

  async handle(input, context) {
    const { items, ...page } = await listed('user', input, context, async user => listedUser(user))
    return { Users: items, ...page }
  },
})

export const listGroups = operation(iam.ListGroups, {
  readOnly: true,
  authorize: (_, { account }) => listCheck('iam:ListGroups', 'group', account),

  async handle(input, context) {
    const { items, ...page } = await listed('group', input, context, async group =>
      groupOutput(group),
    )
    return { Groups: items, ...page }
  },
})

export const listRoles = operation(iam.ListRoles, {
  readOnly: true,
  authorize: (_, { account }) => listCheck('iam:ListRoles', 'role', account),

  async handle(input, context) {
    const { items, ...page } = await listed('role', input, context, async role =>
      listedRole(role, await renderPinned(role.trust, context.documents)),
    )
    return { Roles: items, ...page }
  },
})

const listCheck = (action: string, kind: EntityKind, account: string) =>
  check(action, { arns: 'any', shownAs: `arn:aws:iam::${account}:${kind}/` })

function listed<K extends EntityKind, T>(
  kind: K,
  { PathPrefix = '/', ...page }: PageInput & { readonly PathPrefix?: string | undefined },
  context: IamContext,
  output: (entity: EntityOf[K]) => Promise<T>,
): Promise<Page<T>> {
  return scan(within(`iam.${kind}`, context.account), page, context, async row => {
    const entity = recordOf<EntityOf[K]>(row)
    return entity?.path.startsWith(PathPrefix) ? output(entity) : undefined
  })
}
