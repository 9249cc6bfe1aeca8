import { type Account, accountKey, recordOf } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { afterOf, pageToken } from '../page-tokens.ts'

/** All accounts of this server. */
export const listAccounts = operation(parley.ListAccounts, {
  readOnly: true,
  authorize: (_, { operatorAccount }) =>
    check('parley:ListAccounts', {
      arns: [`arn:aws:parley::${operatorAccount}:account/*`],
      account: operatorAccount,
    }),

  async handle({ nextToken, maxResults = LIMITS.pageSize }, { documents }) {
    const after = afterOf(nextToken)
    const [first, to] = within('iam.account')
    const place = after === undefined ? undefined : accountKey(after)
    const page = await documents.range(place ?? first, to, { limit: maxResults + 2 })
    const accounts = page.documents
      .filter(({ key }) => key !== place)
      .flatMap(document => recordOf<Account>(document) ?? [])
    const shown = accounts.slice(0, maxResults)
    const last = accounts.length > maxResults ? shown.at(-1) : undefined
    return {
      accounts: shown.map(({ id, createdAt }) => ({ accountId: id, createdAt })),
      nextToken: last && pageToken(last.id),
    }
  },
})
