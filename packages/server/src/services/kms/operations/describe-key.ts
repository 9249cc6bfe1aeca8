import { recordOf } from '../../../access/records.ts'
import { key as storeKey, within } from '../../../store/key.ts'
import { kms } from '../../../wire/models/kms.ts'
import { plainCheck, useCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { checkGrantTokens } from '../grant-tokens.ts'
import { namedKey } from '../key-names.ts'
import { existingKey } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { keyMetadata } from '../outputs.ts'
import { pageOf, pageSize, placeOf } from '../paging.ts'
import { KEY_KIND, type KmsKey, keyArn } from '../records.ts'

/** What is known of a key. An AWS managed key comes into being when it is described. */
export const describeKey = operation(kms.DescribeKey, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    useCheck('DescribeKey', await namedKey(KeyId, context), context),

  async handle({ KeyId, GrantTokens }, context) {
    checkGrantTokens(GrantTokens, context)
    return { KeyMetadata: keyMetadata(await existingKey(await namedKey(KeyId, context), context)) }
  },
})

/** The keys of the account in the region, AWS managed ones included. */
export const listKeys = operation(kms.ListKeys, {
  readOnly: true,
  authorize: (_input, context) => plainCheck('kms:ListKeys', context),

  async handle(input, { account, region, documents, clock }) {
    const size = pageSize(input, LIMITS.pages.keys)
    const [first, to] = within(KEY_KIND, account, region)
    const place = placeOf(input, 'keys')
    const from = place === undefined ? first : storeKey(KEY_KIND, account, region, place)
    const { documents: read } = await documents.range(from, to, { limit: size + 1 })
    const keys = read.flatMap(document => recordOf<KmsKey>(document) ?? [])
    const { items, ...page } = pageOf(keys, size, 'keys', key => key.id)
    const alive = items.filter(({ deletion }) => !deletion || deletion.at > clock.now())
    return { Keys: alive.map(key => ({ KeyId: key.id, KeyArn: keyArn(key) })), ...page }
  },
})
