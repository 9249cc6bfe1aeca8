import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityCheck, getModifiable } from '../entities.ts'
import { deleteConflict } from '../errors.ts'
import { roleDeletion } from '../role-deletion.ts'

/** Deletes a role that has nothing left. Its sessions end with it, also when one of its name comes again. */
export const deleteRole = operation(iam.DeleteRole, {
  authorize: ({ RoleName }, context) => entityCheck('iam:DeleteRole', 'role', RoleName, context),

  async handle({ RoleName }, context) {
    const role = await getModifiable('role', RoleName, context)
    const { instanceProfiles = [], attached, inline } = role
    if (instanceProfiles.length > 0) throw deleteConflict('remove roles from instance profile')
    if (attached.length > 0) throw deleteConflict('detach all policies')
    if (inline.length > 0) throw deleteConflict('delete policies')
    await context.documents.commit(await roleDeletion(role, context))
  },
})
