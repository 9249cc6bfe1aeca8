import { membershipKey, type Organization, type OrgNode } from '../../../access/organizations.ts'
import { putRecord } from '../../../access/records.ts'
import {
  AccountNotFoundException,
  DestinationParentNotFoundException,
  DuplicateAccountException,
  MasterCannotLeaveOrganizationException,
  organizations,
  SourceParentNotFoundException,
} from '../../../wire/models/organizations.ts'
import { idCheck, plainCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { accountOutput } from '../outputs.ts'
import { namesWithin, pageOf } from '../paging.ts'
import { childKey, countKey, findNode, getManaged, nodeWrite, removedNodeWrites } from '../tree.ts'

export const describeAccount = operation(organizations.DescribeAccount, {
  readOnly: true,
  authorize: ({ AccountId }, context) => idCheck('DescribeAccount', AccountId, context),

  async handle({ AccountId }, context) {
    const organization = await getManaged(context)
    const node = await getAccount(organization, AccountId, context)
    return { Account: accountOutput(organization, node) }
  },
})

export const listAccounts = operation(organizations.ListAccounts, {
  readOnly: true,
  authorize: () => plainCheck('ListAccounts'),

  async handle(input, context) {
    const organization = await getManaged(context)
    const ids = await namesWithin(context, 'org.node', organization.id)
    const { items, ...page } = pageOf(
      ids.filter(id => /^\d{12}$/.test(id)),
      input,
    )
    const nodes = await Promise.all(items.map(id => findNode(organization, id, context)))
    return {
      Accounts: nodes.flatMap(node => (node ? [accountOutput(organization, node)] : [])),
      ...page,
    }
  },
})

/** Puts an account beneath another root or unit: at once other policies bind it. */
export const moveAccount = operation(organizations.MoveAccount, {
  authorize: async ({ AccountId, SourceParentId, DestinationParentId }, context) => [
    await idCheck('MoveAccount', AccountId, context),
    await idCheck('MoveAccount', SourceParentId, context),
    await idCheck('MoveAccount', DestinationParentId, context),
  ],

  async handle({ AccountId, SourceParentId, DestinationParentId }, context) {
    const organization = await getManaged(context)
    const node = await getAccount(organization, AccountId, context)
    if (node.ancestors.at(-1) !== SourceParentId) {
      throw SourceParentNotFoundException("You specified a source parent that doesn't exist.")
    }
    const parent = await findNode(organization, DestinationParentId, context)
    if (!parent || parent.kind === 'account') {
      throw DestinationParentNotFoundException(
        "You specified a destination parent that doesn't exist.",
      )
    }
    if (parent.id === SourceParentId) {
      throw DuplicateAccountException(
        'The account is already present in the specified destination.',
      )
    }
    const { id } = organization
    await context.documents.commit([
      nodeWrite(organization, { ...node, ancestors: [...parent.ancestors, parent.id] }),
      nodeWrite(organization, parent),
      { type: 'delete', key: childKey(id, SourceParentId, AccountId) },
      putRecord(childKey(id, parent.id, AccountId), {}),
    ])
  },
})

/** Makes a member account one of its own again. */
export const removeAccountFromOrganization = operation(
  organizations.RemoveAccountFromOrganization,
  {
    authorize: ({ AccountId }, context) =>
      idCheck('RemoveAccountFromOrganization', AccountId, context),

    async handle({ AccountId }, context) {
      const organization = await getManaged(context)
      const node = await getAccount(organization, AccountId, context)
      if (AccountId === organization.managementAccount) {
        throw MasterCannotLeaveOrganizationException(
          'The management account cannot leave its organization.',
        )
      }
      await context.documents.commit([
        ...removedNodeWrites(organization, node),
        { type: 'delete', key: membershipKey(AccountId) },
        { type: 'add', key: countKey(organization.id, 'accounts'), amount: -1 },
      ])
    },
  },
)

async function getAccount(
  organization: Organization,
  id: string,
  context: OrganizationsContext,
): Promise<OrgNode> {
  const node = await findNode(organization, id, context)
  if (node?.kind === 'account') return node
  throw AccountNotFoundException("You specified an account that doesn't exist.")
}
