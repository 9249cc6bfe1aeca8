import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HttpResponse } from '../wire/http.ts'
import { type Handler, type Listener, listen } from './listener.ts'

const HOST = '127.0.0.1'
const patience = {
  headersTimeoutMs: 1_000,
  readerTimeoutMs: 100,
  clientCheckMs: 20,
  drainMs: 2_000,
}
const OK: HttpResponse = { status: 200, headers: [], body: 'ok' }

const fixture = (name: string) =>
  readFileSync(new URL(`../../test/fixtures/localhost-${name}.pem`, import.meta.url), 'utf8')
const tls = { cert: fixture('cert'), key: fixture('key') }

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

  it('cuts off clients that never begin to speak TLS', async () => {
    listener = await listen(async () => OK, { host: HOST, port: 0, patience, tls })
    const silent = await socket()
    await once(silent.resume(), 'close')
  })

  it('does not wait for them when it closes', async () => {
    const hasty = { ...patience, drainMs: 50 }
    listener = await listen(async () => OK, { host: HOST, port: 0, patience: hasty, tls })
    const silent = (await socket()).resume()
    await listener.close()
    // Whoever was cut would hear of it by now.
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(silent.closed).toBe(false)
    silent.destroy()
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

  it('cuts off clients that do not read an answer that is held whole', async () => {
    await start(async () => ({ status: 200, headers: [], body: Buffer.alloc(50_000_000) }))
    const reader = await socket()
    reader.pause()
    reader.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await new Promise(resolve => setTimeout(resolve, patience.readerTimeoutMs * 5))
    let read = 0
    reader.on('data', chunk => {
      read += chunk.length
    })
    await once(reader.resume(), 'close')
    expect(read).toBeLessThan(50_000_000)
  })

  it('keeps a connection for the next request, however long its answer takes', async () => {
    const late = patience.readerTimeoutMs * 3
    await start(async ({ rawPath }) => {
      if (rawPath === '/late') await new Promise(resolve => setTimeout(resolve, late))
      return OK
    })
    const client = await socket()
    client.write('GET /soon HTTP/1.1\r\nhost: x\r\n\r\nGET /late HTTP/1.1\r\nhost: x\r\n\r\n')
    let answers = ''
    client.on('data', chunk => {
      answers += chunk
    })
    await vi.waitFor(() => expect(answers.match(/ok/g)).toHaveLength(2), { timeout: 5_000 })
    client.destroy()
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

  it('is closed when nobody is answered any more, also of those who went away', async () => {
    const asked = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    let isAnswered = false
    await start(async () => {
      asked.resolve()
      await go.promise
      isAnswered = true
      return OK
    })
    const client = await socket()
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await asked.promise
    client.destroy()
    const closed = listener.close()
    setTimeout(go.resolve, 100)
    await closed
    expect(isAnswered).toBe(true)
  })

  it('does not wait for a connection that its client would keep', async () => {
    const asked = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    listener = await listen(
      async () => {
        asked.resolve()
        await go.promise
        return OK
      },
      { host: HOST, port: 0, patience: { ...patience, drainMs: 3_600_000 } },
    )
    const client = await socket()
    client.resume().write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await asked.promise
    const closed = listener.close()
    go.resolve()
    await closed
  })

  it('does not wait for ever for an answer', async () => {
    const asked = Promise.withResolvers<void>()
    listener = await listen(
      () => {
        asked.resolve()
        return new Promise(() => {})
      },
      { host: HOST, port: 0, patience: { ...patience, drainMs: 50 } },
    )
    const client = await socket()
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await asked.promise
    await listener.close()
  })

  describe('takes nothing in a body for a request of its own', () => {
    const hidden = 'GET /hidden HTTP/1.1\r\nhost: x\r\n\r\n'
    const length = `content-length: ${hidden.length}`
    it.each([
      ['that nobody reads', `${length}\r\n\r\n${hidden}`, ['/unread']],
      ['that has not come whole', `content-length: 999\r\n\r\n${hidden}`, ['/unread']],
      ['with two lengths', `content-length: 0\r\n${length}\r\n\r\n${hidden}`, []],
      [
        'with a length and chunks',
        `${length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
        [],
      ],
      ['with an unknown coding', `transfer-encoding: x\r\n\r\n${hidden}`, ['/unread']],
      [
        'whose client was not told to go on',
        `expect: 100-continue\r\n${length}\r\n\r\n${hidden}`,
        ['/unread'],
      ],
    ])('%s', async (_, rest, expected) => {
      const paths: string[] = []
      await start(async ({ rawPath }) => {
        paths.push(rawPath)
        return { ...OK, status: 403 }
      })
      const client = await socket()
      client.write(`POST /unread HTTP/1.1\r\nhost: x\r\n${rest}`)
      await once(client.resume(), 'close')
      expect(paths).toEqual(expected)
    })
  })
})
