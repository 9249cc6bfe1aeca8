import { randomBytes } from 'node:crypto'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import type { ServerProcess } from '../server-process.ts'

/** One signed request to a server in a process of its own, which may be killed meanwhile. */
export interface Caller {
  call(request: Request): Promise<Reply>
}

export interface Request {
  readonly service: string
  readonly method: string
  readonly target: string
  readonly type?: string
  readonly amzTarget?: string
  readonly body?: string | Uint8Array
}

export interface Reply {
  readonly status: number
  readonly bytes: Buffer
  readonly text: string
  readonly json: Record<string, unknown>
}

export function callerOf({ url, credentials }: Pick<ServerProcess, 'url' | 'credentials'>): Caller {
  return {
    async call(request) {
      const answer = await send(url, credentials, request)
      const bytes = Buffer.from(await answer.arrayBuffer())
      const text = bytes.toString('utf8')
      return {
        ...{ status: answer.status, bytes, text },
        get json() {
          return JSON.parse(text) as Record<string, unknown>
        },
      }
    },
  }
}

async function send(
  url: string,
  credentials: SigningCredentials,
  { service, method, target, type, amzTarget, body = '' }: Request,
): Promise<Response> {
  const address = new URL(target, url)
  const bytes = Buffer.from(body)
  const headers: [string, string][] = [['host', address.host]]
  if (type) headers.push(['content-type', type])
  if (amzTarget) headers.push(['x-amz-target', amzTarget])
  const head = {
    ...{ method, headers, body: bytes },
    rawPath: address.pathname,
    rawQuery: address.search.slice(1),
  }
  const signed = signHeaders(head, credentials, {
    ...{ region: 'us-east-1', service, time: Date.now() },
  })
  return fetch(address, {
    method,
    headers: [...headers.filter(([name]) => name !== 'host'), ...signed],
    ...(bytes.length > 0 && { body: bytes }),
  })
}

/** What one writer was told, and what it may not have been told any more. */
export interface Written {
  /** Acknowledged numbers, by kind. */
  readonly users: string[]
  readonly objects: Map<string, Buffer>
  readonly events: number[]
  bot: number
  turn: number
  /** The kind and number in flight at the end. */
  inFlight: { readonly kind: Kind; readonly n: number } | undefined
  readonly attempted: Map<string, Buffer>
}

export type Kind = 'user' | 'bot' | 'turn' | 'object' | 'events'
const KINDS: readonly Kind[] = ['user', 'turn', 'object', 'events', 'bot', 'turn', 'user']

export const BUCKET = 'crash'
export const EVENTS_PER_CALL = 3
export const userPath = (round: number) => `/round-${round}/`
export const streamOf = (round: number, writer: number) => `round-${round}-${writer}`
export const botOf = (writer: number) => `Crash${'ABCDEFGH'[writer]}`
export const sessionOf = (writer: number) => `survivor-${writer}`

export const form = (parameters: Record<string, string>): Request => ({
  ...{ service: 'iam', method: 'POST', target: '/', type: 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ ...parameters, Version: '2010-05-08' }).toString(),
})
export const json = (method: string, target: string, body?: unknown): Request => ({
  ...{ service: 'lex', method, target, type: 'application/json' },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})
export const logs = (operation: string, body: unknown): Request => ({
  ...{ service: 'logs', method: 'POST', target: '/', type: 'application/x-amz-json-1.1' },
  amzTarget: `Logs_20140328.${operation}`,
  body: JSON.stringify(body),
})

export const newWritten = (): Written => ({
  ...{ users: [], objects: new Map(), events: [], bot: -1, turn: -1 },
  ...{ inFlight: undefined, attempted: new Map() },
})

/** Writes of all kinds in turn, until the server is gone. @throws when it answers with anything but success */
export async function write(
  caller: Caller,
  { round, writer, acknowledged }: { round: number; writer: number; acknowledged: () => void },
  written: Written,
): Promise<void> {
  let checksum = await checksumOf(caller, writer)
  for (let n = 0; ; n++) {
    const kind = KINDS[(n + writer) % KINDS.length] ?? 'user'
    written.inFlight = { kind, n }
    const name = `w${writer}-${n}`
    const object = Buffer.from(randomBytes(1 + ((n * 7_919) % 90_000)).toString('latin1'))
    if (kind === 'object') written.attempted.set(`${round}/${name}`, object)
    let reply: Reply
    try {
      reply = await caller.call(requestOf(kind, { round, writer, n, name, object, checksum }))
    } catch (error) {
      if (isGone(error)) return
      throw error
    }
    if (reply.status >= 300) throw new Error(`${kind}: ${reply.status} ${reply.text}`)
    if (kind === 'user') written.users.push(name)
    if (kind === 'object') written.objects.set(`${round}/${name}`, object)
    if (kind === 'events') written.events.push(n)
    if (kind === 'turn') written.turn = n
    if (kind === 'bot') {
      written.bot = n
      checksum = String(reply.json['checksum'])
    }
    written.inFlight = undefined
    acknowledged()
  }
}

interface Step {
  readonly round: number
  readonly writer: number
  readonly n: number
  readonly name: string
  readonly object: Buffer
  readonly checksum: string | undefined
}

function requestOf(kind: Kind, { round, writer, n, name, object, checksum }: Step): Request {
  switch (kind) {
    case 'user':
      return form({
        ...{ Action: 'CreateUser', UserName: `r${round}-${name}`, Path: userPath(round) },
        ...{ 'Tags.member.1.Key': 'n', 'Tags.member.1.Value': String(n) },
      })
    case 'bot':
      return json('PUT', `/bots/${botOf(writer)}/versions/$LATEST`, {
        ...{ locale: 'en-US', childDirected: false, processBehavior: 'SAVE', checksum },
        description: `${round}.${n}`,
        abortStatement: { messages: [{ contentType: 'PlainText', content: 'Sorry.' }] },
      })
    case 'turn':
      return json('POST', `/bot/OrderFlowers/alias/prod/user/${sessionOf(writer)}/text`, {
        inputText: n % 2 ? 'roses' : 'I would like to order flowers',
        sessionAttributes: { at: `${round}.${n}` },
      })
    case 'object':
      return {
        ...{ service: 's3', method: 'PUT', target: `/${BUCKET}/${round}/${name}` },
        body: object,
      }
    default:
      return logs('PutLogEvents', {
        ...{ logGroupName: 'crash', logStreamName: streamOf(round, writer) },
        logEvents: Array.from({ length: EVENTS_PER_CALL }, (_, part) => ({
          ...{ timestamp: Date.now(), message: `${n}.${part}` },
        })),
      })
  }
}

async function checksumOf(caller: Caller, writer: number): Promise<string | undefined> {
  const bot = await caller.call(json('GET', `/bots/${botOf(writer)}/versions/$LATEST`))
  return bot.status === 200 ? String(bot.json['checksum']) : undefined
}

/** The server's end: the only failure that is expected. */
function isGone(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code)
}
