import { type CompiledPolicy, type PolicyKind, parsePolicy } from '@parley/policy'
import { key } from '../store/key.ts'
import type { Key } from '../store/store.ts'
import type { Compiler } from './compiled.ts'
import type { Tag } from './identity.ts'
import { type Reader, recordOf } from './records.ts'

/** Organisations: accounts in a tree whose policies are ceilings for them (spec/iam.md §4.7). */

export interface Organization {
  readonly id: string
  readonly managementAccount: string
  readonly rootId: string
  readonly createdAt: number
  /** The types of policies that are in force. */
  readonly types: readonly OrgPolicyType[]
}

export type OrgPolicyType = 'scp' | 'rcp'

/** Which organisation an account is in. */
export interface Membership {
  readonly organization: string
}

/** The root, an organisational unit, or an account in its place. */
export interface OrgNode {
  readonly id: string
  readonly kind: 'root' | 'ou' | 'account'
  readonly name: string
  /** From the root down; units never move, so those of a unit stay. */
  readonly ancestors: readonly string[]
  readonly scp: readonly string[]
  readonly rcp: readonly string[]
  readonly tags: readonly Tag[]
  readonly email?: string
  readonly joinedAt?: number
  /** It was there before and was asked to join. */
  readonly invited?: true
}

export interface OrgPolicy {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly description: string
  readonly type: OrgPolicyType
  readonly content: string
  readonly awsManaged?: true
  readonly tags: readonly Tag[]
}

export const membershipKey = (account: string): Key => key('org.member', account)
export const organizationKey = (id: string): Key => key('org.organization', id)
export const orgNodeKey = (organization: string, id: string): Key =>
  key('org.node', organization, id)
export const orgPolicyKey = (organization: string, id: string): Key =>
  key('org.policy', organization, id)

/** What AWS attaches by itself to every root, unit and account. */
export const FULL_ACCESS: Readonly<Record<OrgPolicyType, OrgPolicy>> = {
  scp: {
    id: 'p-FullAWSAccess',
    arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    type: 'scp',
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
    awsManaged: true,
    tags: [],
  },
  rcp: {
    id: 'p-RCPFullAWSAccess',
    arn: 'arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    description: 'Allows access to every operation',
    type: 'rcp',
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
    }),
    awsManaged: true,
    tags: [],
  },
}

/** The place of an account in its organisation. */
export interface OrgPlace {
  readonly organization: Organization
  readonly node: OrgNode
}

export async function placeOf(account: string, reader: Reader): Promise<OrgPlace | undefined> {
  const membership = recordOf<Membership>(await reader.get(membershipKey(account)))
  if (!membership) return undefined
  const [organization, node] = await Promise.all([
    reader.get(organizationKey(membership.organization)),
    reader.get(orgNodeKey(membership.organization, account)),
  ])
  const found = recordOf<Organization>(organization)
  const place = recordOf<OrgNode>(node)
  return found && place && { organization: found, node: place }
}

/** The value of aws:PrincipalOrgPaths and its like. */
export const orgPathOf = ({ organization, node }: OrgPlace): string =>
  `${[organization.id, ...node.ancestors].join('/')}/`

/**
 * The policies of one type that bind an account, level by level from the root down. None for an account
 * without a place in an organisation, for the management account, and for a type that is not in force.
 */
export async function orgLevels(
  place: OrgPlace | undefined,
  type: OrgPolicyType,
  reader: Reader,
  compiler: Compiler,
): Promise<readonly CompiledPolicy[][]> {
  if (!place?.organization.types.includes(type)) return NO_LEVELS
  const { organization, node } = place
  if (organization.managementAccount === node.id) return NO_LEVELS
  const ancestors = await Promise.all(
    node.ancestors.map(id => reader.get(orgNodeKey(organization.id, id))),
  )
  const nodes = [...ancestors.map(row => recordOf<OrgNode>(row)), node]
  return Promise.all(
    nodes.map(async level => {
      const policies = await Promise.all(
        (level?.[type] ?? []).map(id => findOrgPolicy(organization.id, id, reader)),
      )
      return policies.flatMap(policy => (policy ? [compiler.organization(policy)] : []))
    }),
  )
}

const NO_LEVELS: readonly CompiledPolicy[][] = []

export async function findOrgPolicy(
  organization: string,
  id: string,
  reader: Reader,
): Promise<OrgPolicy | undefined> {
  const full = Object.values(FULL_ACCESS).find(policy => policy.id === id)
  return full ?? recordOf<OrgPolicy>(await reader.get(orgPolicyKey(organization, id)))
}

/** AWS's message when a text is no valid policy of its type. */
export function orgPolicyProblem(content: string, type: OrgPolicyType): string | undefined {
  const kind: PolicyKind = type
  const parsed = parsePolicy(content, kind)
  return parsed.ok
    ? undefined
    : 'The provided policy document does not meet the requirements of the specified policy type.'
}
