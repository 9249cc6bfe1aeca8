import { userId } from '../../../access/context-keys.ts'
import { sts } from '../../../wire/models/sts.ts'
import { operation } from '../context.ts'

/** Tells the caller who it is. No policy controls it, not even one that denies it (spec/iam.md §4.3). */
export const getCallerIdentity = operation(sts.GetCallerIdentity, {
  readOnly: true,
  authorize: () => [],

  async handle(_, { identity }) {
    const { principal, account } = identity
    return {
      UserId: userId(identity),
      Account: account,
      Arn: 'arn' in principal ? principal.arn : undefined,
    }
  },
})
