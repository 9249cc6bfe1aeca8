import { renderPinned } from '../../../access/pinning.ts'
import { type LastUse, lastUseKey, recordOf } from '../../../access/records.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityCheck, getEntity } from '../entities.ts'
import { roleOutput } from '../outputs.ts'

/** One role, with its trust policy as it reads now and its last use. */
export const getRole = operation(iam.GetRole, {
  readOnly: true,
  authorize: ({ RoleName }, context) => entityCheck('iam:GetRole', 'role', RoleName, context),

  async handle({ RoleName }, context) {
    const { documents } = context
    const role = await getEntity('role', RoleName, context)
    const trust = await renderPinned(role.trust, documents)
    const lastUsed = recordOf<LastUse>(await documents.get(lastUseKey(role.id)))
    return { Role: roleOutput(role, trust, lastUsed) }
  },
})
