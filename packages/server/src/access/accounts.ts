import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Write } from '../store/store.ts'
import { type AccessKey, type Account, accessKeyKey, accountKey, putRecord } from './records.ts'
import { secretAccessKey, uniqueId } from './unique-ids.ts'

export interface AccountDependencies {
  readonly seal: Seal
  readonly random: Random
  readonly clock: Clock
}

export interface RootCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The writes that make an account whose root user has these credentials; the commit fails when it exists. */
export function accountWrites(
  id: string,
  credentials: RootCredentials,
  dependencies: AccountDependencies,
): Write[] {
  const account: Account = { id, createdAt: dependencies.clock.now() }
  return [
    { type: 'expect', key: accountKey(id), revision: 'absent' },
    ...rootKeyWrites(account, credentials, dependencies),
  ]
}

/** New credentials of an account's root user. */
export function newRootCredentials(account: string, random: Random): RootCredentials {
  return {
    accessKeyId: uniqueId('AKIA', account, random),
    secretAccessKey: secretAccessKey(random),
  }
}

/** The writes that make credentials valid for an account's root user. */
export function rootKeyWrites(
  account: Account,
  { accessKeyId, secretAccessKey: secret }: RootCredentials,
  { seal, clock }: AccountDependencies,
): Write[] {
  const record: AccessKey = {
    id: accessKeyId,
    account: account.id,
    sealedSecret: seal.seal(Buffer.from(secret), accessKeyId),
    status: 'Active',
    createdAt: clock.now(),
  }
  const others = (account.rootAccessKeyIds ?? []).filter(id => id !== accessKeyId)
  return [
    putRecord(accountKey(account.id), { ...account, rootAccessKeyIds: [...others, accessKeyId] }),
    putRecord(accessKeyKey(accessKeyId), record),
  ]
}
