import type { Check } from '../../access/check.ts'
import {
  type AccessKey,
  type Account,
  accessKeyKey,
  accountKey,
  putRecord,
  recordOf,
} from '../../access/records.ts'
import { check } from '../../operation/check.ts'
import type { Write } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import { entityCheck, entityWrites, getEntity, ownUserName } from './entities.ts'
import { noSuchAccessKey } from './errors.ts'

/** Whose keys a call is about: a user, or the account's root that calls without a user name. */
export interface KeyOwner {
  /** As answers print it; empty for root. */
  readonly name: string
  readonly keyIds: readonly string[]
  /** What its new keys say about it. */
  readonly marks: Pick<AccessKey, 'user' | 'userId'>
  /** The writes that give it these keys. */
  keep(keyIds: readonly string[]): Write[]
}

export function keyCheck(
  action: string,
  userName: string | undefined,
  context: IamContext,
): Check | Promise<Check> {
  const { principal } = context.identity
  if (userName === undefined && principal.kind === 'root') return check(action, principal.arn)
  return entityCheck(action, 'user', userName ?? ownUserName(context), context)
}

/** @throws NoSuchEntity */
export async function keyOwner(
  userName: string | undefined,
  context: IamContext,
): Promise<KeyOwner> {
  const { account, documents, identity } = context
  if (userName === undefined && identity.principal.kind === 'root') {
    const root = recordOf<Account>(await documents.get(accountKey(account)))
    return {
      name: '',
      keyIds: root?.rootAccessKeyIds ?? [],
      marks: {},
      keep: rootAccessKeyIds =>
        root ? [putRecord(accountKey(account), { ...root, rootAccessKeyIds })] : [],
    }
  }
  const user = await getEntity('user', userName ?? ownUserName(context), context)
  return {
    name: user.name,
    keyIds: user.accessKeyIds,
    marks: { user: user.name.toLowerCase(), userId: user.id },
    keep: accessKeyIds => entityWrites('user', account, { ...user, accessKeyIds }),
  }
}

/** A key that belongs to the owner. @throws NoSuchEntity also for a key of somebody else */
export async function ownedKey(
  id: string,
  { keyIds }: KeyOwner,
  { documents }: IamContext,
): Promise<AccessKey> {
  const key = recordOf<AccessKey>(
    keyIds.includes(id) ? await documents.get(accessKeyKey(id)) : undefined,
  )
  if (!key) throw noSuchAccessKey(id)
  return key
}
