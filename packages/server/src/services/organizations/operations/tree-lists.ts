import type { Organization, OrgNode } from '../../../access/organizations.ts'
import {
  ChildNotFoundException,
  organizations,
  ParentNotFoundException,
} from '../../../wire/models/organizations.ts'
import { idCheck, plainCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { accountOutput, rootOutput, unitOutput } from '../outputs.ts'
import { namesWithin, type PageInput, pageOf } from '../paging.ts'
import { findNode, getManaged } from '../tree.ts'

/** There is one root, always. */
export const listRoots = operation(organizations.ListRoots, {
  readOnly: true,
  authorize: () => plainCheck('ListRoots'),

  async handle(_, context) {
    const organization = await getManaged(context)
    const root = await findNode(organization, organization.rootId, context)
    return { Roots: root ? [rootOutput(organization, root)] : [], NextToken: undefined }
  },
})

export const listChildren = operation(organizations.ListChildren, {
  readOnly: true,
  authorize: ({ ParentId }, context) => idCheck('ListChildren', ParentId, context),

  async handle({ ParentId, ChildType, ...input }, context) {
    const kind = ChildType === 'ACCOUNT' ? 'account' : 'ou'
    const { nodes, NextToken } = await children(ParentId, kind, input, context)
    return { Children: nodes.map(({ id }) => ({ Id: id, Type: ChildType })), NextToken }
  },
})

export const listAccountsForParent = operation(organizations.ListAccountsForParent, {
  readOnly: true,
  authorize: ({ ParentId }, context) => idCheck('ListAccountsForParent', ParentId, context),

  async handle({ ParentId, ...input }, context) {
    const found = await children(ParentId, 'account', input, context)
    const { nodes, organization, NextToken } = found
    return { Accounts: nodes.map(node => accountOutput(organization, node)), NextToken }
  },
})

export const listOrganizationalUnitsForParent = operation(
  organizations.ListOrganizationalUnitsForParent,
  {
    readOnly: true,
    authorize: ({ ParentId }, context) =>
      idCheck('ListOrganizationalUnitsForParent', ParentId, context),

    async handle({ ParentId, ...input }, context) {
      const { nodes, organization, NextToken } = await children(ParentId, 'ou', input, context)
      return { OrganizationalUnits: nodes.map(node => unitOutput(organization, node)), NextToken }
    },
  },
)

/** Everything but the root has one parent. */
export const listParents = operation(organizations.ListParents, {
  readOnly: true,
  authorize: ({ ChildId }, context) => idCheck('ListParents', ChildId, context),

  async handle({ ChildId }, context) {
    const organization = await getManaged(context)
    const node = await findNode(organization, ChildId, context)
    const parent = node?.ancestors.at(-1)
    if (parent === undefined) {
      throw ChildNotFoundException("You specified a child that doesn't exist.")
    }
    const Type = parent.startsWith('r-') ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const)
    return { Parents: [{ Id: parent, Type }], NextToken: undefined }
  },
})

async function children(
  parentId: string,
  kind: OrgNode['kind'],
  input: PageInput,
  context: OrganizationsContext,
): Promise<{ organization: Organization; nodes: OrgNode[]; NextToken: string | undefined }> {
  const organization = await getManaged(context)
  const parent = await findNode(organization, parentId, context)
  if (!parent || parent.kind === 'account') {
    throw ParentNotFoundException("You specified a parent that doesn't exist.")
  }
  const ids = await namesWithin(context, 'org.child', organization.id, parentId)
  const wanted = ids.filter(id => id.startsWith('ou-') === (kind === 'ou'))
  const { items, NextToken } = pageOf(wanted, input)
  const found = await Promise.all(items.map(id => findNode(organization, id, context)))
  return { organization, nodes: found.flatMap(node => node ?? []), NextToken }
}
