import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LIMITS } from './limits.ts'

/** What a runtime does, as the API's other side sees it. */
export interface RuntimeEvents {
  /** It waits for an invocation. */
  waits(): void
  answered(requestId: string, payload: Uint8Array): void
  /** The answer was longer than an answer may be. */
  answeredTooMuch(requestId: string): void
  failed(requestId: string, payload: Uint8Array): void
  failedToStart(payload: Uint8Array): void
  /** It asks without end, and is not heard any more. */
  misused(): void
}

export interface Handed {
  readonly requestId: string
  readonly functionArn: string
  readonly deadlineMs: number
  readonly traceId: string
  readonly clientContext?: string
  readonly payload: Uint8Array
}

/** The Lambda Runtime API for one environment (spec/surroundings.md §4.3). */
export interface RuntimeApi {
  /** `host:port`, when it listens there as well. */
  readonly address: string | undefined
  /** Gives the waiting runtime its next invocation. */
  hand(invocation: Handed): void
  close(): void
}

const PREFIX = '/2018-06-01/runtime/'

export async function serveRuntimeApi(
  { socket, onLoopback }: { readonly socket: string; readonly onLoopback: boolean },
  events: RuntimeEvents,
): Promise<RuntimeApi> {
  /** The answer that `next` waits for. */
  let waiting: ServerResponse | undefined
  const hold = (response: ServerResponse) => {
    // INVARIANT: one is held. A connection may ask again and again before it is answered, and each would stay.
    waiting?.req.socket.destroy()
    waiting = response
    response.once('close', () => {
      if (waiting === response) waiting = undefined
    })
  }
  let asked = 0
  const servers: Server[] = []
  const close = () => {
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  }
  const count = () => {
    if (++asked !== LIMITS.runtimeAsks) return
    close()
    events.misused()
  }
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    count()
    // What was read together with the request for which its connection was cut.
    if (request.socket.destroyed) return
    answer(request, response, events, hold).catch(() => response.destroy())
  }
  servers.push(await listen(respond, socket))
  if (onLoopback) servers.push(await listen(respond, undefined))
  for (const server of servers) server.on('connection', count).on('drop', count)
  return {
    address: addressOf(servers[1]),
    hand({ payload, ...invocation }) {
      const response = waiting
      waiting = undefined
      asked = 0
      response?.writeHead(200, headersOf(invocation, payload))
      response?.end(payload)
    },
    close,
  }
}

function headersOf(
  invocation: Omit<Handed, 'payload'>,
  payload: Uint8Array,
): Record<string, string | number> {
  const { requestId, functionArn, deadlineMs, traceId, clientContext } = invocation
  return {
    'content-type': 'application/json',
    'content-length': payload.length,
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': deadlineMs,
    'lambda-runtime-invoked-function-arn': functionArn,
    'lambda-runtime-trace-id': traceId,
    ...(clientContext !== undefined && { 'lambda-runtime-client-context': clientContext }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  events: RuntimeEvents,
  hold: (response: ServerResponse) => void,
): Promise<void> {
  const path = request.url ?? ''
  const [what = '', requestId = '', how = ''] = path.slice(PREFIX.length).split('/')
  const route = `${request.method} ${what}${how && `/${how}`}`
  if (!path.startsWith(PREFIX)) return end(response, 404)
  if (`${route}/${requestId}` === 'GET invocation/next') {
    hold(response)
    return events.waits()
  }
  const body = await read(request)
  if (route === 'POST init' && requestId === 'error') {
    end(response, 202)
    return events.failedToStart(body ?? EMPTY)
  }
  if (route !== 'POST invocation/response' && route !== 'POST invocation/error') {
    return end(response, 404)
  }
  end(response, body ? 202 : 413)
  if (!body) return events.answeredTooMuch(requestId)
  if (how === 'response') events.answered(requestId, body)
  else events.failed(requestId, body)
}

const EMPTY = new Uint8Array()

/** Undefined when it is longer than an answer may be; it is read to its end all the same. */
async function read(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length <= LIMITS.answerBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (length > LIMITS.answerBytes) return undefined
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

function end(response: ServerResponse, status: number): void {
  const text = status < 300 ? '{"status":"OK"}' : '{"errorMessage":"","errorType":""}'
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
  })
  response.end(text)
}

function listen(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  socket: string | undefined,
): Promise<Server> {
  // A runtime waits for its next invocation as long as it takes.
  const settings = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }
  const server = createServer(settings, respond)
  server.maxConnections = LIMITS.runtimeConnections
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const ready = () => resolve(server.unref())
    if (socket === undefined) server.listen(0, '127.0.0.1', ready)
    else server.listen(socket, ready)
  })
}

function addressOf(server: Server | undefined): string | undefined {
  const address = server?.address() as AddressInfo | null | undefined
  return address ? `127.0.0.1:${address.port}` : undefined
}
