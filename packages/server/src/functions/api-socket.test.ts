import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openApiSocket } from './api-socket.ts'

it.runIf(process.platform === 'linux')(
  'leads to the server from another address than a proxy of this machine would come from',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'socket-'))
    const server = createHttp((request, response) => response.end(request.socket.remoteAddress))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const socket = await openApiSocket(join(directory, 'api'), new URL(`http://127.0.0.1:${port}`))
    const answer = await new Promise<string>(resolve => {
      let text = ''
      const client = connect(socket.path)
      client.on('data', chunk => {
        text += chunk
      })
      client.on('close', () => resolve(text))
      client.end('GET / HTTP/1.0\r\n\r\n')
    })
    expect(answer).toMatch(/\r\n127\.0\.0\.2$/)
    socket.close()
    server.close()
    rmSync(directory, { recursive: true, force: true })
  },
)
