import {
  type AccessKey,
  type Account,
  accessKeyKey,
  accountKey,
  type LastUse,
  lastUseKey,
  recordOf,
  type User,
} from '../../access/records.ts'
import { type LoginProfile, loginProfileKey } from '../../access/sign-in-records.ts'
import { within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import { findPasswordPolicy } from './passwords.ts'

const KEY_COLUMNS = [
  'active',
  'last_rotated',
  'last_used_date',
  'last_used_region',
  'last_used_service',
]

/** spec/iam.md §6.4, "Credential report". */
const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...KEY_COLUMNS.map(name => `access_key_1_${name}`),
  ...KEY_COLUMNS.map(name => `access_key_2_${name}`),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
]

/** The lines of the report: its head, the root user, every user. */
export async function reportRows(context: IamContext): Promise<string[]> {
  const rows = [COLUMNS.join(','), await rootRow(context)]
  const policy = await findPasswordPolicy(context)
  const [from, to] = within('iam.user', context.account)
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await context.documents.range(at, to)
    for (const row of page.documents) {
      const user = recordOf<User>(row)
      if (user) rows.push(await userRow(user, policy?.maxAgeDays, context))
    }
    at = page.next
  }
  return rows
}

const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A']

async function rootRow({ account, documents }: IamContext): Promise<string> {
  const root = recordOf<Account>(await documents.get(accountKey(account)))
  return [
    '<root_account>',
    `arn:aws:iam::${account}:root`,
    iso(root?.createdAt ?? 0),
    ...['not_supported', 'no_information', 'not_supported', 'not_supported', 'false'],
    ...(await keyColumns(root?.rootAccessKeyIds ?? [], documents)),
    ...NO_CERTIFICATES,
  ].join(',')
}

async function userRow(
  user: User,
  maxAgeDays: number | undefined,
  { account, documents }: IamContext,
): Promise<string> {
  const profile = user.hasPassword
    ? recordOf<LoginProfile>((await documents.range(...exactly(account, user))).documents[0])
    : undefined
  return [
    user.name,
    user.arn,
    iso(user.createdAt),
    ...passwordColumns(profile, maxAgeDays),
    String((user.mfaSerials ?? []).length > 0),
    ...(await keyColumns(user.accessKeyIds, documents)),
    ...NO_CERTIFICATES,
  ].join(',')
}

// Read past the request's memory: a report must not expect every credential of the account unchanged.
function exactly(account: string, { id }: User): [Key, Key, { limit: 1 }] {
  const at = loginProfileKey(account, id)
  return [at, `${at}\u0000` as Key, { limit: 1 }]
}

function passwordColumns(
  profile: LoginProfile | undefined,
  maxAgeDays: number | undefined,
): string[] {
  if (!profile) return ['false', 'N/A', 'N/A', 'N/A']
  const next = maxAgeDays === undefined ? 'N/A' : iso(profile.changedAt + maxAgeDays * 86_400_000)
  return ['true', 'no_information', iso(profile.changedAt), next]
}

type Documents = IamContext['documents']

async function keyColumns(ids: readonly string[], documents: Documents): Promise<string[]> {
  const columns = await Promise.all([0, 1].map(i => columnsOf(ids[i], documents)))
  return columns.flat()
}

async function columnsOf(id: string | undefined, documents: Documents): Promise<string[]> {
  const none = ['false', 'N/A', 'N/A', 'N/A', 'N/A']
  if (id === undefined) return none
  const found = recordOf<AccessKey>(await read(documents, accessKeyKey(id)))
  if (!found) return none
  const used = recordOf<LastUse>(await read(documents, lastUseKey(id)))
  return [
    String(found.status === 'Active'),
    iso(found.createdAt),
    ...(used ? [iso(used.at), used.region, used.service] : ['N/A', 'N/A', 'N/A']),
  ]
}

async function read(documents: Documents, at: Key) {
  return (await documents.range(at, `${at}\u0000` as Key, { limit: 1 })).documents[0]
}

const iso = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, '+00:00')
