import { accountOfKey } from '../../../access/unique-ids.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { sts } from '../../../wire/models/sts.ts'
import { operation } from '../context.ts'

/** The account that an access key id belongs to: the id itself tells. */
export const getAccessKeyInfo = operation(sts.GetAccessKeyInfo, {
  readOnly: true,
  authorize: () => check('sts:GetAccessKeyInfo', 'any'),

  async handle({ AccessKeyId }) {
    const account = accountOfKey(AccessKeyId)
    if (!account) {
      throw new ServiceError('ValidationError', 'Access key ID is invalid.', { status: 400 })
    }
    return { Account: account }
  },
})
