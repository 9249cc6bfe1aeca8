import { type Role, roleKey } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { iam } from '../../../wire/models/iam.ts'
import { boundaryWrites, requestedBoundary } from '../boundaries.ts'
import { commitNew } from '../commit.ts'
import { operation } from '../context.ts'
import { creationChecks } from '../creation.ts'
import { trustDocument } from '../documents.ts'
import { entityArn, entityWrites, refuseReservedPath } from '../entities.ts'
import { alreadyExists } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { createdRole } from '../outputs.ts'
import { requestedTags } from '../tags.ts'

/** Creates a role; its trust policy says who may assume it. */
export const createRole = operation(iam.CreateRole, {
  authorize: ({ RoleName, Path = '/', Tags, PermissionsBoundary }, { account }) =>
    creationChecks('Role', entityArn('role', account, Path, RoleName), Tags, PermissionsBoundary),

  async handle({ RoleName, Path = '/', Tags, PermissionsBoundary, ...input }, context) {
    const { account, documents, clock, random } = context
    refuseReservedPath(Path)
    if (await documents.get(roleKey(account, RoleName))) throw alreadyExists('role', RoleName)
    const trust = await trustDocument(input.AssumeRolePolicyDocument, context)
    const boundary = await requestedBoundary(PermissionsBoundary, context)
    const role: Role = {
      name: RoleName,
      path: Path,
      id: uniqueId('AROA', account, random),
      arn: entityArn('role', account, Path, RoleName),
      createdAt: clock.now(),
      attached: [],
      inline: [],
      tags: requestedTags(Tags),
      ...(input.Description !== undefined && { description: input.Description }),
      maxSessionSeconds: input.MaxSessionDuration ?? LIMITS.maxSessionSeconds,
      trust,
      serviceLinked: false,
      ...(boundary && { boundary: boundary.arn }),
    }
    await commitNew(
      'roles',
      [
        ...entityWrites('role', account, role),
        ...boundaryWrites('role', RoleName, { to: boundary }, account),
      ],
      context,
    )
    return { Role: createdRole(role) }
  },
})
