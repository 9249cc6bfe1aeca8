import { type CLIENT_FLAGS, UsageError } from './client.ts'

/** What `parley collector` can be asked, as requests of the public API. */

export const FLAGS = {
  account: { type: 'string' },
  user: { type: 'string' },
  name: { type: 'string' },
  bucket: { type: 'string' },
  prefix: { type: 'string' },
  'bucket-region': { type: 'string' },
  'bucket-endpoint': { type: 'string' },
  type: { type: 'string' },
  role: { type: 'string' },
  'access-key': { type: 'string' },
  'secret-key': { type: 'string' },
  'kms-key': { type: 'string' },
  archive: { type: 'boolean' },
  narrow: { type: 'boolean' },
  'keep-key': { type: 'boolean' },
  inactive: { type: 'boolean' },
  start: { type: 'string' },
  'start-time': { type: 'string' },
  'end-time': { type: 'string' },
  discovery: { type: 'string' },
  'poll-seconds': { type: 'string' },
  state: { type: 'string' },
  path: { type: 'string' },
  'power-search': { type: 'string' },
  filter: { type: 'string' },
} as const

export type Flags = {
  readonly [name in keyof typeof FLAGS | keyof typeof CLIENT_FLAGS]?: string | boolean | undefined
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | boolean | undefined>>
  readonly body?: object
}

export interface Verb {
  readonly words: readonly string[]
  readonly argument?: string
  readonly help: string
  readonly request: (flags: Flags, argument: string) => Request
}

export const ACCOUNTS = '/v1/collector/accounts'
const BUCKETS = '/v1/log-shipping/s3-buckets'
const MIGRATIONS = '/v1/log-shipping/external-id-migrations'
const ARCHIVES = '/v2/archive/settings'
const RESTORES = '/archive/restore'

const get = (path: string): Request => ({ method: 'GET', path })
const remove = (path: string): Request => ({ method: 'DELETE', path })
const post = (path: string, body: object = {}): Request => ({ method: 'POST', path, body })
const part = encodeURIComponent

export const VERBS: readonly Verb[] = [
  {
    words: ['account', 'create'],
    argument: 'NAME',
    help: 'a new account with an external id of its own',
    request: (_, accountName) => post(ACCOUNTS, { accountName }),
  },
  { words: ['account', 'list'], help: 'all accounts', request: () => get(ACCOUNTS) },
  {
    words: ['token', 'create'],
    argument: 'NAME',
    help: 'a token for X-API-TOKEN: --account ID [--user NAME]',
    request: (flags, name) =>
      post(`${ACCOUNTS}/${part(needed(flags, 'account'))}/tokens`, { name, userName: flags.user }),
  },
  {
    words: ['details'],
    help: 'account id and external id for the trust policy',
    request: () => get(`${BUCKETS}/aws-assume-role-details`),
  },
  {
    words: ['role-policy'],
    argument: 'BUCKET',
    help: 'the policies of a role: [--prefix P] [--kms-key ARN] [--archive] [--narrow]',
    request: (flags, bucket) =>
      post(`${BUCKETS}/role-policy`, {
        bucket,
        prefix: flags.prefix,
        kmsKeyArn: flags['kms-key'],
        endpoint: flags['bucket-endpoint'],
        archive: flags.archive,
        narrow: flags.narrow,
      }),
  },
  {
    words: ['connect'],
    argument: 'BUCKET',
    help: 'collect from a bucket: --role ARN --type TYPE [--prefix P] [--start everything] …',
    request: (flags, bucket) => post(BUCKETS, settings(flags, bucket)),
  },
  {
    words: ['try'],
    argument: 'BUCKET',
    help: 'the checks of `connect`, without saving',
    request: (flags, bucket) => post(`${BUCKETS}/test`, settings(flags, bucket)),
  },
  { words: ['list'], help: 'all connectors', request: () => get(BUCKETS) },
  {
    words: ['show'],
    argument: 'ID',
    help: 'a connector, its health and progress',
    request: (_, id) => get(`${BUCKETS}/${part(id)}`),
  },
  {
    words: ['test'],
    argument: 'ID',
    help: 'make the checks of a connector again',
    request: (_, id) => post(`${BUCKETS}/${part(id)}/test`),
  },
  {
    words: ['objects'],
    argument: 'ID',
    help: 'what waits, failed or was collected lately: [--state failed]',
    request: (flags, id) => ({
      ...get(`${BUCKETS}/${part(id)}/objects`),
      query: { state: flags.state },
    }),
  },
  {
    words: ['replay'],
    argument: 'ID',
    help: 'have failed objects tried again',
    request: (_, id) => post(`${BUCKETS}/${part(id)}/replay`),
  },
  {
    words: ['disconnect'],
    argument: 'ID',
    help: 'delete a connector; its lines stay',
    request: (_, id) => remove(`${BUCKETS}/${part(id)}`),
  },
  {
    words: ['migrate', 'plan'],
    argument: 'ROLE',
    help: 'what a change to the generated external id means',
    request: (_, arn) => post(`${MIGRATIONS}/plan`, { arn }),
  },
  {
    words: ['migrate'],
    argument: 'ROLE',
    help: 'move all uses of a role to the generated external id',
    request: (_, arn) => post(MIGRATIONS, { arn }),
  },
  {
    words: ['archive', 'start'],
    argument: 'PATH',
    help: 'archive to a bucket: --role ARN [--bucket-region R]',
    request: (flags, path) => post(ARCHIVES, archive(flags, path)),
  },
  { words: ['archive', 'list'], help: 'the archive and its health', request: () => get(ARCHIVES) },
  {
    words: ['archive', 'delete'],
    argument: 'ID',
    help: 'archive no more; files stay',
    request: (_, id) => remove(`${ARCHIVES}/${part(id)}`),
  },
  {
    words: ['restore', 'estimate'],
    help: 'what a restore would read: --start-time T --end-time T [--power-search TEXT]',
    request: flags => post(`${RESTORES}/estimate`, restore(flags)),
  },
  {
    words: ['restore', 'start'],
    argument: 'NAME',
    help: 'bring archived lines back: as estimate, [--filter "field is value"]',
    request: (flags, accountName) => post(RESTORES, { accountName, ...restore(flags) }),
  },
  { words: ['restore', 'list'], help: 'all restores', request: () => get(RESTORES) },
  {
    words: ['restore', 'delete'],
    argument: 'ID',
    help: 'end a restore and forget its lines',
    request: (_, id) => remove(`${RESTORES}/${part(id)}`),
  },
  {
    words: ['search'],
    argument: 'QUERY',
    help: 'find lines, newest first: level:error AND NOT path:/health',
    request: (_, query) => post('/v1/search', { query: { query_string: { query } } }),
  },
  { words: ['events'], help: 'who changed what', request: () => get('/v1/audit-trail') },
]

