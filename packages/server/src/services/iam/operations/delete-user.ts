import { type User, uniqueIdKey, userKey } from '../../../access/records.ts'
import { iam } from '../../../wire/models/iam.ts'
import { boundaryWrites } from '../boundaries.ts'
import { uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { entityCheck, getEntity } from '../entities.ts'
import { deleteConflict } from '../errors.ts'
import { forgottenAccesses } from '../last-access.ts'
import { findPolicy } from '../policies.ts'

/** Deletes a user that has nothing left. Its sessions end with it. */
export const deleteUser = operation(iam.DeleteUser, {
  authorize: ({ UserName }, context) => entityCheck('iam:DeleteUser', 'user', UserName, context),

  async handle({ UserName }, context) {
    const { account, documents } = context
    const user = await getEntity('user', UserName, context)
    const left = whatIsLeft(user)
    if (left) throw deleteConflict(left)
    const from = user.boundary === undefined ? undefined : await findPolicy(user.boundary, context)
    await documents.commit([
      { type: 'delete', key: userKey(account, user.name) },
      { type: 'delete', key: uniqueIdKey(account, user.id) },
      ...(await forgottenAccesses(user.id, context)),
      ...boundaryWrites('user', user.name, { from }, account),
      uncounted(account, 'users'),
    ])
  },
})

function whatIsLeft(user: User): string | undefined {
  const { inline, attached, accessKeyIds, groups, mfaSerials = [], hasPassword } = user
  if (inline.length > 0) return 'delete policies'
  if (attached.length > 0) return 'detach all policies'
  if (accessKeyIds.length > 0) return 'delete access keys'
  if (hasPassword) return 'delete login profile'
  if (mfaSerials.length > 0) return 'delete MFA device'
  return groups.length > 0 ? 'remove users from group' : undefined
}
