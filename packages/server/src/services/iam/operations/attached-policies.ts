import { attachmentKey, type EntityKind, putRecord } from '../../../access/records.ts'
import {
  iam,
  type ListAttachedUserPoliciesResponse,
  PolicyNotAttachableException,
} from '../../../wire/models/iam.ts'
import type { OperationRef } from '../../../wire/models/model.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, entityWrites, findEntity, getEntity, getModifiable } from '../entities.ts'
import { noSuchPolicy, notAttachable, quotaExceeded } from '../errors.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { findPolicy, refuseUnparsable, useWrite } from '../policies.ts'

/** Attach, detach and list managed policies: the same three operations for users, groups and roles. */

interface PolicyInput {
  readonly PolicyArn: string
}

/** Attaches a policy; nothing happens when it is attached already. */
function attaching<I extends PolicyInput>(
  model: OperationRef<I, void>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) => attachmentCheck(model.name, kind, nameOf(input), input, context),

    async handle(input, context) {
      const { account, documents, quotas } = context
      refuseUnparsable(input.PolicyArn)
      const entity = await getModifiable(kind, nameOf(input), context)
      const policy = await findPolicy(input.PolicyArn, context)
      if (!policy) throw notAttachable(input.PolicyArn)
      if (policy.arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/')) {
        throw PolicyNotAttachableException(
          'Cannot attach a Service Role Policy to a Customer Role.',
        )
      }
      if (entity.attached.includes(policy.arn)) return
      const quota = QUOTA_OF[kind]
      if (entity.attached.length >= quotas[quota]) throw quotaExceeded(quota, quotas)
      const attached = [...entity.attached, policy.arn]
      await documents.commit([
        ...entityWrites(kind, account, { ...entity, attached }),
        putRecord(attachmentKey(account, policy.arn, 'policy', kind, entity.name), {}),
        useWrite(account, policy, 'policy', 1),
      ])
    },
  })
}

const QUOTA_OF = {
  user: 'PoliciesPerUser',
  group: 'PoliciesPerGroup',
  role: 'PoliciesPerRole',
} as const

/** Detaches a policy that is attached. */
function detaching<I extends PolicyInput>(
  model: OperationRef<I, void>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) => attachmentCheck(model.name, kind, nameOf(input), input, context),

    async handle(input, context) {
      const { account, documents } = context
      refuseUnparsable(input.PolicyArn)
      const entity = await getModifiable(kind, nameOf(input), context)
      const policy = await findPolicy(input.PolicyArn, context)
      if (!policy || !entity.attached.includes(policy.arn)) throw noSuchPolicy(input.PolicyArn)
      const attached = entity.attached.filter(arn => arn !== policy.arn)
      await documents.commit([
        ...entityWrites(kind, account, { ...entity, attached }),
        {
          type: 'delete',
          key: attachmentKey(account, policy.arn, 'policy', kind, entity.name),
        },
        useWrite(account, policy, 'policy', -1),
      ])
    },
  })
}

/** Conditions may limit which policy is attached, and to whom by its boundary. */
async function attachmentCheck(
  operationName: string,
  kind: EntityKind,
  name: string,
  { PolicyArn }: PolicyInput,
  context: IamContext,
) {
  const entity = await findEntity(kind, name, context)
  return entityCheck(`iam:${operationName}`, kind, name, context, {
    context: {
      'iam:PolicyARN': PolicyArn,
      'iam:PermissionsBoundary': entity && 'boundary' in entity ? entity.boundary : undefined,
    },
  })
}

function listing<I extends PageInput & { readonly PathPrefix?: string | undefined }>(
  model: OperationRef<I, ListAttachedUserPoliciesResponse>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    readOnly: true,
    authorize: (input, context) => entityCheck(`iam:${model.name}`, kind, nameOf(input), context),

    async handle(input, context) {
      const { attached } = await getEntity(kind, nameOf(input), context)
      const policies = await Promise.all(attached.map(arn => findPolicy(arn, context)))
      const under = policies.flatMap(policy =>
        policy?.path.startsWith(input.PathPrefix ?? '/')
          ? [{ PolicyName: policy.name, PolicyArn: policy.arn }]
          : [],
      )
      const { items, ...page } = pageOf(under, input)
      return { AttachedPolicies: items, ...page }
    },
  })
}

export const attachedPolicyOperations = [
  attaching(iam.AttachUserPolicy, 'user', input => input.UserName),
  attaching(iam.AttachGroupPolicy, 'group', input => input.GroupName),
  attaching(iam.AttachRolePolicy, 'role', input => input.RoleName),
  detaching(iam.DetachUserPolicy, 'user', input => input.UserName),
  detaching(iam.DetachGroupPolicy, 'group', input => input.GroupName),
  detaching(iam.DetachRolePolicy, 'role', input => input.RoleName),
  listing(iam.ListAttachedUserPolicies, 'user', input => input.UserName),
  listing(iam.ListAttachedGroupPolicies, 'group', input => input.GroupName),
  listing(iam.ListAttachedRolePolicies, 'role', input => input.RoleName),
]