export const usage = () =>
  [
    'usage: parley collector VERB [flags]; --account ID where there are several',
    '',
    ...VERBS.map(({ words, argument, help }) => {
      const text = [...words, argument].filter(Boolean).join(' ')
      return `  ${text.padEnd(24)}${help}`
    }),
  ].join('\n')

function needed(flags: Flags, name: keyof Flags): string {
  const value = flags[name]
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError(`--${name} is needed\n\n${usage()}`)
}

const settings = (flags: Flags, bucket: string) => ({
  bucket,
  name: flags.name,
  prefix: flags.prefix,
  region: flags['bucket-region'] ?? flags.region ?? 'us-east-1',
  endpoint: flags['bucket-endpoint'],
  logsType: flags.type ?? 'text',
  arn: flags.role,
  accessKey: flags['access-key'],
  secretKey: flags['secret-key'],
  addS3ObjectKeyAsLogField: flags['keep-key'],
  active: flags.inactive === undefined ? undefined : !flags.inactive,
  startMode: flags.start,
  startTime: timeOf(flags, 'start-time'),
  discovery: flags.discovery,
  pollSeconds: flags['poll-seconds'] === undefined ? undefined : Number(flags['poll-seconds']),
})

function archive(flags: Flags, path: string) {
  const isRole = flags.role !== undefined
  return {
    storageType: 'S3',
    amazonS3StorageSettings: {
      credentialsType: isRole ? 'IAM' : 'KEYS',
      path,
      region: flags['bucket-region'],
      endpoint: flags['bucket-endpoint'],
      ...(isRole
        ? { s3IamCredentials: { arn: flags.role } }
        : {
            s3SecretCredentials: { accessKey: flags['access-key'], secretKey: flags['secret-key'] },
          }),
    },
  }
}

function restore(flags: Flags) {
  needed(flags, 'start-time')
  needed(flags, 'end-time')
  const filter = flags.filter === undefined ? undefined : filterOf(String(flags.filter))
  return {
    startTime: timeOf(flags, 'start-time'),
    endTime: timeOf(flags, 'end-time'),
    powerSearch: flags['power-search'],
    filters: filter && [filter],
  }
}

/** `level is error`, `path exists`, `status is one of 500,502`. */
function filterOf(text: string) {
  const parsed = /^(\S+) (is not one of|is one of|is not|is|does not exist|exists)(?: (.*))?$/.exec(
    text,
  )
  if (!parsed) throw new UsageError('--filter takes "FIELD is VALUE", "FIELD exists" and the like')
  const [, field, operator = '', value] = parsed
  const values = value === undefined ? [] : operator.includes('one of') ? value.split(',') : [value]
  return { field, operator, values }
}

/** Epoch ms of an ISO time or of ms. */
function timeOf(flags: Flags, name: keyof Flags): number | undefined {
  const text = flags[name]
  if (typeof text !== 'string') return undefined
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(time)) throw new UsageError(`--${name} takes a time like 2026-11-20T09:00:00Z`)
  return time
}
