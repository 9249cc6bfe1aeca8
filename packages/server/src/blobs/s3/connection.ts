import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { LIMITS } from './limits.ts'

export interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: readonly Uint8Array[]
  readonly sizeBytes: number
}

/** How long an endpoint may take. */
export interface Times {
  /** Until an answer begins, once the body had time to leave. */
  readonly answerMs: number
  /** Between the bytes of an answer. */
  readonly restMs: number
}

export type Connection = (path: string, sent: Sent) => Promise<IncomingMessage>

/** The way to the one endpoint that the operator named. @throws Error when no answer begins in time */
export function connectTo(endpoint: string, { answerMs }: Times): Connection {
  const { protocol, hostname, port } = new URL(endpoint)
  const isTls = protocol === 'https:'
  const kept = {
    keepAlive: true,
    maxFreeSockets: LIMITS.keptConnections,
    timeout: LIMITS.keptConnectionMs,
  }
  const agent = isTls ? new TlsAgent(kept) : new Agent(kept)
  const open = isTls ? requestHttps : requestHttp
  const where = { agent, host: hostname.replace(/^\[|\]$/g, ''), ...(port !== '' && { port }) }
  return (path, { method, headers, pieces, sizeBytes }) =>
    new Promise((resolve, reject) => {
      const outgoing = open({ ...where, path, method, headers })
      const ms = answerMs + Math.ceil(sizeBytes / LIMITS.slowestBytesPerMs)
      const late = setTimeout(() => outgoing.destroy(new Error(`no answer after ${ms} ms`)), ms)
      outgoing.once('response', response => {
        clearTimeout(late)
        resolve(response)
      })
      outgoing.on('error', error => {
        clearTimeout(late)
        reject(error)
      })
      outgoing.cork()
      for (const piece of pieces) outgoing.write(piece)
      outgoing.end()
      outgoing.uncork()
    })
}

/**
 * The bytes of an answer. Its reader may take its time, the endpoint may not. Leaving early ends the connection.
 * @throws Error when the answer is cut off or rests too long
 */
export async function* bytesOf(
  answer: IncomingMessage,
  { restMs }: Times,
): AsyncGenerator<Uint8Array> {
  const source = (answer as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const rest = new Error(`the answer rested for ${restMs} ms`)
  try {
    for (;;) {
      const late = setTimeout(() => answer.destroy(rest), restMs)
      const next = await source.next().finally(() => clearTimeout(late))
      if (next.done) return
      yield next.value
    }
  } finally {
    await source.return?.()
  }
}
