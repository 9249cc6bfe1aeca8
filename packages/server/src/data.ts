import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RootCredentials } from './access/accounts.ts'
import { accountKey } from './access/records.ts'
import { ensureRoot } from './access/root-credentials.ts'
import type { Blobs } from './blobs/blobs.ts'
import { openBlobs } from './blobs-place.ts'
import type { Config } from './config.ts'
import type { Clock } from './kernel/clock.ts'
import type { Random } from './kernel/random.ts'
import { loadRootKey } from './kernel/root-key.ts'
import { createSeal, type Seal } from './kernel/seal.ts'
import { QUEUE_LOGS } from './outbox/conversation-log.ts'
import { key } from './store/key.ts'
import { memoryStore } from './store/memory.ts'
import { openSqliteStore } from './store/sqlite/sqlite.ts'
import type { Store } from './store/store.ts'

/** What a server keeps, opened: documents, bytes, the seal of its secrets, its first account. */
export interface OpenedData {
  readonly store: Store
  readonly blobs: Blobs
  readonly seal: Seal
  readonly rootCredentials: RootCredentials
  /** Undefined with `--ephemeral`: nothing is written down. */
  readonly credentialsFile: string | undefined
  /** There was no account yet. */
  readonly isNew: boolean
}

/** Opens the data directory, or memory with `--ephemeral` (design §8). @throws Error when another server has it */
export async function openData(
  config: Config,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<OpenedData> {
  const directory = config.ephemeral ? undefined : resolve(config.data)
  if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const root = rootKey(config, directory, random)
  const seal = createSeal(root, random)
  const { blobs, claim } = await openBlobs(directory, config.blobs, { clock, random })
  const store = await openStore(config, directory, { rootKey: root, clock })
  const credentialsFile = directory === undefined ? undefined : join(directory, 'root-credentials')
  const begin = async () => {
    await checkSeal(store, seal)
    await claim(store)
    const isNew = (await store.get(accountKey(config.account))) === undefined
    const rootCredentials = await ensureRoot(
      { account: config.account, given: givenCredentials(config), file: credentialsFile },
      store,
      { seal, random, clock },
    )
    return { rootCredentials, isNew }
  }
  try {
    const begun = await alone(begin, { store, clock, random })
    return { store, blobs, seal, credentialsFile, ...begun }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openStore(
  { database }: Config,
  directory: string | undefined,
  { rootKey, clock }: { readonly rootKey: Uint8Array; readonly clock: Clock },
): Promise<Store> {
  if (directory === undefined) return memoryStore({ clock })
  const sealed = { prefixes: SEALED_PREFIXES, rootKey }
  if (database === undefined) {
    return openSqliteStore({ file: join(directory, 'parley.db'), clock, sealed })
  }
  const { openPostgresStore } = await import('./store/postgres/postgres.ts')
  return openPostgresStore({ url: database, isCached: decidesPermissions, sealed })
}

/**
 * What people say to bots, as long as they talk, as it is counted, and while it waits to be logged; and with what
 * functions are to be run.
 */
export const SEALED_PREFIXES = [
  ...[key('lex.session'), key('lex.heard'), QUEUE_LOGS],
  key('job', 'lambda-event'),
]

/** What every request reads of identities; all else is read from the database when it is asked for. */
const decidesPermissions = (kind: string) => /^(?:iam|org|access)\./.test(kind)

const START_LEASE_MS = 10_000
const START_POLL_MS = 50

/** Servers that share a database and start together begin one after the other. */
async function alone<T>(
  work: () => Promise<T>,
  { store, clock, random }: Pick<OpenedData, 'store'> & { clock: Clock; random: Random },
): Promise<T> {
  const lease = key('start')
  const holder = random.uuid()
  while ((await store.lease(lease, holder, START_LEASE_MS)) === undefined) {
    await clock.sleep(START_POLL_MS)
  }
  try {
    return await work()
  } finally {
    await store.release(lease, holder)
  }
}

const SEAL_PURPOSE = 'check of the root key'

/**
 * A server with another root key would open none of the secrets, and seal new ones that no other can open.
 * @throws Error when the store was begun with another key
 */
async function checkSeal(store: Store, seal: Seal): Promise<void> {
  const name = key('root-key-check')
  const known = await store.get(name)
  if (known === undefined) {
    const value = seal.seal(Buffer.from('parley'), SEAL_PURPOSE)
    await store.commit([
      { type: 'expect', key: name, revision: 'absent' },
      { type: 'put', key: name, value },
    ])
    return
  }
  if (seal.open(String(known.value), SEAL_PURPOSE)) return
  throw new Error('the root key is not the one that this store was begun with')
}

function rootKey({ rootKeyFile }: Config, directory: string | undefined, random: Random) {
  if (directory === undefined) return random.bytes(32)
  const file = rootKeyFile ?? join(directory, 'root-key')
  return loadRootKey(file, { create: rootKeyFile === undefined, random })
}

function givenCredentials({ rootAccessKeyId, rootSecretAccessKey }: Config) {
  if (rootAccessKeyId === undefined || rootSecretAccessKey === undefined) return undefined
  return { accessKeyId: rootAccessKeyId, secretAccessKey: rootSecretAccessKey }
}
