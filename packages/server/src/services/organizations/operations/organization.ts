import { membershipKey, type Organization, organizationKey } from '../../../access/organizations.ts'
import { putRecord } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import {
  AlreadyInOrganizationException,
  OrganizationNotEmptyException,
  organizations,
} from '../../../wire/models/organizations.ts'
import { organizationArn, plainCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { invalid } from '../errors.ts'
import { organizationOutput } from '../outputs.ts'
import { namesWithin } from '../paging.ts'
import {
  countKey,
  findNode,
  findOrganization,
  getManaged,
  getOrganization,
  newNodeWrites,
  removedNodeWrites,
} from '../tree.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Makes the calling account the management account of a new organisation. */
export const createOrganization = operation(organizations.CreateOrganization, {
  authorize: () => plainCheck('CreateOrganization'),

  async handle({ FeatureSet = 'ALL' }, context) {
    const { account, documents, clock, random } = context
    if (FeatureSet !== 'ALL') {
      throw invalid('INVALID_ENUM', 'Only organizations with all features are kept here.')
    }
    if (await findOrganization(context)) {
      throw AlreadyInOrganizationException(
        'The AWS account is already a member of an organization.',
      )
    }
    const organization: Organization = {
      id: `o-${random.text(10, LETTERS)}`,
      managementAccount: account,
      rootId: `r-${random.text(4, LETTERS)}`,
      createdAt: clock.now(),
      types: [],
    }
    const { id, rootId } = organization
    const root = { id: rootId, kind: 'root', name: 'Root', ancestors: [], tags: [] } as const
    await documents.commit([
      putRecord(membershipKey(account), { organization: id }),
      putRecord(organizationKey(id), organization),
      ...newNodeWrites(organization, root),
      ...newNodeWrites(organization, {
        id: account,
        kind: 'account',
        name: account,
        ancestors: [rootId],
        tags: [],
        email: emailOf(account),
        joinedAt: clock.now(),
      }),
      { type: 'add', key: countKey(id, 'accounts'), amount: 1 },
    ])
    return { Organization: organizationOutput(organization, emailOf(account)) }
  },
})

/** The only account that came without an address: it was there before its organisation. */
const emailOf = (account: string) => `root@${account}.invalid`

/** Every member account may ask. */
export const describeOrganization = operation(organizations.DescribeOrganization, {
  readOnly: true,
  authorize: (_, context) => ownCheck('DescribeOrganization', context),

  async handle(_, context) {
    const organization = await getOrganization(context)
    const { managementAccount } = organization
    const node = await findNode(organization, managementAccount, context)
    return {
      Organization: organizationOutput(organization, node?.email ?? emailOf(managementAccount)),
    }
  },
})

/** Ends an organisation that has no other account, unit or policy left. */
export const deleteOrganization = operation(organizations.DeleteOrganization, {
  authorize: (_, context) => ownCheck('DeleteOrganization', context),

  async handle(_, context) {
    const { account, documents } = context
    const organization = await getManaged(context)
    const { id, rootId } = organization
    const [nodes, policies] = await Promise.all([
      namesWithin(context, 'org.node', id),
      namesWithin(context, 'org.policy', id),
    ])
    if (nodes.length > 2 || policies.length > 0) {
      throw OrganizationNotEmptyException(
        'The organization still contains accounts, units or policies.',
      )
    }
    const left = await Promise.all(
      [rootId, account].map(one => findNode(organization, one, context)),
    )
    await documents.commit([
      { type: 'delete', key: membershipKey(account) },
      { type: 'delete', key: organizationKey(id) },
      ...left.flatMap(node => (node ? removedNodeWrites(organization, node) : [])),
      { type: 'add', key: countKey(id, 'accounts'), amount: -1 },
    ])
  },
})

async function ownCheck(action: string, context: OrganizationsContext) {
  const organization = await findOrganization(context)
  if (!organization) return plainCheck(action)
  return check(`organizations:${action}`, {
    arns: [organizationArn(organization)],
    // A member asks about its own organisation: its own policies decide.
    account: context.account,
  })
}
