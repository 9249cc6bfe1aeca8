import {
  FULL_ACCESS,
  type Organization,
  type OrgPolicy,
  organizationKey,
  orgPolicyKey,
  orgPolicyProblem,
} from '../../../access/organizations.ts'
import { putRecord, recordOf } from '../../../access/records.ts'
import { CommitConflict, type Write } from '../../../store/store.ts'
import {
  DuplicatePolicyException,
  MalformedPolicyDocumentException,
  organizations,
  PolicyInUseException,
} from '../../../wire/models/organizations.ts'
import { idCheck, plainCheck, policyArn } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { constraint, invalid } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { policyOutput, summaryOutput } from '../outputs.ts'
import { namesWithin, pageOf } from '../paging.ts'
import { mergedTags, tagsOf } from '../tags.ts'
import { countKey, getManaged, getPolicy, nameKey, policyTypeOf } from '../tree.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** Beside the names of units, whose parents have other ids. */
const POLICIES = 'policies'

/** A control policy, which binds nobody before it is attached. */
export const createPolicy = operation(organizations.CreatePolicy, {
  authorize({ Type, Tags = [] }) {
    const tags = Tags.length > 0 ? { requestTags: tagsOf(Tags) } : {}
    return {
      ...plainCheck('CreatePolicy'),
      ...tags,
      context: { 'organizations:PolicyType': Type },
    }
  },

  async handle({ Content, Description, Name, Type, Tags }, context) {
    const { documents, random } = context
    const organization = await getManaged(context)
    const type = policyTypeOf(Type)
    refuseBad(Content, type)
    await refuseTaken(organization, Name, context)
    const id = `p-${random.text(10, LETTERS)}`
    const policy: OrgPolicy = {
      id,
      arn: policyArn(organization, type, id),
      name: Name,
      description: Description,
      type,
      content: Content,
      tags: mergedTags([], tagsOf(Tags)),
    }
    const count: Write = {
      type: 'add',
      key: countKey(organization.id, 'policies'),
      amount: 1,
      max: LIMITS.policies,
    }
    try {
      await documents.commit([
        policyWrite(organization, policy),
        putRecord(nameKey(organization.id, POLICIES, Name), { id }),
        // Written again as it is, for whoever deletes the organisation meanwhile and expects it unchanged.
        putRecord(organizationKey(organization.id), organization),
        count,
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
      throw constraint(
        'POLICY_NUMBER_LIMIT_EXCEEDED',
        'You have exceeded the allowed number of policies.',
      )
    }
    return { Policy: policyOutput(policy) }
  },
})

export const describePolicy = operation(organizations.DescribePolicy, {
  readOnly: true,
  authorize: ({ PolicyId }, context) => idCheck('DescribePolicy', PolicyId, context),

  async handle({ PolicyId }, context) {
    const organization = await getManaged(context)
    return { Policy: policyOutput(await getPolicy(organization, PolicyId, context)) }
  },
})

/** Changes a policy for everybody whom it binds, at once. */
export const updatePolicy = operation(organizations.UpdatePolicy, {
  authorize: ({ PolicyId }, context) => idCheck('UpdatePolicy', PolicyId, context),

  async handle({ PolicyId, Name, Description, Content }, context) {
    const organization = await getManaged(context)
    const policy = await getPolicy(organization, PolicyId, context)
    refuseManaged(policy)
    if (Content !== undefined) refuseBad(Content, policy.type)
    const renamed = Name !== undefined && Name !== policy.name
    if (renamed) await refuseTaken(organization, Name, context)
    const next: OrgPolicy = {
      ...policy,
      name: Name ?? policy.name,
      description: Description ?? policy.description,
      content: Content ?? policy.content,
    }
    await context.documents.commit([
      policyWrite(organization, next),
      ...(renamed
        ? [
            {
              type: 'delete' as const,
              key: nameKey(organization.id, POLICIES, policy.name),
            },
            putRecord(nameKey(organization.id, POLICIES, Name), { id: policy.id }),
          ]
        : []),
    ])
    return { Policy: policyOutput(next) }
  },
})

export const deletePolicy = operation(organizations.DeletePolicy, {
  authorize: ({ PolicyId }, context) => idCheck('DeletePolicy', PolicyId, context),

  async handle({ PolicyId }, context) {
    const organization = await getManaged(context)
    const policy = await getPolicy(organization, PolicyId, context)
    refuseManaged(policy)
    const targets = await namesWithin(context, 'org.target', organization.id, policy.id)
    if (targets.length > 0) {
      throw PolicyInUseException('The policy is attached to one or more entities.')
    }
    await context.documents.commit([
      { type: 'delete', key: orgPolicyKey(organization.id, policy.id) },
      { type: 'delete', key: nameKey(organization.id, POLICIES, policy.name) },
      { type: 'add', key: countKey(organization.id, 'policies'), amount: -1 },
    ])
  },
})

export const listPolicies = operation(organizations.ListPolicies, {
  readOnly: true,
  authorize: ({ Filter }) => ({
    ...plainCheck('ListPolicies'),
    context: { 'organizations:PolicyType': Filter },
  }),

  async handle({ Filter, ...input }, context) {
    const organization = await getManaged(context)
    const type = policyTypeOf(Filter)
    const ids = await namesWithin(context, 'org.policy', organization.id)
    const rows = await context.documents.getMany(ids.map(id => orgPolicyKey(organization.id, id)))
    const own = rows.flatMap(row => recordOf<OrgPolicy>(row) ?? [])
    const all = [FULL_ACCESS[type], ...own.filter(policy => policy.type === type)]
    const { items, ...page } = pageOf(all, input)
    return { Policies: items.map(summaryOutput), ...page }
  },
})

export const policyWrite = ({ id }: Organization, policy: OrgPolicy): Write =>
  putRecord(orgPolicyKey(id, policy.id), policy)

function refuseBad(content: string, type: OrgPolicy['type']): void {
  if (content.length > LIMITS.policyCharacters) {
    throw constraint(
      'POLICY_CONTENT_LIMIT_EXCEEDED',
      'You have exceeded the allowed size of a policy.',
    )
  }
  const problem = orgPolicyProblem(content, type)
  if (problem !== undefined) throw MalformedPolicyDocumentException(problem)
}

async function refuseTaken(
  { id }: Organization,
  name: string,
  { documents }: OrganizationsContext,
): Promise<void> {
  const isManaged = Object.values(FULL_ACCESS).some(policy => policy.name === name)
  if (!isManaged && !(await documents.get(nameKey(id, POLICIES, name)))) return
  throw DuplicatePolicyException('A policy with the same name already exists.')
}

export function refuseManaged({ awsManaged }: OrgPolicy): void {
  if (awsManaged) throw invalid('IMMUTABLE_POLICY', 'You specified a policy that AWS manages.')
}
