import { accessKeyKey, lastUseKey, putRecord } from '../../../access/records.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { keyCheck, keyOwner, ownedKey } from '../keys.ts'

/** Switches a key on or off; switched off, it signs nothing from the next request on. */
export const updateAccessKey = operation(iam.UpdateAccessKey, {
  authorize: ({ UserName }, context) => keyCheck('iam:UpdateAccessKey', UserName, context),

  async handle({ UserName, AccessKeyId, Status }, context) {
    const key = await ownedKey(AccessKeyId, await keyOwner(UserName, context), context)
    await context.documents.commit([putRecord(accessKeyKey(key.id), { ...key, status: Status })])
  },
})

/** Deletes a key: it signs nothing from the next request on. */
export const deleteAccessKey = operation(iam.DeleteAccessKey, {
  authorize: ({ UserName }, context) => keyCheck('iam:DeleteAccessKey', UserName, context),

  async handle({ UserName, AccessKeyId }, context) {
    const owner = await keyOwner(UserName, context)
    const { id } = await ownedKey(AccessKeyId, owner, context)
    await context.documents.commit([
      ...owner.keep(owner.keyIds.filter(one => one !== id)),
      { type: 'delete', key: accessKeyKey(id) },
      { type: 'delete', key: lastUseKey(id) },
    ])
  },
})
