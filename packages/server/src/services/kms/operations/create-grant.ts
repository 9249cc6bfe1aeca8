import { recordOf } from '../../../access/records.ts'
import { type CreateGrantRequest, kms } from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { checkContext } from '../encryption-context.ts'
import { checkGrant } from '../grant-rules.ts'
import { checkGrantTokens, grantToken } from '../grant-tokens.ts'
import { creationPolicies } from '../grants.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, endDryRun } from '../key-states.ts'
import { grantWrites, plannedGrant, sameGrant } from '../new-grant.ts'
import { commitWithin } from '../new-key.ts'
import type { Grant } from '../records.ts'

/** Lets a principal use a key without any policy being changed. */
export const createGrant = operation(kms.CreateGrant, {
  authorize: async (input, context) =>
    keyCheck('kms:CreateGrant', await namedKey(input.KeyId, context), context, {
      keys: grantKeys(input, context),
      grants: key => {
        const { Operations: operations, Constraints: constraints } = input
        return creationPolicies(key, { operations, constraints }, context)
      },
    }),

  async handle(input, context) {
    const { KeyId, Operations, Constraints, GrantTokens } = input
    checkGrantTokens(GrantTokens, context)
    checkContext(Constraints?.EncryptionContextEquals)
    checkContext(Constraints?.EncryptionContextSubset)
    const key = await enabledKey(await namedKey(KeyId, context), context)
    checkGrant(key, Operations, Constraints)
    const grant = await plannedGrant(key, input, context)
    endDryRun(input)
    const known = await knownGrant(grant, context)
    if (known !== undefined) return answer({ ...grant, id: known }, context)
    await commitWithin(grantWrites(grant), context, 'Too many grants on this key.')
    return answer(grant, context)
  },
})

const answer = (grant: Grant, context: KmsContext) => ({
  GrantId: grant.id,
  GrantToken: grantToken(grant, context),
})

/** A client that tries again with the same name gets the grant that it has. */
async function knownGrant(grant: Grant, { documents }: KmsContext): Promise<string | undefined> {
  if (grant.name === undefined) return undefined
  return recordOf<{ id: string }>(await documents.get(sameGrant(grant)))?.id
}

function grantKeys(
  { GranteePrincipal, RetiringPrincipal, Operations, Constraints = {} }: CreateGrantRequest,
  { identity }: KmsContext,
) {
  const { EncryptionContextEquals, EncryptionContextSubset } = Constraints
  const isForService = identity.principal.kind === 'service' || identity.calledVia !== undefined
  const subset = EncryptionContextSubset && 'EncryptionContextSubset'
  return {
    'kms:GranteePrincipal': GranteePrincipal,
    'kms:RetiringPrincipal': RetiringPrincipal,
    'kms:GrantOperations': Operations,
    'kms:GrantConstraintType': EncryptionContextEquals ? 'EncryptionContextEquals' : subset,
    'kms:GrantIsForAWSResource': String(isForService),
  }
}
