import { renderPinned } from '../../../access/pinning.ts'
import { kms, NotFoundException } from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { namedKey } from '../key-names.ts'
import { requestedPolicy } from '../key-policies.ts'
import { existingKey, refuseManaged } from '../key-states.ts'
import { keyWrite } from '../new-key.ts'

/** A key has exactly one policy, and it has this name. */
const NAME = 'default'

export const putKeyPolicy = operation(kms.PutKeyPolicy, {
  authorize: async ({ KeyId, BypassPolicyLockoutSafetyCheck: bypass = false }, context) =>
    keyCheck('kms:PutKeyPolicy', await namedKey(KeyId, context), context, {
      keys: { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) },
    }),

  async handle({ KeyId, Policy, PolicyName, ...input }, context) {
    const key = await existingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    requireName(PolicyName)
    const bypass = input.BypassPolicyLockoutSafetyCheck ?? false
    const policy = await requestedPolicy(Policy, key, bypass, context)
    await context.documents.commit([keyWrite({ ...key, policy })])
  },
})

export const getKeyPolicy = operation(kms.GetKeyPolicy, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:GetKeyPolicy', await namedKey(KeyId, context), context),

  async handle({ KeyId, PolicyName }, context) {
    const { policy } = await existingKey(await namedKey(KeyId, context), context)
    requireName(PolicyName)
    return { Policy: await renderPinned(policy, context.documents), PolicyName: NAME }
  },
})

export const listKeyPolicies = operation(kms.ListKeyPolicies, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:ListKeyPolicies', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    await existingKey(await namedKey(KeyId, context), context)
    return { PolicyNames: [NAME], NextMarker: undefined, Truncated: false }
  },
})

function requireName(name: string | undefined = NAME): void {
  if (name !== NAME) throw NotFoundException('No such policy exists')
}
