import { type Account, accountKey, aliasKey, putRecord, recordOf } from '../../../access/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import {
  EntityAlreadyExistsException,
  iam,
  NoSuchEntityException,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { pageOf } from '../paging.ts'

/** Gives the account a name, unique among all accounts, in the place of the one it had. */
export const createAccountAlias = operation(iam.CreateAccountAlias, {
  authorize: () => check('iam:CreateAccountAlias', ANY),

  async handle({ AccountAlias }, context) {
    const { account, documents } = context
    const own = await ownAccount(context)
    if (own.alias === AccountAlias) return
    if (await documents.get(aliasKey(AccountAlias))) {
      throw EntityAlreadyExistsException(`The account alias ${AccountAlias} already exists.`)
    }
    await documents.commit([
      ...(own.alias === undefined ? [] : [{ type: 'delete' as const, key: aliasKey(own.alias) }]),
      putRecord(aliasKey(AccountAlias), { account }),
      putRecord(accountKey(account), { ...own, alias: AccountAlias }),
    ])
  },
})

export const deleteAccountAlias = operation(iam.DeleteAccountAlias, {
  authorize: () => check('iam:DeleteAccountAlias', ANY),

  async handle({ AccountAlias }, context) {
    const { account, documents } = context
    const { alias, ...unnamed } = await ownAccount(context)
    if (alias !== AccountAlias) {
      throw NoSuchEntityException(`The account alias with name ${AccountAlias} cannot be found.`)
    }
    await documents.commit([
      { type: 'delete', key: aliasKey(AccountAlias) },
      putRecord(accountKey(account), unnamed),
    ])
  },
})

export const listAccountAliases = operation(iam.ListAccountAliases, {
  readOnly: true,
  authorize: () => check('iam:ListAccountAliases', ANY),

  async handle(page, context) {
    const { alias } = await ownAccount(context)
    const { items, ...rest } = pageOf(alias === undefined ? [] : [alias], page)
    return { AccountAliases: items, ...rest }
  },
})

/** These actions have no resource; denials print a star all the same. */
const ANY = { arns: 'any', shownAs: '*' } as const

async function ownAccount({ account, documents }: IamContext): Promise<Account> {
  const found = recordOf<Account>(await documents.get(accountKey(account)))
  assert(found, 'the account of a caller exists')
  return found
}
