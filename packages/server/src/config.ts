import { parseArgs } from 'node:util'
import { type AllowedAddresses, parseAllowed } from './kernel/fetch.ts'
import { failed, ok, type Result } from './kernel/result.ts'

/** How the server runs. The only reader of flags and environment (design §8). */
export interface Config {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The data directory. */
  readonly data: string
  /** Where documents are kept instead of in the data directory: the URL of a PostgreSQL database. A secret. */
  readonly database: string | undefined
  /** Where blobs are kept instead of in the data directory. Its credentials are secrets. */
  readonly blobs: BlobsConfig | undefined
  /** Processes that share the port and the database. */
  readonly workers: number
  /** Forgets everything at the end; the only place where `reset` exists. */
  readonly ephemeral: boolean
  readonly account: string
  readonly region: string
  readonly rootKeyFile: string | undefined
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  /** Peers whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[]
  /** Below it, hosts name S3 buckets: `bucket.domain`. */
  readonly domain: string | undefined
  /** Addresses at which this server may ask identity providers for their keys. None when absent. */
  readonly identityProviders: AllowedAddresses | undefined
  /** How functions are kept from this server; without bubblewrap none is run unless `process` is asked for. */
  readonly lambdaIsolation: 'bubblewrap' | 'process'
  /** Addresses at which functions may be endpoints. None when absent. */
  readonly lambdaEndpoints: AllowedAddresses | undefined
  /** Addresses to which alarms may post. None when absent. */
  readonly alarmWebhooks: AllowedAddresses | undefined
  /** Addresses at which the collector may enter buckets other than this server's. None when absent. */
  readonly collectorEndpoints: AllowedAddresses | undefined
  /** File with the credentials that assume roles there. */
  readonly collectorCredentials: string | undefined
  /** Begins external ids. */
  readonly collectorProduct: string
  /** What becomes of roles that let the collector in without an external id. */
  readonly collectorOpenRoles: 'refuse' | 'warn'
  /** Quotas other than AWS's defaults, by `service.name`. */
  readonly quotas: ReadonlyMap<string, number>
  /** Requests of one account in a second. Not limited when absent. */
  readonly accountRate: number | undefined
  /** Whether anybody may read the metrics. */
  readonly metricsOpen: boolean
  readonly logLevel: 'error' | 'warn' | 'info' | 'silent'
  readonly rootAccessKeyId: string | undefined
  readonly rootSecretAccessKey: string | undefined
}

