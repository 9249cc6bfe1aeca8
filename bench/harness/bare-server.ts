import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `bare-server TYPE BYTES`: reads each body, hashes it, answers BYTES bytes. */
const [contentType = 'text/plain', bytes = '0'] = process.argv.slice(2)
const answer = Buffer.alloc(Number(bytes), 'x')

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    hash('sha256', Buffer.concat(chunks))
    response.setHeader('content-type', contentType)
    response.setHeader('content-length', answer.length)
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => server.closeAllConnections())
process.once('SIGTERM', () => server.close())
