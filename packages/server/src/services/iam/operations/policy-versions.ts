import type { ManagedPolicy, PolicyVersion } from '../../../access/records.ts'
import { DeleteConflictException, iam, LimitExceededException } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { documentSize, identityDocument } from '../documents.ts'
import { noSuchVersion, quotaExceeded } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { listedVersion, versionOutput } from '../outputs.ts'
import { pageOf } from '../paging.ts'
import { getPolicy, policyCheck, policyWrite } from '../policies.ts'

/** Adds a version; its number is never given again. */
export const createPolicyVersion = operation(iam.CreatePolicyVersion, {
  authorize: ({ PolicyArn }, context) => policyCheck('iam:CreatePolicyVersion', PolicyArn, context),

  async handle({ PolicyArn, PolicyDocument, SetAsDefault = false }, context) {
    const { account, documents, clock } = context
    const policy = await getPolicy(PolicyArn, context)
    const document = identityDocument(PolicyDocument)
    if (documentSize(document) > LIMITS.PolicySize) throw quotaExceeded('PolicySize')
    if (policy.versions.length >= LIMITS.versionsPerPolicy) {
      throw LimitExceededException(
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      )
    }
    const version = { id: `v${policy.nextVersion}`, document, createdAt: clock.now() }
    const changed: ManagedPolicy = {
      ...policy,
      versions: [...policy.versions, version],
      nextVersion: policy.nextVersion + 1,
      updatedAt: version.createdAt,
      ...(SetAsDefault && { defaultVersion: version.id }),
    }
    await documents.commit([policyWrite(account, changed)])
    return { PolicyVersion: listedVersion(version, changed) }
  },
})

/** One version with its document. */
export const getPolicyVersion = operation(iam.GetPolicyVersion, {
  readOnly: true,
  authorize: ({ PolicyArn }, context) => policyCheck('iam:GetPolicyVersion', PolicyArn, context),

  async handle({ PolicyArn, VersionId }, context) {
    const policy = await getPolicy(PolicyArn, context)
    return { PolicyVersion: versionOutput(versionOf(policy, VersionId), policy) }
  },
})

/** The versions, newest first. */
export const listPolicyVersions = operation(iam.ListPolicyVersions, {
  readOnly: true,
  authorize: ({ PolicyArn }, context) => policyCheck('iam:ListPolicyVersions', PolicyArn, context),

  async handle({ PolicyArn, ...page }, context) {
    const policy = await getPolicy(PolicyArn, context)
    const { items, ...rest } = pageOf(policy.versions.toReversed(), page)
    return { Versions: items.map(version => listedVersion(version, policy)), ...rest }
  },
})

/** Deletes a version that is not in force. */
export const deletePolicyVersion = operation(iam.DeletePolicyVersion, {
  authorize: ({ PolicyArn }, context) => policyCheck('iam:DeletePolicyVersion', PolicyArn, context),

  async handle({ PolicyArn, VersionId }, context) {
    const { account, documents } = context
    const policy = await getPolicy(PolicyArn, context)
    const { id } = versionOf(policy, VersionId)
    if (id === policy.defaultVersion) {
      throw DeleteConflictException('Cannot delete the default version of a policy.')
    }
    const versions = policy.versions.filter(version => version.id !== id)
    await documents.commit([policyWrite(account, { ...policy, versions })])
  },
})

/** Puts a version in force, for everybody who has the policy, from the next request on. */
export const setDefaultPolicyVersion = operation(iam.SetDefaultPolicyVersion, {
  authorize: ({ PolicyArn }, context) =>
    policyCheck('iam:SetDefaultPolicyVersion', PolicyArn, context),

  async handle({ PolicyArn, VersionId }, context) {
    const { account, documents, clock } = context
    const policy = await getPolicy(PolicyArn, context)
    const { id: defaultVersion } = versionOf(policy, VersionId)
    await documents.commit([
      policyWrite(account, { ...policy, defaultVersion, updatedAt: clock.now() }),
    ])
  },
})

function versionOf({ arn, versions }: ManagedPolicy, id: string): PolicyVersion {
  const found = versions.find(version => version.id === id)
  if (!found) throw noSuchVersion(arn, id)
  return found
}
