import { iam, NoSuchEntityException } from '../../../wire/models/iam.ts'
import type { OperationRef } from '../../../wire/models/model.ts'
import { boundaryWrites, requestedBoundary } from '../boundaries.ts'
import { operation } from '../context.ts'
import { entityCheck, entityWrites, findEntity, getModifiable } from '../entities.ts'
import { findPolicy } from '../policies.ts'

/** Permissions boundaries: the same two operations for users and roles. */

/** Sets the managed policy that bounds what the entity's own policies can allow. */
function putting<I extends { readonly PermissionsBoundary: string }>(
  model: OperationRef<I, void>,
  kind: 'user' | 'role',
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) =>
      entityCheck(`iam:${model.name}`, kind, nameOf(input), context, {
        context: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
      }),

    async handle(input, context) {
      const { account, documents } = context
      const entity = await getModifiable(kind, nameOf(input), context)
      const to = await requestedBoundary(input.PermissionsBoundary, context)
      const from =
        entity.boundary === undefined ? undefined : await findPolicy(entity.boundary, context)
      const changed = { ...entity, boundary: input.PermissionsBoundary }
      await documents.commit([
        ...entityWrites(kind, account, changed),
        ...boundaryWrites(kind, entity.name, { from, to }, account),
      ])
    },
  })
}

/** Takes the boundary away; the condition key tells which one it is. */
function deleting<I>(
  model: OperationRef<I, void>,
  kind: 'user' | 'role',
  nameOf: (input: I) => string,
) {
  return operation(model, {
    async authorize(input, context) {
      const entity = await findEntity(kind, nameOf(input), context)
      return entityCheck(`iam:${model.name}`, kind, nameOf(input), context, {
        context: { 'iam:PermissionsBoundary': entity?.boundary },
      })
    },

    async handle(input, context) {
      const { account, documents } = context
      const { boundary, ...unbounded } = await getModifiable(kind, nameOf(input), context)
      if (boundary === undefined) {
        throw NoSuchEntityException(
          `The permissions boundary of ${kind} ${unbounded.name} cannot be found.`,
        )
      }
      const from = await findPolicy(boundary, context)
      await documents.commit([
        ...entityWrites(kind, account, unbounded),
        ...boundaryWrites(kind, unbounded.name, { from }, account),
      ])
    },
  })
}

export const boundaryOperations = [
  putting(iam.PutUserPermissionsBoundary, 'user', input => input.UserName),
  putting(iam.PutRolePermissionsBoundary, 'role', input => input.RoleName),
  deleting(iam.DeleteUserPermissionsBoundary, 'user', input => input.UserName),
  deleting(iam.DeleteRolePermissionsBoundary, 'role', input => input.RoleName),
]
