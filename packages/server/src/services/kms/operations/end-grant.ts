import { recordOf } from '../../../access/records.ts'
import {
  InvalidArnException,
  InvalidGrantIdException,
  InvalidGrantTokenException,
  kms,
  NotFoundException,
  type RetireGrantRequest,
} from '../../../wire/models/kms.ts'
import { keyCheck, plainCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { validation } from '../encryption-context.ts'
import { type GrantPlace, readGrantToken } from '../grant-tokens.ts'
import { retirementPolicy } from '../grants.ts'
import { findKey, namedKey } from '../key-names.ts'
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
    const place = await placeOf(input, context)
    // Without a grant to speak of, only the caller's own policies can tell whether to say so.
    if (!place) return plainCheck('kms:RetireGrant', context)
    const named = await namedKey(keyArn({ ...place, id: place.keyId }), context)
    const grant = await findGrant(place.keyId, place.id, context)
    return keyCheck('kms:RetireGrant', named, context, {
      grants: async () => (grant ? retirementPolicy(grant, context) : []),
    })
  },

  async handle(input, context) {
    const place = await placeOf(input, context)
    if (!place) throw unreadable(input)
    const key = await findKey({ ...place, id: place.keyId }, context)
    if (!key)
      throw NotFoundException(`Key '${keyArn({ ...place, id: place.keyId })}' does not exist`)
    const grant = await findGrant(place.keyId, place.id, context)
    if (!grant) throw noGrant(place.id)
    endDryRun(input)
    await context.documents.commit(grantRemoval(grant))
  },
})

/** Where the grant is: in the token, or in the key and the id. */
async function placeOf(
  { GrantToken, KeyId, GrantId }: RetireGrantRequest,
  context: KmsContext,
): Promise<GrantPlace | undefined> {
  if (GrantToken !== undefined) return readGrantToken(GrantToken, context)
  if (KeyId === undefined || GrantId === undefined) return undefined
  const { arn, key } = await namedKey(KeyId, context)
  const [, , , region = '', account = '', resource = ''] = arn.split(':')
  return key && { account, region, keyId: resource.slice('key/'.length), id: GrantId }
}

function unreadable({ GrantToken, KeyId, GrantId }: RetireGrantRequest) {
  if (GrantToken !== undefined) return InvalidGrantTokenException('Invalid grant token.')
  if (KeyId === undefined || GrantId === undefined) {
    return validation('Either a grant token, or a key and a grant id are needed.')
  }
  return KeyId.startsWith('arn:')
    ? NotFoundException(`Key '${KeyId}' does not exist`)
    : InvalidArnException('RetireGrant needs the ARN of the key.')
}

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
