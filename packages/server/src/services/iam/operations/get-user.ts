import { type Account, accountKey, recordOf } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityCheck, getEntity, ownUserName } from '../entities.ts'
import { rootOutput, userOutput } from '../outputs.ts'

/** One user; without a name the caller, who may be the account's root. */
export const getUser = operation(iam.GetUser, {
  readOnly: true,

  authorize({ UserName }, context) {
    const { principal } = context.identity
    if (UserName === undefined && principal.kind === 'root') {
      return check('iam:GetUser', principal.arn)
    }
    return entityCheck('iam:GetUser', 'user', UserName ?? ownUserName(context), context)
  },

  async handle({ UserName }, context) {
    const { identity, account, documents } = context
    if (UserName !== undefined || identity.principal.kind !== 'root') {
      return {
        User: userOutput(await getEntity('user', UserName ?? ownUserName(context), context)),
      }
    }
    const found = recordOf<Account>(await documents.get(accountKey(account)))
    return { User: rootOutput(identity.principal.arn, account, found?.createdAt ?? 0) }
  },
})
