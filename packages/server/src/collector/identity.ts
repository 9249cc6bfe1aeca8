import {
  countKey,
  accountKey as iamAccountKey,
  type Role,
  roleKey,
  uniqueIdKey,
} from '../access/records.ts'
import { uniqueId } from '../access/unique-ids.ts'
import type { Clock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import { key } from '../store/key.ts'
import { CommitConflict, type Store, type Write } from '../store/store.ts'
import { putRecord, recordOf } from './records.ts'

/**
 * Who the collector is to others: a role in an account of its own, which nobody can sign in to
 * (spec/surroundings.md §14.1). Roles of customers trust the account; the role may assume any that does.
 */
export interface CollectorIdentity {
  readonly accountId: string
  readonly roleArn: string
}

export interface IdentityParts {
  readonly store: Pick<Store, 'get' | 'commit'>
  readonly clock: Clock
  readonly random: Random
}

export const COLLECTOR_SERVICE = 'collector.amazonaws.com'
const ROLE_NAME = 'collector-fetcher'
const IDENTITY = key('collector.identity')

/** The identity; made with the first question for it. */
export async function collectorIdentity(parts: IdentityParts): Promise<CollectorIdentity> {
  const known = await findIdentity(parts)
  if (known) return known
  try {
    await parts.store.commit(await identityWrites(parts))
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
  const made = await findIdentity(parts)
  assert(made, 'the collector has an identity once it is made')
  return made
}

async function findIdentity({ store }: IdentityParts): Promise<CollectorIdentity | undefined> {
  return recordOf<CollectorIdentity>(await store.get(IDENTITY))
}

async function identityWrites({ store, clock, random }: IdentityParts): Promise<Write[]> {
  const account = await freeAccount(store, random)
  const createdAt = clock.now()
  const role: Role = {
    name: ROLE_NAME,
    path: '/',
    id: uniqueId('AROA', account, random),
    arn: `arn:aws:iam::${account}:role/${ROLE_NAME}`,
    createdAt,
    attached: [],
    inline: [{ name: 'enter-buckets', document: ENTER_BUCKETS }],
    tags: [],
    maxSessionSeconds: 3600,
    trust: { document: TRUST_COLLECTOR, pinned: {} },
    serviceLinked: false,
  }
  return [
    { type: 'expect', key: IDENTITY, revision: 'absent' },
    { type: 'expect', key: iamAccountKey(account), revision: 'absent' },
    putRecord(IDENTITY, { accountId: account, roleArn: role.arn }),
    putRecord(iamAccountKey(account), { id: account, createdAt }),
    putRecord(roleKey(account, ROLE_NAME), role),
    putRecord(uniqueIdKey(account, role.id), { kind: 'role', name: ROLE_NAME }),
    { type: 'add', key: countKey(account, 'roles'), amount: 1 },
  ]
}

async function freeAccount(store: IdentityParts['store'], random: Random): Promise<string> {
  for (;;) {
    const account = random.text(1, '123456789') + random.text(11, '0123456789')
    if (!(await store.get(iamAccountKey(account)))) return account
  }
}

const document = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

const ENTER_BUCKETS = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })
const TRUST_COLLECTOR = document({
  Effect: 'Allow',
  Principal: { Service: COLLECTOR_SERVICE },
  Action: 'sts:AssumeRole',
})
