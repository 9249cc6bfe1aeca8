import { type ApiToken, apiTokenKey, newApiToken } from '../../../access/api-tokens.ts'
import { pathAndName, type User, userKey } from '../../../access/records.ts'
import { LIMITS } from '../../../collector/limits.ts'
import { accountKey, putRecord, recordOf } from '../../../collector/records.ts'
import { check } from '../../../operation/check.ts'
import {
  BadRequestException,
  type CreateApiTokenRequest,
  collector,
  LimitExceededException,
  NotFoundException,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getAccount, refuseToken, tokenScope } from '../accounts.ts'
import { type CollectorContext, operation } from '../context.ts'

/**
 * A token for one account that speaks for an IAM user: the caller, or the one it names. Giving somebody else's
 * rights away demands what IAM demands for service-specific credentials.
 */
export const createApiToken = operation(collector.CreateApiToken, {
  async authorize(input, context) {
    refuseToken(context)
    const userName = userNameOf(input, context)
    const inAccount = await accountCheck('CreateToken', input, context)
    if (isCaller(userName, context)) return inAccount
    const arn = (await findUser(userName, context))?.arn
    const bare = `arn:aws:iam::${context.account}:user/${userName}`
    return [inAccount, check('iam:CreateServiceSpecificCredential', arn ?? bare)]
  },

  async handle(input, context) {
    const { documents, clock, random, account: owner } = context
    const account = await getAccount(input, context)
    if (account.tokens.length >= LIMITS.tokensPerAccount) {
      throw LimitExceededException(`an account has at most ${LIMITS.tokensPerAccount} tokens`)
    }
    const user = await findUser(userNameOf(input, context), context)
    if (!user) throw NotFoundException(`there is no user ${userNameOf(input, context)}`)
    const { id, text, write } = newApiToken(
      {
        name: input.name,
        account: owner,
        user: user.name,
        userId: user.id,
        scope: tokenScope(account.id),
        createdAt: clock.now(),
      },
      random,
    )
    await documents.commit([
      write,
      putRecord(accountKey(owner, account.id), { ...account, tokens: [...account.tokens, id] }),
      eventWrite(account.id, 'CreateToken', `${input.name} (${id})`, context),
    ])
    return { tokenId: id, name: input.name, userName: user.name, token: text }
  },
})

export const listApiTokens = operation(collector.ListApiTokens, {
  readOnly: true,
  authorize: (input, context) => {
    refuseToken(context)
    return accountCheck('ListTokens', input, context)
  },

  async handle(input, context) {
    const { tokens } = await getAccount(input, context)
    const found = await context.documents.getMany(tokens.map(apiTokenKey))
    return {
      tokens: found
        .flatMap(document => recordOf<ApiToken>(document) ?? [])
        .map(({ id, name, user, createdAt }) => ({ tokenId: id, name, userName: user, createdAt })),
    }
  },
})

/** The next request that shows it is refused. */
export const deleteApiToken = operation(collector.DeleteApiToken, {
  authorize: (input, context) => {
    refuseToken(context)
    return accountCheck('DeleteToken', input, context)
  },

  async handle({ accountId, tokenId }, context) {
    const account = await getAccount({ accountId }, context)
    if (!account.tokens.includes(tokenId)) throw NotFoundException(`there is no token ${tokenId}`)
    const tokens = account.tokens.filter(id => id !== tokenId)
    await context.documents.commit([
      { type: 'delete', key: apiTokenKey(tokenId) },
      putRecord(accountKey(account.owner, account.id), { ...account, tokens }),
      eventWrite(account.id, 'DeleteToken', tokenId, context),
    ])
  },
})

function userNameOf({ userName }: CreateApiTokenRequest, { identity }: CollectorContext): string {
  if (userName !== undefined) return userName
  const { principal } = identity
  if (principal.kind === 'user') return pathAndName(principal.arn)[1]
  throw BadRequestException('a token speaks for a user: name one with userName')
}

const isCaller = (userName: string, { identity: { principal } }: CollectorContext) =>
  principal.kind === 'user' &&
  pathAndName(principal.arn)[1].toLowerCase() === userName.toLowerCase()

const findUser = async (name: string, { account, documents }: CollectorContext) =>
  recordOf<User>(await documents.get(userKey(account, name)))
