import { attachmentKey, lastUseKey, type Role, roleKey, uniqueIdKey } from '../../access/records.ts'
import type { Write } from '../../store/store.ts'
import { boundaryWrites } from './boundaries.ts'
import { uncounted } from './commit.ts'
import type { Where } from './entities.ts'
import { forgottenAccesses } from './last-access.ts'
import { findPolicy, useWrite } from './policies.ts'

/** The writes that delete a role with what is still attached to it. */
export async function roleDeletion(role: Role, where: Where): Promise<Write[]> {
  const { account } = where
  const from = role.boundary === undefined ? undefined : await findPolicy(role.boundary, where)
  const attached = await Promise.all(role.attached.map(arn => findPolicy(arn, where)))
  return [
    { type: 'delete', key: roleKey(account, role.name) },
    { type: 'delete', key: uniqueIdKey(account, role.id) },
    { type: 'delete', key: lastUseKey(role.id) },
    ...(await forgottenAccesses(role.id, where)),
    ...boundaryWrites('role', role.name, { from }, account),
    ...attached.flatMap((policy): Write[] =>
      policy
        ? [
            {
              type: 'delete',
              key: attachmentKey(account, policy.arn, 'policy', 'role', role.name),
            },
            useWrite(account, policy, 'policy', -1),
          ]
        : [],
    ),
    uncounted(account, 'roles'),
  ]
}
