import {
  FULL_ACCESS,
  findOrgPolicy,
  type Membership,
  membershipKey,
  type Organization,
  type OrgNode,
  type OrgPolicy,
  type OrgPolicyType,
  organizationKey,
  orgNodeKey,
} from '../../access/organizations.ts'
import { putRecord, recordOf } from '../../access/records.ts'
import { key } from '../../store/key.ts'
import type { Key, Write } from '../../store/store.ts'
import {
  AccessDeniedException,
  AWSOrganizationsNotInUseException,
  PolicyNotFoundException,
  type PolicyType,
} from '../../wire/models/organizations.ts'
import type { OrganizationsContext } from './context.ts'

/** The tree of an organisation as documents, and the rows by which its lists are found. */

export type Where = Pick<OrganizationsContext, 'account' | 'documents'>

/** One row a child, in the order of lists. */
export const childKey = (organization: string, parent: string, child: string): Key =>
  key('org.child', organization, parent, child)
/** One row an attachment, so that a policy knows its targets. */
export const targetKey = (organization: string, policy: string, target: string): Key =>
  key('org.target', organization, policy, target)
/** Names of units are unique beneath their parent, those of policies in the organisation. */
export const nameKey = (organization: string, parent: string, name: string): Key =>
  key('org.name', organization, parent, name)
export const countKey = (organization: string, what: 'accounts' | 'units' | 'policies'): Key =>
  key('org.count', organization, what)

export async function findOrganization({
  account,
  documents,
}: Where): Promise<Organization | undefined> {
  const membership = recordOf<Membership>(await documents.get(membershipKey(account)))
  if (!membership) return undefined
  return recordOf<Organization>(await documents.get(organizationKey(membership.organization)))
}

/** The caller's organisation. @throws AWSOrganizationsNotInUse */
export async function getOrganization(where: Where): Promise<Organization> {
  const found = await findOrganization(where)
  if (found) return found
  throw AWSOrganizationsNotInUseException('Your account is not a member of an organization.')
}

/** The organisation that the calling account manages. @throws AWSOrganizationsNotInUse @throws AccessDenied */
export async function getManaged(where: Where): Promise<Organization> {
  const found = await getOrganization(where)
  if (found.managementAccount === where.account) return found
  throw AccessDeniedException("You don't have permissions to access this resource.")
}

export async function findNode(
  organization: Organization,
  id: string,
  { documents }: Pick<Where, 'documents'>,
): Promise<OrgNode | undefined> {
  return recordOf<OrgNode>(await documents.get(orgNodeKey(organization.id, id)))
}

/** @throws PolicyNotFound */
export async function getPolicy(
  organization: Organization,
  id: string,
  { documents }: Pick<Where, 'documents'>,
): Promise<OrgPolicy> {
  const found = await findOrgPolicy(organization.id, id, documents)
  if (found) return found
  throw PolicyNotFoundException("You specified a policy that doesn't exist.")
}

export const nodeWrite = ({ id }: Organization, node: OrgNode): Write =>
  putRecord(orgNodeKey(id, node.id), node)

/** The writes of a new node beneath its parent, with full access attached. */
export function newNodeWrites(
  organization: Organization,
  node: Omit<OrgNode, 'scp' | 'rcp'>,
): Write[] {
  const { id } = organization
  const parent = node.ancestors.at(-1)
  return [
    nodeWrite(organization, {
      ...node,
      scp: [FULL_ACCESS.scp.id],
      rcp: [FULL_ACCESS.rcp.id],
    }),
    ...fullAccessRows(id, node.id),
    ...(parent === undefined ? [] : [putRecord(childKey(id, parent, node.id), {})]),
  ]
}

const fullAccessRows = (organization: string, node: string): Write[] =>
  Object.values(FULL_ACCESS).map(policy => putRecord(targetKey(organization, policy.id, node), {}))

/** The writes that take a node out of the tree, with its attachments. */
export function removedNodeWrites({ id }: Organization, node: OrgNode): Write[] {
  const parent = node.ancestors.at(-1)
  return [
    { type: 'delete', key: orgNodeKey(id, node.id) },
    ...[...node.scp, ...node.rcp].map(
      (policy): Write => ({ type: 'delete', key: targetKey(id, policy, node.id) }),
    ),
    ...(parent === undefined
      ? []
      : [{ type: 'delete' as const, key: childKey(id, parent, node.id) }]),
  ]
}

const WIRE_TYPES = { scp: 'SERVICE_CONTROL_POLICY', rcp: 'RESOURCE_CONTROL_POLICY' } as const

export const wireType = (type: OrgPolicyType) => WIRE_TYPES[type]
export const policyTypeOf = (type: PolicyType): OrgPolicyType =>
  type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp'
