import {
  createServer,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of one request. */
export type Fault =
  /** Answered without asking the endpoint. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body?: string
      readonly headers?: object
    }
  /** Cut after so many bytes of its body: the endpoint never hears of it. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Done, but its answer never arrives. */
  | { readonly kind: 'lose' }
  /** Never answered. */
  | { readonly kind: 'hold' }
  /** Its answer is cut after so many bytes, or rests there. */
  | { readonly kind: 'truncate' | 'rest'; readonly afterBytes: number }
  /** One bit of its answer is changed. */
  | { readonly kind: 'flip'; readonly atByte: number }

export interface Passing {
  readonly method: string
  readonly target: string
  /** How many of its like came before. */
  readonly turn: number
}

/** Stands between a server and the endpoint of its blobs, and fails as networks and endpoints do. */
export interface FaultyEndpoint extends AsyncDisposable {
  readonly url: string
  /** What came by, as `PUT /bucket/key?query`. */
  readonly seen: string[]
  /** Decides from now on. */
  fail(decide: (request: Passing) => Fault | undefined): void
  /** From now on nobody listens, and what is open is cut; until `comeBack`. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

export async function openFaultyEndpoint(target: string): Promise<FaultyEndpoint> {
  const { hostname, port: targetPort } = new URL(target)
  const seen: string[] = []
  let decide: (request: Passing) => Fault | undefined = () => undefined
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming
    const like = `${method} ${url}`
    const fault = decide({ method, target: url, turn: seen.filter(one => one === like).length })
    seen.push(like)
    incoming.on('error', () => outgoing.destroy())
    if (fault?.kind === 'answer') return answer(outgoing, incoming, fault)
    if (fault?.kind === 'hold') return void incoming.resume()
    if (fault?.kind === 'cut') return cutAfter(incoming, fault.afterBytes)
    const { headers } = incoming
    const forwarded = requestHttp({ host: hostname, port: targetPort, method, path: url, headers })
    forwarded.on('response', response => relay(response, outgoing, fault))
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  const listen = (port: number) => new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const goAway = () =>
    new Promise<void>(done => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    fail(how) {
      decide = how
    },
    goAway,
    comeBack: () => listen(port),
    close: goAway,
    [Symbol.asyncDispose]: goAway,
  }
}

function answer(
  outgoing: ServerResponse,
  incoming: IncomingMessage,
  { status, body = '', headers = {} }: Extract<Fault, { kind: 'answer' }>,
): void {
  incoming.resume().on('end', () => outgoing.writeHead(status, { ...headers }).end(body))
}

function cutAfter(incoming: IncomingMessage, afterBytes: number): void {
  let bytes = 0
  const look = () => {
    if (bytes >= afterBytes) incoming.socket.destroy()
  }
  incoming.on('data', chunk => {
    bytes += chunk.length
    look()
  })
  look()
}

function relay(
  response: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): void {
  if (fault?.kind === 'lose') {
    response.resume().on('end', () => outgoing.destroy())
    return
  }
  outgoing.writeHead(response.statusCode ?? 0, response.rawHeaders)
  outgoing.flushHeaders()
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    const at = bytes
    bytes += chunk.length
    if (fault?.kind === 'flip' && fault.atByte >= at && fault.atByte < bytes) {
      chunk[fault.atByte - at]! ^= 1
    }
    const isOver =
      (fault?.kind === 'truncate' || fault?.kind === 'rest') && bytes >= fault.afterBytes
    if (!isOver) return void outgoing.write(chunk)
    outgoing.write(chunk.subarray(0, fault.afterBytes - at), () => {
      if (fault.kind === 'truncate') outgoing.destroy()
    })
    response.removeAllListeners('data').removeAllListeners('end').resume()
  })
  response.on('end', () => outgoing.end())
}