/** A bucket on an S3-compatible endpoint, and who may use it. */
export interface BlobsConfig {
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly prefix: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

/** Every flag with its default and what `--help` says. `PARLEY_` and the upper-cased name is its variable. */
export const FLAGS = {
  host: { default: '127.0.0.1', help: 'address to listen on' },
  port: { default: '4600', help: 'port to listen on; 0 takes any free one' },
  data: { default: './parley-data', help: 'directory of everything that is kept' },
  database: {
    default: undefined,
    help: 'postgres://user:password@host/name, which many servers may share',
  },
  blobs: {
    default: undefined,
    help: 's3://bucket/prefix for the bytes of objects, models and code, which many servers may share; endpoint, region and credentials as AWS names them: AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_ACCESS_KEY_ID, …',
  },
  workers: { default: '1', help: 'processes that share the port, with --database' },
  ephemeral: { default: false, help: 'keep everything in memory, forget it at the end' },
  account: { default: '123456789012', help: 'the first account, twelve digits' },
  region: { default: 'us-east-1', help: 'the region of the printed commands' },
  'root-key-file': { default: undefined, help: 'file with the key that wraps secrets' },
  'tls-cert': { default: undefined, help: 'PEM file; with --tls-key the server speaks TLS' },
  'tls-key': { default: undefined, help: 'PEM file' },
  'trust-proxy': { default: undefined, help: 'CIDRs of proxies whose X-Forwarded-For is believed' },
  domain: { default: undefined, help: 'hosts below it name S3 buckets: s3.example.com' },
  'identity-providers': {
    default: undefined,
    help: 'addresses of identity providers that may be asked: 203.0.113.7:443,10.1.0.0/16,…',
  },
  'lambda-isolation': {
    default: 'bubblewrap',
    help: 'bubblewrap, or process to run functions unprotected with the rights of the server',
  },
  'lambda-endpoints': {
    default: undefined,
    help: 'addresses at which functions may be http:// endpoints: 127.0.0.1:9000,10.1.0.0/16,…',
  },
  'alarm-webhooks': {
    default: undefined,
    help: 'addresses to which alarms may post: 203.0.113.7:443,10.1.0.0/16,…',
  },
  'collector-endpoints': {
    default: undefined,
    help: 'addresses at which the collector may enter buckets elsewhere: 203.0.113.7:443,…',
  },
  'collector-credentials': {
    default: undefined,
    help: 'file with the credentials (and account_id) that assume roles elsewhere',
  },
  'collector-product': { default: 'parley', help: 'begins external ids: NAME:aws:extid:…' },
  'collector-open-roles': {
    default: 'refuse',
    help: 'refuse, or warn about roles that let the collector in without an external id',
  },
  quotas: {
    default: undefined,
    help: 'quotas other than the defaults of AWS: lex-runtime.conversationsOnAlias=500,…',
  },
  'account-rate': { default: undefined, help: 'requests of one account in a second, at most' },
  'metrics-open': { default: false, help: 'GET /_parley/metrics needs no signature' },
  'log-level': { default: 'warn', help: 'error, warn, info or silent' },
} as const

type Values = Partial<Record<keyof typeof FLAGS, string | boolean>>

/** The configuration of `parley serve`, or one sentence about what is wrong with it. */
export function readConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, string> {
  let flags: Values
  try {
    const options = Object.fromEntries(
      Object.entries(FLAGS).map(([name, flag]) => [
        name,
        { type: typeof flag.default === 'boolean' ? ('boolean' as const) : ('string' as const) },
      ]),
    )
    flags = parseArgs({ args: [...args], options, strict: true }).values as Values
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  }
  const unknown = Object.keys(environment).find(isUnknownVariable)
  if (unknown) return failed(`unknown environment variable ${unknown}`)
  const text = (name: keyof typeof FLAGS): string | undefined => {
    const value = flags[name] ?? environment[variableOf(name)] ?? FLAGS[name].default
    return value === undefined ? undefined : String(value)
  }
  return validate(text, environment)
}

function validate(
  text: (name: keyof typeof FLAGS) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, string> {
  const account = text('account') ?? ''
  const port = Number(text('port'))
  const region = text('region') ?? ''
  const logLevel = text('log-level') ?? ''
  if (!/^\d{12}$/.test(account)) return failed(`--account takes twelve digits, got \`${account}\``)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return failed(`--port takes a number from 0 to 65535, got \`${text('port')}\``)
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    return failed(`--region takes a region name like us-east-1, got \`${region}\``)
  }
  if (!isLogLevel(logLevel)) return failed(`--log-level takes error, warn, info or silent`)
  if ((text('tls-cert') === undefined) !== (text('tls-key') === undefined)) {
    return failed('--tls-cert and --tls-key go together')
  }
  const allowed = parseAllowed(text('identity-providers') ?? '')
  if (!allowed.ok) return failed(`--identity-providers: ${allowed.error}`)
  const endpoints = parseAllowed(text('lambda-endpoints') ?? '')
  if (!endpoints.ok) return failed(`--lambda-endpoints: ${endpoints.error}`)
  const lambdaIsolation = text('lambda-isolation')
  if (lambdaIsolation !== 'bubblewrap' && lambdaIsolation !== 'process') {
    return failed(`--lambda-isolation takes bubblewrap or process, got \`${lambdaIsolation}\``)
  }
  const webhooks = parseAllowed(text('alarm-webhooks') ?? '')
  if (!webhooks.ok) return failed(`--alarm-webhooks: ${webhooks.error}`)
  const collectorEndpoints = parseAllowed(text('collector-endpoints') ?? '')
  if (!collectorEndpoints.ok) return failed(`--collector-endpoints: ${collectorEndpoints.error}`)
  const collectorOpenRoles = text('collector-open-roles')
  if (collectorOpenRoles !== 'refuse' && collectorOpenRoles !== 'warn') {
    return failed(`--collector-open-roles takes refuse or warn, got \`${collectorOpenRoles}\``)
  }
  const collectorProduct = text('collector-product') ?? ''
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(collectorProduct)) {
    return failed(`--collector-product takes a short name, got \`${collectorProduct}\``)
  }
  const accountRate = text('account-rate')
  if (accountRate !== undefined && !/^[1-9]\d{0,6}$/.test(accountRate)) {
    return failed(`--account-rate takes a whole number, got \`${accountRate}\``)
  }
  const quotas = readQuotas(text('quotas') ?? '')
  if (!quotas.ok) return quotas
  const shared = readShared(text)
  if (!shared.ok) return shared
  const blobs = readBlobs(text('blobs'), region, environment)
  if (!blobs.ok) return blobs
  if (blobs.value && text('ephemeral') === 'true') {
    return failed('--blobs and --ephemeral exclude each other')
  }
  const domain = text('domain')?.toLowerCase()
  if (domain !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain)) {
    return failed(`--domain takes a host name like s3.example.com, got \`${domain}\``)
  }
  const rootAccessKeyId = environment['PARLEY_ROOT_ACCESS_KEY_ID']
  const rootSecretAccessKey = environment['PARLEY_ROOT_SECRET_ACCESS_KEY']
  if ((rootAccessKeyId === undefined) !== (rootSecretAccessKey === undefined)) {
    return failed('PARLEY_ROOT_ACCESS_KEY_ID and PARLEY_ROOT_SECRET_ACCESS_KEY go together')
  }
  return ok({
    host: text('host') ?? '',
    port,
    data: text('data') ?? '',
    ...shared.value,
    blobs: blobs.value,
    ephemeral: text('ephemeral') === 'true',
    account,
    region,
    rootKeyFile: text('root-key-file'),
    tlsCert: text('tls-cert'),
    tlsKey: text('tls-key'),
    trustProxy: (text('trust-proxy') ?? '').split(',').filter(cidr => cidr !== ''),
    domain,
    identityProviders: text('identity-providers') === undefined ? undefined : allowed.value,
    lambdaIsolation,
    lambdaEndpoints: text('lambda-endpoints') === undefined ? undefined : endpoints.value,
    alarmWebhooks: text('alarm-webhooks') === undefined ? undefined : webhooks.value,
    collectorEndpoints:
      text('collector-endpoints') === undefined ? undefined : collectorEndpoints.value,
    collectorCredentials: text('collector-credentials'),
    collectorProduct,
    collectorOpenRoles,
    quotas: quotas.value,
    accountRate: accountRate === undefined ? undefined : Number(accountRate),
    metricsOpen: text('metrics-open') === 'true',
    logLevel,
    rootAccessKeyId,
    rootSecretAccessKey,
  })
}

