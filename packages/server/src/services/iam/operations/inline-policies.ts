import type { EntityKind, InlinePolicy } from '../../../access/records.ts'
import {
  iam,
  LimitExceededException,
  type ListUserPoliciesResponse,
} from '../../../wire/models/iam.ts'
import type { OperationRef } from '../../../wire/models/model.ts'
import { type IamContext, operation } from '../context.ts'
import { documentSize, encodeDocument, identityDocument } from '../documents.ts'
import { entityCheck, entityWrites, findEntity, getEntity, getModifiable } from '../entities.ts'
import { noSuchInlinePolicy } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { type PageInput, pageOf } from '../paging.ts'

/** Inline policies: the same four operations for users, groups and roles. */

interface InlineInput {
  readonly PolicyName: string
}

/** Writes a policy into an entity, in the place of the one of the same name. */
function putting<I extends InlineInput & { readonly PolicyDocument: string }>(
  model: OperationRef<I, void>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) => inlineCheck(model.name, kind, nameOf(input), context),

    async handle(input, context) {
      const entity = await getModifiable(kind, nameOf(input), context)
      const policy = { name: input.PolicyName, document: identityDocument(input.PolicyDocument) }
      const others = entity.inline.filter(one => !isNamed(one, policy.name))
      const inline = [...others, policy]
      const size = inline.reduce((sum, { document }) => sum + documentSize(document), 0)
      const max = LIMITS.inlinePolicySize[kind]
      if (size > max) {
        throw LimitExceededException(
          `Maximum policy size of ${max} bytes exceeded for ${kind} ${entity.name}`,
        )
      }
      await context.documents.commit(entityWrites(kind, context.account, { ...entity, inline }))
    },
  })
}

function getting<I extends InlineInput, O>(
  model: OperationRef<I, O>,
  kind: EntityKind,
  nameOf: (input: I) => string,
  output: (name: string, policy: { PolicyName: string; PolicyDocument: string }) => O,
) {
  return operation(model, {
    readOnly: true,
    authorize: (input, context) => entityCheck(`iam:${model.name}`, kind, nameOf(input), context),

    async handle(input, context) {
      const entity = await getEntity(kind, nameOf(input), context)
      const policy = entity.inline.find(one => isNamed(one, input.PolicyName))
      if (!policy) throw noSuchInlinePolicy(kind, input.PolicyName)
      return output(entity.name, {
        PolicyName: policy.name,
        PolicyDocument: encodeDocument(policy.document),
      })
    },
  })
}

function deleting<I extends InlineInput>(
  model: OperationRef<I, void>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) => inlineCheck(model.name, kind, nameOf(input), context),

    async handle(input, context) {
      const entity = await getModifiable(kind, nameOf(input), context)
      const inline = entity.inline.filter(one => !isNamed(one, input.PolicyName))
      if (inline.length === entity.inline.length) throw noSuchInlinePolicy(kind, input.PolicyName)
      await context.documents.commit(entityWrites(kind, context.account, { ...entity, inline }))
    },
  })
}

function listing<I extends PageInput>(
  model: OperationRef<I, ListUserPoliciesResponse>,
  kind: EntityKind,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    readOnly: true,
    authorize: (input, context) => entityCheck(`iam:${model.name}`, kind, nameOf(input), context),

    async handle(input, context) {
      const { inline } = await getEntity(kind, nameOf(input), context)
      const names = inline.map(({ name }) => name).sort()
      const { items, ...page } = pageOf(names, input)
      return { PolicyNames: items, ...page }
    },
  })
}

/** Conditions may limit whose policies are written, by the boundary of the user or role. */
async function inlineCheck(
  operationName: string,
  kind: EntityKind,
  name: string,
  context: IamContext,
) {
  const entity = await findEntity(kind, name, context)
  return entityCheck(`iam:${operationName}`, kind, name, context, {
    context: {
      'iam:PermissionsBoundary': entity && 'boundary' in entity ? entity.boundary : undefined,
    },
  })
}

const isNamed = (policy: InlinePolicy, name: string) =>
  policy.name.toLowerCase() === name.toLowerCase()

export const inlinePolicyOperations = [
  putting(iam.PutUserPolicy, 'user', input => input.UserName),
  putting(iam.PutGroupPolicy, 'group', input => input.GroupName),
  putting(iam.PutRolePolicy, 'role', input => input.RoleName),
  getting(
    iam.GetUserPolicy,
    'user',
    input => input.UserName,
    (UserName, policy) => ({ UserName, ...policy }),
  ),
  getting(
    iam.GetGroupPolicy,
    'group',
    input => input.GroupName,
    (GroupName, policy) => ({ GroupName, ...policy }),
  ),
  getting(
    iam.GetRolePolicy,
    'role',
    input => input.RoleName,
    (RoleName, policy) => ({ RoleName, ...policy }),
  ),
  deleting(iam.DeleteUserPolicy, 'user', input => input.UserName),
  deleting(iam.DeleteGroupPolicy, 'group', input => input.GroupName),
  deleting(iam.DeleteRolePolicy, 'role', input => input.RoleName),
  listing(iam.ListUserPolicies, 'user', input => input.UserName),
  listing(iam.ListGroupPolicies, 'group', input => input.GroupName),
  listing(iam.ListRolePolicies, 'role', input => input.RoleName),
]
