import type { Check } from '../../access/check.ts'
import { LIMITS } from '../../collector/limits.ts'
import { accountKey, type CollectorAccount, eventsLog, recordOf } from '../../collector/records.ts'
import { ServiceError } from '../../kernel/errors.ts'
import { check } from '../../operation/check.ts'
import { within } from '../../store/key.ts'
import type { Write } from '../../store/store.ts'
import { BadRequestException, NotFoundException } from '../../wire/models/own/collector.ts'
import type { CollectorContext } from './context.ts'

/** Accounts of the collector as requests mean them (spec/surroundings.md §14.1, §14.2). */

type Where = Pick<CollectorContext, 'account' | 'documents' | 'identity'>

export const accountArn = (owner: string, id: string) => `arn:aws:collector::${owner}:account/${id}`

/** What an API token of an account is for. */
export const tokenScope = (accountId: string) => `collector:account/${accountId}`

/**
 * The check of an operation within an account: the one that the token is for, that the request names, or the only
 * one there is. `below` names the thing inside it.
 * @throws ServiceError for a token of another account
 */
export async function accountCheck(
  action: string,
  input: { readonly accountId?: string | undefined },
  context: Where,
  below = '',
): Promise<Check> {
  const id = await meantAccount(input.accountId, context)
  return check(`collector:${action}`, `${accountArn(context.account, id ?? '*')}${below}`)
}

/** The account that was meant. @throws NotFoundException @throws BadRequestException when there are several */
export async function getAccount(
  input: { readonly accountId?: string | undefined },
  context: Where,
): Promise<CollectorAccount> {
  const id = await meantAccount(input.accountId, context)
  if (id === undefined) {
    if ((await logAccounts(context)).length === 0)
      throw NotFoundException('there is no collector account yet')
    throw BadRequestException('there are several collector accounts: name one with accountId')
  }
  const found = recordOf<CollectorAccount>(
    await context.documents.get(accountKey(context.account, id)),
  )
  if (!found) throw NotFoundException(`there is no collector account ${id}`)
  return found
}

/** @throws BadRequestException for an account that holds what was restored */
export async function getLogAccount(
  input: { readonly accountId?: string | undefined },
  context: Where,
): Promise<CollectorAccount> {
  const account = await getAccount(input, context)
  if (account.type === 'log') return account
  throw BadRequestException(`the account ${account.id} holds restored logs and is read only`)
}

async function meantAccount(
  named: string | undefined,
  context: Where,
): Promise<string | undefined> {
  const { tokenScope: scope } = context.identity
  if (scope !== undefined) {
    const own = scope.slice(tokenScope('').length)
    if (named === undefined || named === own) return own
    throw denied(`The API token is for the collector account ${own} alone.`)
  }
  if (named !== undefined) return named
  const [first, second] = await logAccounts(context)
  return second ? undefined : first?.id
}

/** Accounts that collect: those of restores are meant by their names alone. */
async function logAccounts({ account, documents }: Where): Promise<CollectorAccount[]> {
  const range = within('collector.account', account)
  const page = await documents.range(...range, { limit: LIMITS.accountsPerOwner })
  return page.documents
    .flatMap(document => recordOf<CollectorAccount>(document) ?? [])
    .filter(({ type }) => type === 'log')
}

/** Accounts and tokens are made by those who sign. @throws ServiceError for the holder of a token */
export function refuseToken({ identity }: Pick<CollectorContext, 'identity'>): void {
  if (identity.tokenScope === undefined) return
  throw denied('An API token is no way to manage accounts and tokens: sign the request.')
}

const denied = (message: string) =>
  new ServiceError('AccessDeniedException', message, { status: 403 })

/** The entry of what was changed and by whom, for the commit that changes it. */
export function eventWrite(
  accountId: string,
  action: string,
  target: string,
  { clock, identity, requestId }: Pick<CollectorContext, 'clock' | 'identity' | 'requestId'>,
): Write {
  const { principal, tokenScope: scope, accessKeyId } = identity
  const arn = 'arn' in principal ? principal.arn : principal.kind
  const by = scope === undefined ? arn : `${arn} (token ${accessKeyId})`
  const entry = { time: clock.now(), action, target, by, requestId }
  return { type: 'append', log: eventsLog(accountId), entries: [entry] }
}
