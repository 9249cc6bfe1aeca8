import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { HttpRequest, HttpResponse } from '../wire/http.ts'
import { ClientGone, requestOf } from './incoming.ts'
import { LIMITS } from './limits.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Those of the limits when absent. */
  readonly patience?: Patience
}

/** How long a client may take. */
interface Patience {
  readonly headersTimeoutMs: number
  readonly readerTimeoutMs: number
  /** How often the first is looked at. */
  readonly clientCheckMs: number
  /** How long requests in flight may take once the listener closes. */
  readonly drainMs: number
}

/** What the connection tells about a request. */
export interface Peer {
  readonly address: string
  readonly secure: boolean
  /** Version and cipher suite of a secure connection. */
  readonly tls?: { readonly version: string; readonly cipher: string } | undefined
  /** Aborted when the client goes away before its answer; made when it is first asked for. */
  readonly abandoned: () => AbortSignal
}

export interface Listener {
  readonly port: number
  /** Stops listening, lets requests in flight end within the drain time, then cuts the rest. */
  close(): Promise<void>
}

export type Handler = (request: HttpRequest, peer: Peer) => Promise<HttpResponse>

/** Listens with bare `node:http`, or `node:https` when given a certificate. */
export async function listen(handler: Handler, options: ListenerOptions): Promise<Listener> {
  const { patience = LIMITS } = options
  const settings = {
    maxHeaderSize: LIMITS.headerBytes,
    // Bodies have limits of their own: an object may take hours.
    requestTimeout: 0,
    headersTimeout: patience.headersTimeoutMs,
    connectionsCheckingInterval: patience.clientCheckMs,
    keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
  }
  // INVARIANT: what is closed after the listener is used by no request: also who went away is waited for.
  const underway = { count: 0, none: () => {} }
  const serving = { handler, secure: options.tls !== undefined, patience, underway }
  const respond = (message: IncomingMessage, response: ServerResponse) =>
    answer(message, response, serving)
  const server = options.tls
    ? createHttps(
        { ...settings, ...options.tls, handshakeTimeout: patience.headersTimeoutMs },
        respond,
      )
    : createHttp(settings, respond)
  server.maxConnections = LIMITS.connections
  // 100 Continue waits until the body is asked for: its reader sends it.
  server.on('checkContinue', respond)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const { port, host } = options
    server.listen({ port, host, backlog: LIMITS.backlog }, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    async close() {
      const late = Promise.withResolvers<void>()
      const cut = setTimeout(() => {
        server.closeAllConnections()
        late.resolve()
      }, patience.drainMs)
      const closed = new Promise(resolve => server.close(resolve))
      // Their clients would keep them open: those that rest now, and each of the others after its answer.
      const idle = setInterval(() => server.closeIdleConnections(), LIMITS.idleCheckMs)
      server.closeIdleConnections()
      // Connections that are not yet encrypted cannot be cut.
      const rested = () =>
        new Promise<void>(resolve => {
          underway.none = resolve
          if (underway.count === 0) resolve()
        })
      await Promise.race([closed.then(rested), late.promise])
      clearTimeout(cut)
      clearInterval(idle)
    },
  }
}

interface Serving {
  readonly handler: Handler
  readonly secure: boolean
  readonly patience: Patience
  /** How many requests are not answered yet, and who is told when there are none. */
  readonly underway: { count: number; none: () => void }
}

/** Never fails: a connection that breaks is all that becomes of it. */
async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  { handler, secure, patience, underway }: Serving,
): Promise<void> {
  const { socket } = message
  let signal: AbortSignal | undefined
  const peer: Peer = {
    address: socket.remoteAddress ?? '',
    secure,
    tls: socket instanceof TLSSocket ? tlsOf(socket) : undefined,
    abandoned: () => (signal ??= abandoned(response)),
  }
  underway.count++
  try {
    const answered = await handler(requestOf(message, response), peer)
    const sending = send(response, message, answered, patience)
    if (sending) await sending
  } catch {
    // The pipeline turns every failure into an answer; what is left is a broken connection.
    message.socket.destroy()
  } finally {
    if (--underway.count === 0) underway.none()
  }
}

const tlsOf = (socket: TLSSocket) => ({
  version: socket.getProtocol() ?? '',
  cipher: socket.getCipher()?.standardName ?? '',
})

function abandoned(response: ServerResponse): AbortSignal {
  const abort = new AbortController()
  const check = () => {
    if (!response.writableFinished) abort.abort(new ClientGone())
  }
  if (response.closed) check()
  else response.once('close', check)
  return abort.signal
}

const sizeOf = (body: string | Uint8Array | undefined) =>
  typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0)

/** Resolves when a stream was sent to its end; what is held whole is sent at once: no promise. */
function send(
  response: ServerResponse,
  message: IncomingMessage,
  { status, headers, body }: HttpResponse,
  patience: Patience,
): Promise<void> | undefined {
  const all: string[] = []
  let isToldSize = status === 204 || status === 304
  for (const [name, value] of headers) {
    all.push(name, value)
    // HeadObject tells the size of what GetObject would send.
    if (name === 'content-length') isToldSize = true
  }
  // A body that was not read to its end would be taken for the next request.
  if (!message.complete) {
    all.push('connection', 'close')
    response.once('finish', () => message.destroy())
  }
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    if (!isToldSize) all.push('content-length', String(sizeOf(body)))
    response.writeHead(status, all)
    end(response, patience, message.method === 'HEAD' ? undefined : body)
    return undefined
  }
  response.writeHead(status, all)
  return sendEach(response, body, patience)
}

async function sendEach(
  response: ServerResponse,
  body: AsyncIterable<Uint8Array>,
  patience: Patience,
): Promise<void> {
  // Leaving the loop ends the body, whatever it holds open.
  for await (const chunk of body) {
    if (response.destroyed) return
    if (!response.write(chunk)) await drained(response, patience)
  }
  end(response, patience)
}

/** What is left is held until it was read: a reader that rests too long is cut off. */
function end(response: ServerResponse, { readerTimeoutMs }: Patience, last?: string | Uint8Array) {
  response.end(last)
  if (response.writableLength === 0) return
  response.setTimeout(readerTimeoutMs)
  // Before the server itself gives the connection the time that it may be idle.
  response.prependOnceListener('finish', () => response.setTimeout(0))
}

/** Until there is room again, or nobody to write for. */
function drained(response: ServerResponse, { readerTimeoutMs }: Patience): Promise<void> {
  return new Promise(resolve => {
    // A reader that rests too long is cut off.
    response.setTimeout(readerTimeoutMs)
    const done = () => {
      response.setTimeout(0)
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
