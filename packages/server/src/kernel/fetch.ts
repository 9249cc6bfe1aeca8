import { lookup } from 'node:dns/promises'
import { Agent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { BlockList, isIP } from 'node:net'
import { failed, ok, type Result } from './result.ts'

/** Addresses that the operator allowed this server to reach by itself. */
export interface AllowedAddresses {
  allows(address: string, port: number): boolean
}

export interface OutgoingRequest {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly timeoutMs: number
  /** Bytes of an answer; a longer one is a failure. */
  readonly maxBytes: number
  readonly signal?: AbortSignal
}

export interface OutgoingResponse {
  readonly status: number
  header(name: string): string | undefined
  readonly body: Uint8Array
}

export interface OutgoingFailure {
  readonly kind: 'not-allowed' | 'unreachable' | 'timed-out' | 'too-large'
  readonly message: string
}

/** Sends one request to where a user of this server said. Follows no redirect. */
export type OutgoingFetch = (
  url: string,
  request: OutgoingRequest,
) => Promise<Result<OutgoingResponse, OutgoingFailure>>

/**
 * The only way out to an address that came from a request (design §1). The name is resolved once, the address
 * is checked, and the connection goes to that address: a second answer of the name server changes nothing.
 */
export function createFetch(
  allowed: AllowedAddresses,
  resolve: (host: string) => Promise<readonly string[]> = addressesOf,
): OutgoingFetch {
  const agents = { http: new Agent(KEPT), https: new TlsAgent(KEPT) }
  return async (text, request) => {
    const url = parseUrl(text)
    if (!url) return failure('not-allowed', `\`${text.slice(0, 200)}\` is no http or https URL`)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
    const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
    if (addresses.length === 0) return failure('unreachable', `${host} has no address`)
    const address = addresses.find(one => allowed.allows(one, port))
    if (address === undefined) {
      return failure('not-allowed', `the operator has not allowed ${host} port ${port}`)
    }
    const isTls = url.protocol === 'https:'
    return send(isTls ? requestHttps : requestHttp, request, {
      agent: isTls ? agents.https : agents.http,
      host: address,
      port,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers, host: url.host },
      // The certificate is the name's, whatever address it was reached at.
      ...(isTls && !isIP(host) && { servername: host }),
    })
  }
}

const KEPT = { keepAlive: true, maxFreeSockets: 16, timeout: 60_000 }

/**
 * Reads a list like `127.0.0.1:9000,10.1.0.0/16,[fd00::]/8`: addresses or networks, each for one port or all.
 * Names are not taken: what they mean is decided elsewhere and later.
 */
export function parseAllowed(text: string): Result<AllowedAddresses, string> {
  const rules: { readonly list: BlockList; readonly port: number | undefined }[] = []
  for (const item of text.split(',').filter(one => one !== '')) {
    const parsed = /^(?:\[([^\]]+)\]|([^:/]+))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/.exec(item)
    const address = parsed?.[1] ?? parsed?.[2] ?? ''
    const family = isIP(address)
    const bits = Number(parsed?.[3] ?? (family === 6 ? 128 : 32))
    const port = parsed?.[4] === undefined ? undefined : Number(parsed[4])
    const fits = bits <= (family === 6 ? 128 : 32) && (port === undefined || port <= 65_535)
    if (!parsed || family === 0 || !fits) {
      return failed(`expected an address or network with or without a port, got \`${item}\``)
    }
    const list = new BlockList()
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
    rules.push({ list, port })
  }
  return ok({
    allows: (address, port) =>
      rules.some(rule => {
        const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
        return (rule.port === undefined || rule.port === port) && rule.list.check(address, family)
      }),
  })
}

async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined
  return url.username === '' && url.password === '' ? url : undefined
}

function send(
  open: typeof requestHttp,
  { body, timeoutMs, maxBytes, signal }: OutgoingRequest,
  options: RequestOptions,
): Promise<Result<OutgoingResponse, OutgoingFailure>> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const signals = signal ? [deadline, signal] : [deadline]
  return new Promise(resolve => {
    const fail = (error: Error) =>
      resolve(
        deadline.aborted
          ? failure('timed-out', `no answer after ${timeoutMs} ms`)
          : failure('unreachable', error.message),
      )
    const outgoing = open({ ...options, signal: AbortSignal.any(signals) }, response => {
      read(response, maxBytes).then(bytes => {
        if (!bytes) return resolve(failure('too-large', `more than ${maxBytes} bytes`))
        resolve(ok(responseOf(response, bytes)))
      }, fail)
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}

/** Undefined when there is more of it. */
async function read(response: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length
    // Leaving the loop destroys the connection.
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const responseOf = (response: IncomingMessage, body: Uint8Array): OutgoingResponse => ({
  status: response.statusCode ?? 0,
  header: name => {
    const value = response.headers[name]
    return Array.isArray(value) ? value[0] : value
  },
  body,
})

const failure = (kind: OutgoingFailure['kind'], message: string) => failed({ kind, message })
