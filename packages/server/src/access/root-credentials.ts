import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Store } from '../store/store.ts'
import {
  type AccountDependencies,
  accountWrites,
  newRootCredentials,
  type RootCredentials,
  rootKeyWrites,
} from './accounts.ts'
import { type AccessKey, type Account, accessKeyKey, accountKey, recordOf } from './records.ts'

export interface FirstAccount {
  readonly account: string
  /** Given by the environment; generated into `file` otherwise. */
  readonly given: RootCredentials | undefined
  /** Undefined with `--ephemeral`: nothing is written down. */
  readonly file: string | undefined
}

/**
 * Makes sure that the first account exists and that its root can sign: with the given credentials, with
 * those in the file, or with new ones (design §8).
 */
export async function ensureRoot(
  { account, given, file }: FirstAccount,
  store: Store,
  dependencies: AccountDependencies,
): Promise<RootCredentials> {
  const existing = recordOf<Account>(await store.get(accountKey(account)))
  const known = given ?? (file === undefined ? undefined : readCredentials(file))
  const credentials = known ?? newRootCredentials(account, dependencies.random)
  // Written down first: what a crash leaves behind is then valid after the next start.
  if (file !== undefined && known === undefined) writeCredentials(file, credentials)
  const stored = recordOf<AccessKey>(await store.get(accessKeyKey(credentials.accessKeyId)))
  if (!existing) {
    await store.commit(accountWrites(account, credentials, dependencies))
  } else if (stored?.account !== account || isChanged(stored, credentials, dependencies)) {
    await store.commit(rootKeyWrites(existing, credentials, dependencies))
  }
  return credentials
}

function isChanged(
  { id, sealedSecret }: AccessKey,
  { secretAccessKey }: RootCredentials,
  { seal }: AccountDependencies,
): boolean {
  const opened = seal.open(sealedSecret, id)
  return opened === undefined || Buffer.from(opened).toString('utf8') !== secretAccessKey
}

/** The shared-credentials format of AWS: the command line reads it as it is. */
function writeCredentials(file: string, { accessKeyId, secretAccessKey }: RootCredentials): void {
  const text = `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(file, text, { mode: 0o600 })
}

function readCredentials(file: string): RootCredentials | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const accessKeyId = /^aws_access_key_id\s*=\s*(\S+)/m.exec(text)?.[1]
  const secretAccessKey = /^aws_secret_access_key\s*=\s*(\S+)/m.exec(text)?.[1]
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined
}
