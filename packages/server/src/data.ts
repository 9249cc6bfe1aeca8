import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RootCredentials } from './access/accounts.ts'
import { accountKey } from './access/records.ts'
import { ensureRoot } from './access/root-credentials.ts'
import type { Blobs } from './blobs/blobs.ts'
import { fileBlobs } from './blobs/files.ts'
import { memoryBlobs } from './blobs/memory.ts'
import type { Config } from './config.ts'
import type { Clock } from './kernel/clock.ts'
import type { Random } from './kernel/random.ts'
import { loadRootKey } from './kernel/root-key.ts'
import { createSeal, type Seal } from './kernel/seal.ts'
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
  const seal = createSeal(rootKey(config, directory, random), random)
  const store =
    directory === undefined
      ? memoryStore({ clock })
      : await openSqliteStore({ file: join(directory, 'parley.db'), clock })
  const blobs =
    directory === undefined ? memoryBlobs(random) : fileBlobs(join(directory, 'blobs'), random)
  const credentialsFile = directory === undefined ? undefined : join(directory, 'root-credentials')
  const isNew = (await store.get(accountKey(config.account))) === undefined
  const rootCredentials = await ensureRoot(
    { account: config.account, given: givenCredentials(config), file: credentialsFile },
    store,
    { seal, random, clock },
  )
  return { store, blobs, seal, rootCredentials, credentialsFile, isNew }
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
