import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApiSocket, reachable } from './api-socket.ts'

const own = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
const hasIPv6 = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .some(({ address }) => address === '::1')

const HOSTS: readonly (string | undefined)[] = [
  ...['127.0.0.1', '0.0.0.0'],
  ...[hasIPv6 ? '::' : undefined, own],
]

describe.runIf(process.platform === 'linux')('the way to the server', () => {
  it.each(HOSTS.filter(host => host !== undefined))(
    'comes from another address than a proxy of this machine would, where the server listens on %s',
    async host => {
      const directory = mkdtempSync(join(tmpdir(), 'socket-'))
      const server = createHttp((request, response) => response.end(request.socket.remoteAddress))
      await new Promise<void>(resolve => server.listen(0, host, resolve))
      const { port } = server.address() as AddressInfo
      const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)
      const socket = await openApiSocket(join(directory, 'api'), reachable(url))
      const answer = await new Promise<string>(resolve => {
        let text = ''
        const client = connect(socket.path)
        client.on('data', chunk => {
          text += chunk
        })
        client.on('close', () => resolve(text))
        client.end('GET / HTTP/1.0\r\n\r\n')
      })
      expect(answer).toMatch(/\r\n(?:::ffff:)?127\.0\.0\.2$/)
      socket.close()
      server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  )
})
