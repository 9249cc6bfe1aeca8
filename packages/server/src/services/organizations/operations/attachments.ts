import type { Check } from '../../../access/check.ts'
import {
  FULL_ACCESS,
  type Organization,
  type OrgNode,
  type OrgPolicy,
  type OrgPolicyType,
  organizationKey,
} from '../../../access/organizations.ts'
import { putRecord } from '../../../access/records.ts'
import type { Write } from '../../../store/store.ts'
import {
  DuplicatePolicyAttachmentException,
  organizations,
  PolicyNotAttachedException,
  PolicyTypeAlreadyEnabledException,
  PolicyTypeNotEnabledException,
  RootNotFoundException,
  TargetNotFoundException,
} from '../../../wire/models/organizations.ts'
import { idCheck, nodeArn } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { constraint, invalid } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { rootOutput, summaryOutput } from '../outputs.ts'
import { namesWithin, pageOf } from '../paging.ts'
import { findNode, getManaged, getPolicy, nodeWrite, policyTypeOf, targetKey } from '../tree.ts'
import { policyWrite } from './policies.ts'

/** From now on policies of this type decide. */
export const enablePolicyType = operation(organizations.EnablePolicyType, {
  authorize: ({ RootId, PolicyType }, context) =>
    idCheck('EnablePolicyType', RootId, context, {
      context: { 'organizations:PolicyType': PolicyType },
    }),

  async handle({ RootId, PolicyType }, context) {
    const organization = await getManaged(context)
    const root = await getRoot(organization, RootId, context)
    const type = policyTypeOf(PolicyType)
    if (organization.types.includes(type)) {
      throw PolicyTypeAlreadyEnabledException('The specified policy type is already enabled.')
    }
    const next = { ...organization, types: [...organization.types, type] }
    await context.documents.commit([putRecord(organizationKey(organization.id), next)])
    return { Root: rootOutput(next, root) }
  },
})

/** Takes a type out of force; its attachments are gone, as with AWS. */
export const disablePolicyType = operation(organizations.DisablePolicyType, {
  authorize: ({ RootId, PolicyType }, context) =>
    idCheck('DisablePolicyType', RootId, context, {
      context: { 'organizations:PolicyType': PolicyType },
    }),

  async handle({ RootId, PolicyType }, context) {
    const organization = await getManaged(context)
    const root = await getRoot(organization, RootId, context)
    const type = policyTypeOf(PolicyType)
    refuseDisabled(organization, type)
    const next = { ...organization, types: organization.types.filter(one => one !== type) }
    await context.documents.commit([
      putRecord(organizationKey(organization.id), next),
      ...(await resetWrites(organization, type, context)),
    ])
    return { Root: rootOutput(next, root) }
  },
})

async function resetWrites(
  organization: Organization,
  type: OrgPolicyType,
  context: OrganizationsContext,
): Promise<Write[]> {
  const ids = await namesWithin(context, 'org.node', organization.id)
  const nodes = await Promise.all(ids.map(id => findNode(organization, id, context)))
  const full = FULL_ACCESS[type].id
  return nodes.flatMap((node): Write[] => {
    if (!node || (node[type].length === 1 && node[type][0] === full)) return []
    return [
      nodeWrite(organization, { ...node, [type]: [full] }),
      ...node[type].map(
        (policy): Write => ({ type: 'delete', key: targetKey(organization.id, policy, node.id) }),
      ),
      putRecord(targetKey(organization.id, full, node.id), {}),
    ]
  })
}

/** Makes a policy a ceiling for a root, unit or account, and all beneath. */
export const attachPolicy = operation(organizations.AttachPolicy, {
  authorize: ({ PolicyId, TargetId }, context) =>
    bothChecks('AttachPolicy', PolicyId, TargetId, context),

  async handle({ PolicyId, TargetId }, context) {
    const { organization, policy, node } = await bothOf(PolicyId, TargetId, context)
    const attached = node[policy.type]
    if (attached.includes(policy.id)) {
      throw DuplicatePolicyAttachmentException('The selected policy is already attached.')
    }
    if (attached.length >= LIMITS.policiesPerTarget) {
      throw constraint(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You have attached the maximum number of policies of this type.',
      )
    }
    await context.documents.commit([
      nodeWrite(organization, { ...node, [policy.type]: [...attached, policy.id] }),
      putRecord(targetKey(organization.id, policy.id, node.id), {}),
      ...kept(organization, policy),
    ])
  },
})

