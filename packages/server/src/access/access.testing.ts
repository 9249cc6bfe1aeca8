import { parsePolicy } from '@parley/policy'
import { fakeClock } from '../kernel/clock.ts'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import { memoryStore } from '../store/memory.ts'
import { accountWrites, newRootCredentials } from './accounts.ts'
import type { RequestFacts } from './check.ts'
import { createCompiler } from './compiled.ts'
import { createAccess } from './create-access.ts'
import type { Identity } from './identity.ts'
import { pinPrincipals } from './pinning.ts'
import {
  type AccessKey,
  accessKeyKey,
  entityKey,
  putRecord,
  type Role,
  type User,
  uniqueIdKey,
} from './records.ts'

/** Access management over a memory store with two accounts, for tests; time stands still. */
export const OWN = '111111111111'
export const FOREIGN = '222222222222'

export type AccessHouse = Awaited<ReturnType<typeof accessHouse>>

export async function accessHouse() {
  const clock = fakeClock()
  const random = seededRandom('access')
  const seal = createSeal(random.bytes(32), random)
  const store = memoryStore({ clock })
  for (const account of [OWN, FOREIGN]) {
    const credentials = newRootCredentials(account, random)
    await store.commit(accountWrites(account, credentials, { seal, random, clock }))
  }
  const compiler = createCompiler()
  const access = createAccess({ reader: store, writer: store, seal, clock, random }, compiler)
  let count = 0
  const idOf = (prefix: string) => `${prefix}${String(++count).padStart(17, 'A')}`
  const entity = (kind: 'user' | 'role', name: string, account: string) => ({
    name,
    path: '/',
    id: idOf(kind === 'user' ? 'AIDA' : 'AROA'),
    arn: `arn:aws:iam::${account}:${kind}/${name}`,
    createdAt: clock.now(),
    attached: [],
    inline: [],
    tags: [],
  })
  const keep = async (kind: 'user' | 'role', account: string, record: User | Role) => {
    await store.commit([
      putRecord(entityKey(kind, account, record.name), record),
      putRecord(uniqueIdKey(account, record.id), { kind, name: record.name.toLowerCase() }),
    ])
  }
  return {
    clock,
    random,
    seal,
    store,
    compiler,
    access,

    async user(name: string, more: Partial<User> = {}, account = OWN): Promise<User> {
      const user: User = { ...entity('user', name, account), groups: [], accessKeyIds: [], ...more }
      await keep('user', account, user)
      return user
    },

    /** A role whose trust policy is saved as IAM saves it, its principals pinned. */
    async role(
      name: string,
      trust: object,
      more: Partial<Role> = {},
      account = OWN,
    ): Promise<Role> {
      const text = JSON.stringify(trust)
      const parsed = parsePolicy(text, 'trust')
      if (!parsed.ok) throw new Error(parsed.error[0]?.message)
      const pinned = await pinPrincipals(text, parsed.value, store)
      if (!pinned.ok) throw new Error(pinned.error)
      const role: Role = {
        ...entity('role', name, account),
        maxSessionSeconds: 3600,
        serviceLinked: false,
        trust: pinned.value,
        ...more,
      }
      await keep('role', account, role)
      return role
    },

    async key(id: string, more: Partial<AccessKey> = {}): Promise<void> {
      const record: AccessKey = {
        id,
        account: OWN,
        sealedSecret: seal.seal(Buffer.from('secret'), id),
        status: 'Active',
        createdAt: clock.now(),
        ...more,
      }
      await store.commit([putRecord(accessKeyKey(id), record)])
    },

    async delete(kind: 'user' | 'role', name: string, account = OWN): Promise<void> {
      await store.commit([{ type: 'delete', key: entityKey(kind, account, name) }])
    },
  }
}

export const identityOfUser = ({ arn, id }: User, account = OWN): Identity => ({
  account,
  principal: { kind: 'user', arn, account, uniqueId: id },
})

export const statements = (...Statement: readonly object[]) => ({
  Version: '2012-10-17',
  Statement,
})

export const inline = (...all: readonly object[]) => [
  { name: 'own', document: JSON.stringify(statements(...all)) },
]

export const FACTS: RequestFacts = {
  time: Date.UTC(2026, 0, 1),
  region: 'us-east-1',
  sourceIp: '192.0.2.1',
  secureTransport: true,
}
