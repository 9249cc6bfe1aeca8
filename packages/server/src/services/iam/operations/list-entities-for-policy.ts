import type { EntityKind } from '../../../access/records.ts'
import { keyParts, within } from '../../../store/key.ts'
import { iam, type ListEntitiesForPolicyRequest } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { findEntity } from '../entities.ts'
import { scan } from '../paging.ts'
import { getPolicy, policyCheck } from '../policies.ts'

/** Who has a policy attached, or as boundary. */
export const listEntitiesForPolicy = operation(iam.ListEntitiesForPolicy, {
  readOnly: true,
  authorize: ({ PolicyArn }, context) =>
    policyCheck('iam:ListEntitiesForPolicy', PolicyArn, context),

  async handle(input, context) {
    const { arn } = await getPolicy(input.PolicyArn, context)
    const seen = new Set<string>()
    const { items, ...page } = await scan(
      within('iam.attachment', context.account, arn),
      input,
      context,
      async row => {
        const use = useOf(keyParts(row.key))
        if (!isWanted(use, input)) return undefined
        const entity = await findEntity(use.kind, use.name, context)
        if (!entity?.path.startsWith(input.PathPrefix ?? '/') || seen.has(entity.id))
          return undefined
        seen.add(entity.id)
        return { kind: use.kind, entity }
      },
    )
    const of = (kind: EntityKind) =>
      items.filter(item => item.kind === kind).map(({ entity }) => entity)
    return {
      PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...page,
    }
  },
})

interface Use {
  readonly use: string
  readonly kind: EntityKind
  readonly name: string
}

/** The parts of an attachment's key: kind of row, account, policy, use, kind of entity, name. */
function useOf([, , , use = '', kind, name = '']: readonly string[]): Use {
  return { use, kind: kind === 'user' || kind === 'group' ? kind : 'role', name }
}

const FILTERS: Readonly<Record<string, EntityKind>> = { User: 'user', Role: 'role', Group: 'group' }

function isWanted(
  { use, kind }: Use,
  { EntityFilter, PolicyUsageFilter }: ListEntitiesForPolicyRequest,
): boolean {
  if (PolicyUsageFilter === 'PermissionsPolicy' && use !== 'policy') return false
  if (PolicyUsageFilter === 'PermissionsBoundary' && use !== 'boundary') return false
  return EntityFilter === undefined || FILTERS[EntityFilter] === kind
}
