import { accountWrites, newRootCredentials } from '../../../access/accounts.ts'
import { accountKey } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { ConflictException, parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'

/** A new account. Its root credentials are told this once; at rest the secret is sealed. */
export const createAccount = operation(parley.CreateAccount, {
  authorize: ({ accountId }, { operatorAccount }) =>
    check('parley:CreateAccount', {
      arns: [`arn:aws:parley::${operatorAccount}:account/${accountId}`],
      account: operatorAccount,
    }),

  async handle({ accountId }, context) {
    const { documents, random } = context
    if (await documents.get(accountKey(accountId))) {
      throw ConflictException(`the account ${accountId} exists already`)
    }
    const credentials = newRootCredentials(accountId, random)
    await documents.commit(accountWrites(accountId, credentials, context))
    return { accountId, ...credentials }
  },
})
