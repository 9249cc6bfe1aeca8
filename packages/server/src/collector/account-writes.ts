import { apiTokenKey } from '../access/api-tokens.ts'
import { key } from '../store/key.ts'
import type { Write } from '../store/store.ts'
import { LIMITS } from './limits.ts'
import {
  accountIdKey,
  accountKey,
  accountNameKey,
  type CollectorAccount,
  externalIdKey,
  putRecord,
} from './records.ts'

const countKey = (owner: string) => key('collector.account-count', owner)

/** The writes of a new account: id, name and external id are its own from then on. */
export function accountCreation(made: CollectorAccount): Write[] {
  const { id, owner, name, externalId } = made
  return [
    { type: 'expect', key: externalIdKey(externalId), revision: 'absent' },
    { type: 'expect', key: accountIdKey(id), revision: 'absent' },
    putRecord(externalIdKey(externalId), { accountId: id }),
    putRecord(accountIdKey(id), { owner }),
    putRecord(accountNameKey(owner, name), { accountId: id }),
    putRecord(accountKey(owner, id), made),
    { type: 'add', key: countKey(owner), amount: 1, max: LIMITS.accountsPerOwner },
  ]
}

/** The writes that forget an account; its lines are another matter. */
export function accountDeletion({
  id,
  owner,
  name,
  externalId,
  tokens,
}: CollectorAccount): Write[] {
  return [
    { type: 'delete', key: accountKey(owner, id) },
    { type: 'delete', key: accountIdKey(id) },
    { type: 'delete', key: accountNameKey(owner, name) },
    { type: 'delete', key: externalIdKey(externalId) },
    ...tokens.map((token): Write => ({ type: 'delete', key: apiTokenKey(token) })),
    { type: 'add', key: countKey(owner), amount: -1 },
  ]
}
