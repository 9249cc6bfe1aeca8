import type { IncomingMessage, ServerResponse } from 'node:http'
import { boundedMap } from '../kernel/bounded-map.ts'
import type { HttpBody, HttpRequest } from '../wire/http.ts'
import { LIMITS } from './limits.ts'

/** The request that a message of `node:http` is, its body not read yet. */
export function requestOf(message: IncomingMessage, response: ServerResponse): HttpRequest {
  const target = message.url ?? '/'
  const at = target.indexOf('?')
  const headers: [string, string][] = []
  const { rawHeaders } = message
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    headers.push([lowerCase(rawHeaders[i]!), rawHeaders[i + 1]!])
  }
  return {
    method: message.method ?? 'GET',
    rawPath: at < 0 ? target : target.slice(0, at),
    rawQuery: at < 0 ? '' : target.slice(at + 1),
    headers,
    body: bodyOf(message, response, headers),
  }
}

// Few names are in use. One string for each makes every later comparison one of addresses.
const lowered = boundedMap<string, string>(LIMITS.rememberedHeaderNames)

function lowerCase(name: string): string {
  const known = lowered.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (name.length <= LIMITS.rememberedHeaderLength) lowered.set(name, lower)
  return lower
}

function bodyOf(
  message: IncomingMessage,
  response: ServerResponse,
  headers: HttpRequest['headers'],
): HttpBody {
  let hasBody = false
  let waits = false
  for (const [name, value] of headers) {
    if (name === 'transfer-encoding' || (name === 'content-length' && value !== '0')) hasBody = true
    if (name === 'expect') waits = value.toLowerCase() === '100-continue'
  }
  if (!hasBody) return NOTHING
  const begin = () => {
    if (waits) response.writeContinue()
    if (message.complete) return
    // A sender that rests too long is cut off.
    message.setTimeout(LIMITS.requestTimeoutMs)
    message.once('end', () => message.setTimeout(0))
  }
  return {
    [Symbol.asyncIterator]() {
      begin()
      return (message as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
    },
    whole() {
      const { complete, destroyed, readableFlowing } = message
      if (!complete || destroyed || readableFlowing !== null) return undefined
      begin()
      return (message.read() as Uint8Array | null) ?? EMPTY
    },
    forEach(take) {
      begin()
      return eachChunk(message, take)
    },
  }
}

function eachChunk(message: IncomingMessage, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // What has happened already is not told again: a client may go while its request waits to be read.
    if (message.readableEnded) return resolve()
    if (message.destroyed) return reject(new ClientGone())
    const fail = (error: unknown) => {
      message.off('data', onData)
      message.pause()
      reject(error)
    }
    const onData = (chunk: Uint8Array) => {
      try {
        take(chunk)
      } catch (error) {
        fail(error)
      }
    }
    message.on('data', onData)
    message.once('end', resolve)
    message.once('error', fail)
    message.once('close', () => {
      if (!message.readableEnded) fail(new ClientGone())
    })
  })
}

const EMPTY = new Uint8Array()

const NOTHING: HttpBody = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
  whole: () => EMPTY,
  forEach: async () => {},
}

/** Why what was done for a client is given up. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away')
    this.name = 'ClientGone'
  }
}
