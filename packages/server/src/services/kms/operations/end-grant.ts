import { recordOf } from '../../../access/records.ts'
import {
  InvalidGrantIdException,
  InvalidGrantTokenException,
  kms,
  NotFoundException,
  type RetireGrantRequest,
} from '../../../wire/models/kms.ts'
import { keyCheck, plainCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { validation } from '../encryption-context.ts'
import { readGrantToken } from '../grant-tokens.ts'
import { retirementPolicy } from '../grants.ts'
import { type NamedKey, namedKey } from '../key-names.ts'
import { endDryRun, existingKey } from '../key-states.ts'
import { grantRemoval } from '../new-grant.ts'
import { type Grant, grantKey, keyArn } from '../records.ts'

/** Takes a grant away, by whoever may do so with grants on the key. */
export const revokeGrant = operation(kms.RevokeGrant, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:RevokeGrant', await namedKey(KeyId, context), context, {
      keys: { 'kms:GrantIsForAWSResource': String(context.identity.calledVia !== undefined) },
    }),

  async handle({ KeyId, GrantId, ...input }, context) {
    const key = await existingKey(await namedKey(KeyId, context), context)
    const grant = await findGrant(key.id, GrantId, context)
    if (!grant) throw noGrant(GrantId)
    endDryRun(input)
    await context.documents.commit(grantRemoval(grant))
  },
})

/** Ends a grant, by whom the grant itself names for it, or whom the key's policy allows to. */
export const retireGrant = operation(kms.RetireGrant, {
  async authorize(input, context) {
    const named = await namedGrant(input, context)
    // Without a grant to speak of, only the caller's own policies can tell whether to say so.
    if (!named) return plainCheck('kms:RetireGrant', context)
    return keyCheck('kms:RetireGrant', named.key, context, {
      grants: async ({ id }) => {
        const grant = await findGrant(id, named.grantId, context)
        return grant ? retirementPolicy(grant, context) : []
      },
    })
  },

  async handle(input, context) {
    const named = await namedGrant(input, context)
    if (!named) throw unreadable(input)
    const { id } = await existingKey(named.key, context)
    const grant = await findGrant(id, named.grantId, context)
    if (!grant) throw noGrant(named.grantId)
    endDryRun(input)
    await context.documents.commit(grantRemoval(grant))
  },
})

/** The grant's key and its id: out of the token, or as they are named. Undefined where nothing is. */
async function namedGrant(
  { GrantToken, KeyId, GrantId }: RetireGrantRequest,
  context: KmsContext,
): Promise<{ readonly key: NamedKey; readonly grantId: string } | undefined> {
  if (GrantToken === undefined) {
    if (KeyId === undefined || GrantId === undefined) return undefined
    return { key: await namedKey(KeyId, context), grantId: GrantId }
  }
  const place = readGrantToken(GrantToken, context)
  if (!place) return undefined
  const key = await namedKey(keyArn({ ...place, id: place.keyId }), context)
  return { key, grantId: place.id }
}

const unreadable = ({ GrantToken }: RetireGrantRequest) =>
  GrantToken === undefined
    ? validation('Either a grant token, or a key and a grant id are needed.')
    : InvalidGrantTokenException('Invalid grant token.')

async function findGrant(
  keyId: string,
  id: string,
  { documents }: KmsContext,
): Promise<Grant | undefined> {
  return recordOf<Grant>(await documents.get(grantKey(keyId, id)))
}

const noGrant = (id: string) =>
  /^[0-9a-f]{64}$/.test(id)
    ? NotFoundException(`Grant ID ${id} not found`)
    : InvalidGrantIdException(`The grant ID ${id} is not valid.`)
