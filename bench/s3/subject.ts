import { Agent, request as httpRequest } from 'node:http'
import { crc32 } from 'node:zlib'
import { type SigningCredentials, signHeaders } from '../../packages/server/src/wire/sigv4/sign.ts'

/** A server that speaks S3. */
export interface Subject {
  readonly name: string
  readonly url: string
  readonly pid: number
  readonly credentials: SigningCredentials
  stop(): Promise<void>
}

export type Send = (method: string, target: string, body?: Uint8Array) => Promise<string>

/** Sends signed requests with the hash and the checksum of their bodies, as SDKs do; each throws when it fails. */
export function sender({ url: base, credentials }: Subject): Send & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const send: Send = (method, target, body = NOTHING) => {
    const url = new URL(target, base)
    const headers: [string, string][] = [['host', url.host]]
    if (method === 'PUT' && body.length > 0) headers.push(['x-amz-checksum-crc32', crcOf(body)])
    const head = { method, rawPath: url.pathname, rawQuery: url.search.slice(1), headers, body }
    const scope = { region: 'us-east-1', service: 's3', time: Date.now() }
    const signed = signHeaders(head, credentials, scope)
    const all = { ...Object.fromEntries([...headers, ...signed]), 'content-length': body.length }
    return new Promise((done, failed) => {
      const sent = httpRequest(url, { method, headers: all, agent }, response => {
        let text = ''
        const isText = response.headers['content-type']?.startsWith('application/xml')
        response.on('data', (chunk: Buffer) => {
          if (isText) text += chunk.toString()
        })
        response.on('end', () => {
          if (response.statusCode === 200) done(text)
          else failed(new Error(`${method} ${target}: ${response.statusCode} ${text}`))
        })
      })
      sent.on('error', failed)
      sent.end(body)
    })
  }
  return Object.assign(send, { close: () => agent.destroy() })
}

const NOTHING = new Uint8Array()

function crcOf(body: Uint8Array): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}
