import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpResponse } from '../wire/http.ts'
import { type Handler, type Listener, listen } from './listener.ts'

const HOST = '127.0.0.1'
const patience = { headersTimeoutMs: 1_000, readerTimeoutMs: 100, clientCheckMs: 20 }
const OK: HttpResponse = { status: 200, headers: [], body: 'ok' }

describe('a listener', () => {
  let listener: Listener
  afterEach(() => listener.close())

  const start = async (handler: Handler) => {
    listener = await listen(handler, { host: HOST, port: 0, patience })
    return `http://${HOST}:${listener.port}`
  }
  const socket = async (): Promise<Socket> => {
    const opened = connect(listener.port, HOST)
    opened.on('error', () => undefined)
    await once(opened, 'connect')
    return opened
  }

  it('cuts off clients that never finish the head of a request, and serves the others', async () => {
    const url = await start(async () => OK)
    const slow = await Promise.all(Array.from({ length: 50 }, socket))
    const cut = slow.map(one => once(one.resume(), 'close'))
    for (const one of slow) one.write('POST / HTTP/1.1\r\nhost: x\r\nx-slow')
    expect(await (await fetch(url)).text()).toBe('ok')
    await Promise.all(cut)
    expect(await (await fetch(url)).text()).toBe('ok')
  })

  it('cuts off clients that do not read their answer, and ends what it was made of', async () => {
    const ended = Promise.withResolvers<void>()
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(1_000_000)
      } finally {
        ended.resolve()
      }
    }
    await start(async () => ({ status: 200, headers: [], body: endless() }))
    const reader = await socket()
    reader.pause()
    reader.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await ended.promise
  })

  it('waits for an answer that takes longer than a client may', async () => {
    async function* late() {
      yield Buffer.from('a')
      await new Promise(resolve => setTimeout(resolve, patience.readerTimeoutMs * 3))
      yield Buffer.from('b')
    }
    const url = await start(async () => ({ status: 200, headers: [], body: late() }))
    expect(await (await fetch(url)).text()).toBe('ab')
  })
})
