import { type AccessKey, accessKeyKey, putRecord } from '../../../access/records.ts'
import { secretAccessKey, uniqueId } from '../../../access/unique-ids.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { quotaExceeded } from '../errors.ts'
import { keyCheck, keyOwner } from '../keys.ts'
import { LIMITS } from '../limits.ts'

/** Makes a key for a user or for the calling root. The secret is told this once and kept only under seal. */
export const createAccessKey = operation(iam.CreateAccessKey, {
  authorize: ({ UserName }, context) => keyCheck('iam:CreateAccessKey', UserName, context),

  async handle({ UserName }, context) {
    const { account, documents, clock, random, seal } = context
    const owner = await keyOwner(UserName, context)
    if (owner.keyIds.length >= LIMITS.AccessKeysPerUser) throw quotaExceeded('AccessKeysPerUser')
    const id = uniqueId('AKIA', account, random)
    const secret = secretAccessKey(random)
    const key: AccessKey = {
      id,
      account,
      ...owner.marks,
      sealedSecret: seal.seal(Buffer.from(secret), id),
      status: 'Active',
      createdAt: clock.now(),
    }
    await documents.commit([...owner.keep([...owner.keyIds, id]), putRecord(accessKeyKey(id), key)])
    return {
      AccessKey: {
        UserName: owner.name,
        AccessKeyId: id,
        Status: 'Active' as const,
        SecretAccessKey: secret,
        CreateDate: key.createdAt,
      },
    }
  },
})
