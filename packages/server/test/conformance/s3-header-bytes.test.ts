import { connect } from 'node:net'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signHeaders } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'

/** Headers beyond ASCII: signed as UTF-8, kept and told byte by byte (spec/surroundings.md §1.2). */

let house: House

beforeAll(async () => {
  house = await openHouse()
  await new S3Client(house.as()).send(new CreateBucketCommand({ Bucket: 'bytes' }))
})
afterAll(() => house.close())

const DISPOSITION = 'attachment; filename="Übersicht — 2026.pdf"'

/** As clients of other languages send it: the signature over UTF-8, and UTF-8 on the wire. */
function send(method: string, body = '', given: readonly [string, string][] = []): Promise<string> {
  const { host, hostname, port } = new URL(house.url)
  const headers: [string, string][] = [['host', host], ...given]
  const head = { method, rawPath: '/bytes/k', rawQuery: '', headers }
  const how = { region: house.region, service: 's3', time: Date.now() }
  const signed = signHeaders({ ...head, body: Buffer.from(body) }, house.root, how)
  const all = [
    ...headers,
    ...signed,
    ['content-length', String(body.length)],
    ['connection', 'close'],
  ]
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = []
    const socket = connect(Number(port), hostname)
    socket.on('data', part => parts.push(part))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(parts).toString('utf8')))
    socket.write(`${method} /bytes/k HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  })
}

it('a file name beyond ASCII is signed, kept and told', async () => {
  const put = await send('PUT', 'a report', [['content-disposition', DISPOSITION]])
  expect(put).toMatch(/^HTTP\/1.1 200 /)
  for (const method of ['GET', 'HEAD']) {
    const read = await send(method)
    expect(read).toMatch(/^HTTP\/1.1 200 /)
    expect(read).toContain(`\r\ncontent-disposition: ${DISPOSITION}\r\n`)
  }
})