const MOST_WORKERS = 64

/** The flags of servers that share a database. Nothing of the URL is repeated: it holds a password. */
function readShared(
  text: (name: keyof typeof FLAGS) => string | undefined,
): Result<Pick<Config, 'database' | 'workers'>, string> {
  const database = text('database')
  const workers = Number(text('workers'))
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
    return failed(`--workers takes a number from 1 to ${MOST_WORKERS}, got \`${text('workers')}\``)
  }
  if (database === undefined) {
    return workers === 1 ? ok({ database, workers }) : failed('--workers needs --database')
  }
  if (!/^postgres(ql)?:\/\//.test(database) || !URL.canParse(database)) {
    return failed('--database takes a URL like postgres://user:password@host/name')
  }
  if (text('ephemeral') === 'true') return failed('--database and --ephemeral exclude each other')
  if (text('root-key-file') === undefined) {
    return failed(
      '--database needs --root-key-file: all servers of a database share the key that wraps its secrets (openssl rand -hex 32)',
    )
  }
  return ok({ database, workers })
}

/** `s3://bucket/prefix`, with the rest from the environment. No credential is repeated in what is wrong. */
export function readBlobs(
  text: string | undefined,
  ownRegion: string,
  environment: Readonly<Record<string, string | undefined>>,
): Result<BlobsConfig | undefined, string> {
  if (text === undefined) return ok(undefined)
  const [, bucket, prefix = ''] = S3_URL.exec(text) ?? []
  const isPath =
    prefix.length <= 512 && prefix.split('/').every(part => part !== '.' && part !== '..')
  if (bucket === undefined || !isPath)
    return failed('--blobs takes s3://bucket or s3://bucket/prefix')
  const accessKeyId = environment['AWS_ACCESS_KEY_ID']
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY']
  const sessionToken = environment['AWS_SESSION_TOKEN']
  if (!accessKeyId || !secretAccessKey) {
    return failed('--blobs needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || ownRegion
  const given = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL']
  const endpoint = given || `https://s3.${region}.amazonaws.com`
  const url = URL.parse(endpoint)
  const isOrigin = url?.href === `${url?.origin}/` && /^https?:$/.test(url.protocol)
  if (!url || !isOrigin) {
    return failed('--blobs takes an AWS_ENDPOINT_URL_S3 like https://s3.example.com:9000')
  }
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
  return ok({ endpoint: url.origin, region, bucket, prefix, credentials })
}

const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/|\/([\w.-]+(?:\/[\w.-]+)*)\/?)?$/

function readQuotas(text: string): Result<ReadonlyMap<string, number>, string> {
  const quotas = new Map<string, number>()
  for (const part of text.split(',').filter(one => one !== '')) {
    const [, name, value] = /^([a-z-]+\.[A-Za-z]+)=(\d{1,9})$/.exec(part) ?? []
    if (name === undefined) return failed(`--quotas takes service.name=number, got \`${part}\``)
    quotas.set(name, Number(value))
  }
  return ok(quotas)
}

function isLogLevel(text: string): text is Config['logLevel'] {
  return ['error', 'warn', 'info', 'silent'].includes(text)
}

const variableOf = (flag: string) => `PARLEY_${flag.toUpperCase().replaceAll('-', '_')}`

const OTHER_VARIABLES = [
  'PARLEY_ROOT_ACCESS_KEY_ID',
  'PARLEY_ROOT_SECRET_ACCESS_KEY',
  'PARLEY_ENDPOINT',
]

function isUnknownVariable(name: string): boolean {
  if (!name.startsWith('PARLEY_') || OTHER_VARIABLES.includes(name)) return false
  return !Object.keys(FLAGS).some(flag => variableOf(flag) === name)
}
