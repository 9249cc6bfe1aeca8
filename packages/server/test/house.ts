import type { RootCredentials } from '../src/access/accounts.ts'
import { type RunningServer, type Surroundings, startServer } from '../src/app.ts'
import { type Config, readConfig } from '../src/config.ts'
import { silentLogger } from '../src/kernel/log.ts'
import { type SigningCredentials, signHeaders } from '../src/wire/sigv4/sign.ts'

/** A whole server for tests, in memory and on a free port unless told otherwise; real clients talk to it. */
export interface House extends AsyncDisposable {
  readonly url: string
  readonly account: string
  readonly region: string
  readonly root: RootCredentials
  readonly server: RunningServer
  /** What an SDK client needs to find this server: `new IAMClient(house.as(credentials))`. The root when absent. */
  as(credentials?: SigningCredentials): ClientOptions
  /** One signed request, as a client without any SDK would send it. */
  send(request: RawRequest, credentials?: SigningCredentials): Promise<Response>
  close(): Promise<void>
}

export interface ClientOptions {
  readonly endpoint: string
  readonly region: string
  readonly credentials: SigningCredentials
  readonly maxAttempts: number
}

export interface RawRequest {
  readonly service: string
  readonly method: string
  /** Path and query, encoded. */
  readonly target: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: Uint8Array | string
  readonly region?: string
  /** Epoch ms of the signature; now when absent. */
  readonly time?: number
}

export interface HouseOptions extends Partial<Surroundings> {
  /** With the sample bot of a first start; an empty house is quicker. */
  readonly sample?: boolean
  /**
   * Flags as on the command line; when absent, `--ephemeral --port 0`, or a new database where
   * `TEST_DATABASE_URL` says so.
   */
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { environment = {}, ...surroundings } = options
  const home = options.args === undefined ? await databaseHome() : undefined
  const args = options.args ?? home?.args ?? ['--ephemeral', '--port', '0']
  const server = await startServer(configOf(args, environment), {
    log: silentLogger,
    sample: false,
    ...surroundings,
  })
  const { url, account, region, rootCredentials: root } = server
  const close = async () => {
    await server.close()
    await home?.remove()
  }
  return {
    url,
    account,
    region,
    root,
    server,
    as: (credentials = root) => ({ endpoint: url, region, credentials, maxAttempts: 1 }),
    send: (request, credentials = root) => send(url, region, request, credentials),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Where a house without flags lives when the tests are to run on PostgreSQL. */
async function databaseHome() {
  if (process.env['TEST_DATABASE_URL'] === undefined) return undefined
  const { openCluster } = await import('./postgres.ts')
  const { sharedHome } = await import('./postgres-flags.ts')
  const { flags, data, remove } = await sharedHome(await openCluster())
  return { args: [...flags, '--data', data, '--port', '0'], remove }
}

function configOf(args: readonly string[], environment: Readonly<Record<string, string>>): Config {
  const config = readConfig(args, environment)
  if (!config.ok) throw new Error(config.error)
  return config.value
}

async function send(
  url: string,
  ownRegion: string,
  { service, method, target, headers = [], body = '', region = ownRegion, time }: RawRequest,
  credentials: SigningCredentials,
): Promise<Response> {
  const address = new URL(target, url)
  const bytes = Buffer.from(body)
  const all: [string, string][] = [['host', address.host], ...headers.map(pair)]
  const head = {
    method,
    rawPath: address.pathname,
    rawQuery: address.search.slice(1),
    headers: all,
    body: bytes,
  }
  const signed = signHeaders(head, credentials, { region, service, time: time ?? Date.now() })
  return fetch(address, {
    method,
    headers: [...all.filter(([name]) => name !== 'host'), ...signed],
    ...(bytes.length > 0 && { body: bytes }),
  })
}

const pair = ([name, value]: readonly [string, string]): [string, string] => [name, value]
