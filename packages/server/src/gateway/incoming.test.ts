import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, vi } from 'vitest'
import { ClientGone, requestOf } from './incoming.ts'

/** A server that hands out what arrives, and a client that has sent a part of its body. */
async function begun() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = request({
    ...{ host: '127.0.0.1', port, method: 'POST' },
    headers: { 'content-length': '10' },
  })
  client.on('error', () => 'it went away')
  client.write('12345')
  const [message, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  const { body } = requestOf(message, response)
  return { server, client, message, body, close: () => server.close() }
}

const into = (chunks: string[]) => (chunk: Uint8Array) => {
  chunks.push(Buffer.from(chunk).toString())
}

it('a body ends with the client that sent it, before it is read and while it is', async () => {
  for (const when of ['before', 'while'] as const) {
    const { client, message, body, close } = await begun()
    const chunks: string[] = []
    const read = () => body.forEach(into(chunks))
    if (when === 'before') {
      client.destroy()
      await once(message, 'close').catch(() => 'with an error')
      await expect(read()).rejects.toThrow(ClientGone)
    } else {
      const reading = read()
      client.destroy()
      await expect(reading).rejects.toThrow()
    }
    close()
  }
})

it('a body is there at once when it has come already, and only once', async () => {
  const { client, message, body, close } = await begun()
  expect(body.whole()).toBeUndefined()
  client.end('67890')
  await vi.waitFor(() => expect(message.complete).toBe(true))
  const ended = once(message, 'end')
  expect(Buffer.from(body.whole() ?? []).toString()).toBe('1234567890')
  await ended
  expect(body.whole()?.length ?? 0).toBe(0)
  client.destroy()
  close()
  const gone = await begun()
  gone.client.end('67890')
  await vi.waitFor(() => expect(gone.message.complete).toBe(true))
  gone.message.destroy()
  expect(gone.body.whole()).toBeUndefined()
  gone.client.destroy()
  gone.close()
})

it('a body is whole once its client has sent it, and stops where its reader does', async () => {
  const { client, body, close } = await begun()
  const chunks: string[] = []
  const reading = body.forEach(into(chunks))
  client.end('67890')
  await reading
  expect(chunks.join('')).toBe('1234567890')
  client.destroy()
  close()
  const other = await begun()
  const refused = other.body.forEach(() => {
    throw new Error('too much')
  })
  await expect(refused).rejects.toThrow('too much')
  other.client.destroy()
  other.close()
})
