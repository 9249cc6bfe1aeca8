import { renderPinned } from '../../../access/pinning.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { trustDocument } from '../documents.ts'
import { entityCheck, entityWrites, getEntity, getModifiable } from '../entities.ts'
import { protectedRole } from '../errors.ts'
import { listedRole } from '../outputs.ts'

/** Changes a role's description and the longest session that it gives. */
export const updateRole = operation(iam.UpdateRole, {
  authorize: ({ RoleName }, context) => entityCheck('iam:UpdateRole', 'role', RoleName, context),

  async handle({ RoleName, Description, MaxSessionDuration }, context) {
    const role = await getEntity('role', RoleName, context)
    // Of a role of AWS's services, only the description is the customer's.
    if (role.serviceLinked && MaxSessionDuration !== undefined) throw protectedRole(role.name)
    const changed = {
      ...role,
      ...(Description !== undefined && { description: Description }),
      ...(MaxSessionDuration !== undefined && { maxSessionSeconds: MaxSessionDuration }),
    }
    await context.documents.commit(entityWrites('role', context.account, changed))
    return {}
  },
})

export const updateRoleDescription = operation(iam.UpdateRoleDescription, {
  authorize: ({ RoleName }, context) =>
    entityCheck('iam:UpdateRoleDescription', 'role', RoleName, context),

  async handle({ RoleName, Description }, context) {
    const { account, documents } = context
    const role = await getEntity('role', RoleName, context)
    const changed = { ...role, description: Description }
    await documents.commit(entityWrites('role', account, changed))
    return { Role: listedRole(changed, await renderPinned(changed.trust, documents)) }
  },
})

/** Replaces the trust policy. Sessions that were issued before live on (spec/iam.md §7). */
export const updateAssumeRolePolicy = operation(iam.UpdateAssumeRolePolicy, {
  authorize: ({ RoleName }, context) =>
    entityCheck('iam:UpdateAssumeRolePolicy', 'role', RoleName, context),

  async handle({ RoleName, PolicyDocument }, context) {
    const { account, documents } = context
    const role = await getModifiable('role', RoleName, context)
    const trust = await trustDocument(PolicyDocument, context)
    await documents.commit(entityWrites('role', account, { ...role, trust }))
  },
})
