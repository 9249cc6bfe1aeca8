import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { HttpRequest, HttpResponse } from '../wire/http.ts'
import { LIMITS } from './limits.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** What the connection tells about a request. */
export interface Peer {
  readonly address: string
  readonly secure: boolean
  readonly signal: AbortSignal
}

export interface Listener {
  readonly port: number
  /** Stops listening, lets requests in flight end within the drain time, then cuts the rest. */
  close(): Promise<void>
}

export type Handler = (request: HttpRequest, peer: Peer) => Promise<HttpResponse>

/** Listens with bare `node:http`, or `node:https` when given a certificate. */
export async function listen(handler: Handler, options: ListenerOptions): Promise<Listener> {
  const settings = {
    maxHeaderSize: LIMITS.headerBytes,
    // Bodies have limits of their own: an object may take hours.
    requestTimeout: 0,
    headersTimeout: LIMITS.headersTimeoutMs,
    keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
  }
  const respond = (message: IncomingMessage, response: ServerResponse) =>
    void answer(handler, message, response, options.tls !== undefined)
  const server = options.tls
    ? createHttps({ ...settings, cert: options.tls.cert, key: options.tls.key }, respond)
    : createHttp(settings, respond)
  server.maxConnections = LIMITS.connections
  // 100 Continue waits until the body is asked for: `bodyOf` sends it.
  server.on('checkContinue', respond)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    close: () =>
      new Promise(resolve => {
        const cut = setTimeout(() => server.closeAllConnections(), LIMITS.drainMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

async function answer(
  handler: Handler,
  message: IncomingMessage,
  response: ServerResponse,
  secure: boolean,
): Promise<void> {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new Error('the client went away'))
  })
  const peer = { address: message.socket.remoteAddress ?? '', secure, signal: abort.signal }
  try {
    const answered = await handler(requestOf(message, response), peer)
    await send(response, message, answered)
  } catch {
    // The pipeline turns every failure into an answer; what is left is a broken connection.
    message.socket.destroy()
  }
}

const sizeOf = (body: string | Uint8Array | undefined) =>
  typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0)

function requestOf(message: IncomingMessage, response: ServerResponse): HttpRequest {
  const target = message.url ?? '/'
  const at = target.indexOf('?')
  const headers: [string, string][] = []
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    headers.push([message.rawHeaders[i]!.toLowerCase(), message.rawHeaders[i + 1]!])
  }
  return {
    method: message.method ?? 'GET',
    rawPath: at < 0 ? target : target.slice(0, at),
    rawQuery: at < 0 ? '' : target.slice(at + 1),
    headers,
    body: bodyOf(message, response),
  }
}

function bodyOf(message: IncomingMessage, response: ServerResponse): AsyncIterable<Uint8Array> {
  if (hasNoBody(message)) return NOTHING
  return {
    [Symbol.asyncIterator]() {
      if (message.headers.expect?.toLowerCase() === '100-continue') response.writeContinue()
      // A sender that rests too long is cut off.
      message.setTimeout(LIMITS.requestTimeoutMs)
      message.once('end', () => message.setTimeout(0))
      return (message as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
    },
  }
}

const hasNoBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

async function send(
  response: ServerResponse,
  message: IncomingMessage,
  { status, headers, body }: HttpResponse,
): Promise<void> {
  const all = headers.flat()
  // A body that was not read to its end would be taken for the next request.
  if (!message.complete) {
    all.push('connection', 'close')
    response.once('finish', () => message.destroy())
  }
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const isToldSize = status === 204 || status === 304 || hasLength(headers)
    if (!isToldSize) all.push('content-length', String(sizeOf(body)))
    response.writeHead(status, all)
    response.end(message.method === 'HEAD' ? undefined : body)
    return
  }
  response.writeHead(status, all)
  // Leaving the loop ends the body, whatever it holds open.
  for await (const chunk of body) {
    if (response.destroyed) return
    if (!response.write(chunk)) await drained(response)
  }
  response.end()
}

/** HeadObject tells the size of what GetObject would send. */
const hasLength = (headers: HttpResponse['headers']) =>
  headers.some(([name]) => name === 'content-length')

/** Until there is room again, or nobody to write for. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
