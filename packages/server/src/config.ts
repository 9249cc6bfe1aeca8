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
  /** Quotas other than AWS's defaults, by `service.name`. */
  readonly quotas: ReadonlyMap<string, number>
  readonly logLevel: 'error' | 'warn' | 'info' | 'silent'
  readonly rootAccessKeyId: string | undefined
  readonly rootSecretAccessKey: string | undefined
}

/** Every flag with its default and what `--help` says. `PARLEY_` and the upper-cased name is its variable. */
export const FLAGS = {
  host: { default: '127.0.0.1', help: 'address to listen on' },
  port: { default: '4600', help: 'port to listen on; 0 takes any free one' },
  data: { default: './parley-data', help: 'directory of everything that is kept' },
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
  quotas: {
    default: undefined,
    help: 'quotas other than the defaults of AWS: lex-runtime.conversationsOnAlias=500,…',
  },
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
  const quotas = readQuotas(text('quotas') ?? '')
  if (!quotas.ok) return quotas
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
    quotas: quotas.value,
    logLevel,
    rootAccessKeyId,
    rootSecretAccessKey,
  })
}

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
