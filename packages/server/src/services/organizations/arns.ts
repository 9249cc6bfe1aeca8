import type { Check } from '../../access/check.ts'
import { findOrgPolicy, type Organization, type OrgNode } from '../../access/organizations.ts'
import { check } from '../../operation/check.ts'
import type { OrganizationsContext } from './context.ts'
import { findNode, findOrganization, wireType } from './tree.ts'

/** ARNs of Organizations, all of them in the management account. */

const arn = (account: string, rest: string) => `arn:aws:organizations::${account}:${rest}`

export const organizationArn = ({ managementAccount, id }: Organization) =>
  arn(managementAccount, `organization/${id}`)

export const nodeArn = (
  { managementAccount, id }: Organization,
  node: Pick<OrgNode, 'kind' | 'id'>,
) => arn(managementAccount, `${node.kind}/${id}/${node.id}`)

export const policyArn = (
  { managementAccount, id }: Organization,
  type: 'scp' | 'rcp',
  policy: string,
) => arn(managementAccount, `policy/${id}/${wireType(type).toLowerCase()}/${policy}`)

/** The check of an action on nothing in particular. */
export const plainCheck = (action: string) =>
  check(`organizations:${action}`, { arns: 'any', shownAs: '*' })

/**
 * The check of an action on something by its id. What the caller's organisation does not have is checked under
 * the ARN that it would have; a denial names that one for policies, lest it tell whether there is one and of which type.
 */
export async function idCheck(
  action: string,
  id: string,
  context: OrganizationsContext,
  more: Pick<Check, 'context' | 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const organization = await findOrganization(context)
  if (!organization) return { ...plainCheck(action), ...more }
  const policy = await findOrgPolicy(organization.id, id, context.documents)
  const found = policy ?? (await findNode(organization, id, context))
  const shownAs = arnOfId(organization, id)
  return check(
    `organizations:${action}`,
    { arns: [policy?.arn ?? shownAs], account: organization.managementAccount, shownAs },
    {
      ...(found && { tags: async () => found.tags }),
      ...more,
      context: {
        ...(policy && { 'organizations:PolicyType': wireType(policy.type) }),
        ...more.context,
      },
    },
  )
}

function arnOfId(organization: Organization, id: string): string {
  const { managementAccount, id: o } = organization
  if (/^\d{12}$/.test(id)) return nodeArn(organization, { kind: 'account', id })
  if (id.startsWith('ou-')) return nodeArn(organization, { kind: 'ou', id })
  if (id.startsWith('r-')) return nodeArn(organization, { kind: 'root', id })
  return arn(managementAccount, `policy/${o}/*/${id}`)
}
