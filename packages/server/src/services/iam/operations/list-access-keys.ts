import { type AccessKey, accessKeyKey, recordOf } from '../../../access/records.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { keyCheck, keyOwner } from '../keys.ts'
import { pageOf } from '../paging.ts'

/** The keys of a user or of the calling root, without their secrets. */
export const listAccessKeys = operation(iam.ListAccessKeys, {
  readOnly: true,
  authorize: ({ UserName }, context) => keyCheck('iam:ListAccessKeys', UserName, context),

  async handle({ UserName, ...page }, context) {
    const { name, keyIds } = await keyOwner(UserName, context)
    const rows = await context.documents.getMany(keyIds.map(accessKeyKey))
    const keys = rows.flatMap(row => recordOf<AccessKey>(row) ?? [])
    const { items, ...rest } = pageOf(keys, page)
    return {
      AccessKeyMetadata: items.map(({ id, status, createdAt }) => ({
        UserName: name === '' ? undefined : name,
        AccessKeyId: id,
        Status: status,
        CreateDate: createdAt,
      })),
      ...rest,
    }
  },
})
