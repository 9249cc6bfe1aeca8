import { SEALED_PREFIXES } from '../../packages/server/src/data.ts'
import { systemClock } from '../../packages/server/src/kernel/clock.ts'
import { systemRandom } from '../../packages/server/src/kernel/random.ts'
import { loadRootKey } from '../../packages/server/src/kernel/root-key.ts'
import { key, keyParts, within } from '../../packages/server/src/store/key.ts'
import { openSqliteStore } from '../../packages/server/src/store/sqlite/sqlite.ts'
import type { Store } from '../../packages/server/src/store/store.ts'

const BATCH = 1_000

/** Puts sessions of so many users beside one that is there, as copies of it. The server must not run. */
export async function storeSessions(
  data: string,
  users: number,
  nameOf: (user: number) => string,
): Promise<void> {
  const rootKey = loadRootKey(`${data}/root-key`, { create: false, random: systemRandom })
  const sealed = { prefixes: SEALED_PREFIXES, rootKey }
  const store = await openSqliteStore({ file: `${data}/parley.db`, clock: systemClock, sealed })
  try {
    await copySessions(store, users, nameOf)
  } finally {
    await store.close()
  }
}

async function copySessions(
  store: Store,
  users: number,
  nameOf: (user: number) => string,
): Promise<void> {
  const [from, to] = within('lex.session')
  const [session] = (await store.range(from, to, { limit: 1 })).documents
  if (!session) throw new Error('no session to copy')
  const { value } = session
  const [kind = '', ...place] = keyParts(session.key).slice(0, -1)
  for (let user = 0; user < users; user += BATCH) {
    await store.commit(
      Array.from({ length: Math.min(BATCH, users - user) }, (_, at) => {
        const copy = key(kind, ...place, nameOf(user + at))
        return { type: 'put' as const, key: copy, value }
      }),
    )
  }
}