/** Written again as it is, for whoever deletes the policy meanwhile and expects it unchanged. */
const kept = (organization: Organization, policy: OrgPolicy): Write[] =>
  policy.awsManaged ? [] : [policyWrite(organization, policy)]

export const detachPolicy = operation(organizations.DetachPolicy, {
  authorize: ({ PolicyId, TargetId }, context) =>
    bothChecks('DetachPolicy', PolicyId, TargetId, context),

  async handle({ PolicyId, TargetId }, context) {
    const { organization, policy, node } = await bothOf(PolicyId, TargetId, context)
    const attached = node[policy.type]
    if (!attached.includes(policy.id)) {
      throw PolicyNotAttachedException("The policy isn't attached to the specified target.")
    }
    if (policy.id === FULL_ACCESS.rcp.id) {
      throw invalid('IMMUTABLE_POLICY', 'RCPFullAWSAccess cannot be detached.')
    }
    if (attached.length === 1) {
      throw constraint(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
      )
    }
    const left = attached.filter(id => id !== policy.id)
    await context.documents.commit([
      nodeWrite(organization, { ...node, [policy.type]: left }),
      { type: 'delete', key: targetKey(organization.id, policy.id, node.id) },
    ])
  },
})

export const listPoliciesForTarget = operation(organizations.ListPoliciesForTarget, {
  readOnly: true,
  authorize: ({ TargetId, Filter }, context) =>
    idCheck('ListPoliciesForTarget', TargetId, context, {
      context: { 'organizations:PolicyType': Filter },
    }),

  async handle({ TargetId, Filter, ...input }, context) {
    const organization = await getManaged(context)
    const node = await getTarget(organization, TargetId, context)
    const type = policyTypeOf(Filter)
    const ids = organization.types.includes(type) ? node[type] : []
    const { items, ...page } = pageOf(ids, input)
    const policies = await Promise.all(items.map(id => getPolicy(organization, id, context)))
    return { Policies: policies.map(summaryOutput), ...page }
  },
})

export const listTargetsForPolicy = operation(organizations.ListTargetsForPolicy, {
  readOnly: true,
  authorize: ({ PolicyId }, context) => idCheck('ListTargetsForPolicy', PolicyId, context),

  async handle({ PolicyId, ...input }, context) {
    const organization = await getManaged(context)
    const policy = await getPolicy(organization, PolicyId, context)
    const inForce = organization.types.includes(policy.type)
    const ids = inForce ? await namesWithin(context, 'org.target', organization.id, policy.id) : []
    const { items, ...page } = pageOf(ids, input)
    const nodes = await Promise.all(items.map(id => findNode(organization, id, context)))
    return {
      Targets: nodes.flatMap(node => (node ? [targetOutput(organization, node)] : [])),
      ...page,
    }
  },
})

const TARGET_TYPES = { root: 'ROOT', ou: 'ORGANIZATIONAL_UNIT', account: 'ACCOUNT' } as const

const targetOutput = (organization: Organization, node: OrgNode) => ({
  TargetId: node.id,
  Arn: nodeArn(organization, node),
  Name: node.name,
  Type: TARGET_TYPES[node.kind],
})

/** The type of the policy counts for its target as well. */
async function bothChecks(
  action: string,
  policyId: string,
  targetId: string,
  context: OrganizationsContext,
): Promise<readonly Check[]> {
  const policy = await idCheck(action, policyId, context)
  const { context: keys = {} } = policy
  return [policy, await idCheck(action, targetId, context, { context: keys })]
}

async function bothOf(policyId: string, targetId: string, context: OrganizationsContext) {
  const organization = await getManaged(context)
  const policy = await getPolicy(organization, policyId, context)
  refuseDisabled(organization, policy.type)
  return { organization, policy, node: await getTarget(organization, targetId, context) }
}

async function getTarget(
  organization: Organization,
  id: string,
  context: OrganizationsContext,
): Promise<OrgNode> {
  const node = await findNode(organization, id, context)
  if (node) return node
  throw TargetNotFoundException("You specified a target that doesn't exist.")
}

async function getRoot(organization: Organization, id: string, context: OrganizationsContext) {
  const root = id === organization.rootId ? await findNode(organization, id, context) : undefined
  if (root) return root
  throw RootNotFoundException("You specified a root that doesn't exist.")
}

function refuseDisabled({ types }: Organization, type: OrgPolicyType): void {
  if (types.includes(type)) return
  throw PolicyTypeNotEnabledException(
    'This operation can be performed only for enabled policy types.',
  )
}
