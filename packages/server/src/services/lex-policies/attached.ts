import {
  policyRecord,
  type ResourcePolicy,
  resourcePolicyKey,
} from '../../bots/resource-policies.ts'
import type { Json } from '../../kernel/json.ts'
import type { Write } from '../../store/store.ts'
import {
  PreconditionFailedException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
} from '../../wire/models/lex-policies.ts'
import type { LexPoliciesContext } from './context.ts'
import { LIMITS } from './limits.ts'
import { type Target, targetOf } from './target.ts'

/** A resource with the policy it has, if any. */
export interface Attached {
  readonly target: Target
  readonly policy: ResourcePolicy | undefined
}

type Reading = Pick<LexPoliciesContext, 'documents' | 'region'>

/** @throws ResourceNotFoundException when there is no such resource; PreconditionFailedException */
export async function attachedTo(
  resourceArn: string,
  expectedRevisionId: string | undefined,
  { documents, region }: Reading,
): Promise<Attached> {
  const target = targetOf(resourceArn)
  // Another region has none of it: aws:RequestedRegion is about what a request reaches.
  const isHere = target.scope.region === region
  if (!isHere || !(await documents.get(target.documentKey))) {
    throw ResourceNotFoundException(`The resource ${resourceArn} does not exist.`)
  }
  const policy = policyRecord(await documents.get(resourcePolicyKey(target.scope, target.resource)))
  if (expectedRevisionId !== undefined && Number(expectedRevisionId) !== (policy?.revision ?? 0)) {
    throw PreconditionFailedException(
      `The revision ${expectedRevisionId} is not the current one of the policy of ${resourceArn}.`,
    )
  }
  return { target, policy }
}

/** @throws ResourceNotFoundException when the resource has no policy */
export function presentPolicy({ target, policy }: Attached): ResourcePolicy {
  if (policy) return policy
  throw ResourceNotFoundException(`The resource ${target.arn} has no policy.`)
}

/** Attaches a policy in place of the one there was; what both answer alike. */
export async function attach(
  { target, policy }: Attached,
  accepted: Omit<ResourcePolicy, 'revision'>,
  { documents }: Reading,
) {
  const revision = (policy?.revision ?? 0) + 1
  if (revision > LIMITS.lastRevision) {
    throw ServiceQuotaExceededException(
      'The policy was changed as often as revisions can count; delete it and create it anew.',
    )
  }
  await documents.commit([
    {
      type: 'put',
      key: resourcePolicyKey(target.scope, target.resource),
      value: { ...accepted, revision } as unknown as Json,
    },
  ])
  return { resourceArn: target.arn, revisionId: String(revision) }
}

export async function detach(
  { target, policy }: Attached,
  { documents }: Reading,
): Promise<{ readonly resourceArn: string; readonly revisionId: string | undefined }> {
  const removal: Write = {
    type: 'delete',
    key: resourcePolicyKey(target.scope, target.resource),
  }
  await documents.commit([removal])
  return { resourceArn: target.arn, revisionId: policy && String(policy.revision) }
}
