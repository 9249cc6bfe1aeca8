import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetch, parseAllowed } from './fetch.ts'

const allowedOf = (text: string) => {
  const parsed = parseAllowed(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('parseAllowed', () => {
  const cases: readonly [list: string, address: string, port: number, allowed: boolean][] = [
    ['127.0.0.1:9000', '127.0.0.1', 9000, true],
    ['127.0.0.1:9000', '127.0.0.1', 9001, false],
    ['127.0.0.1:9000', '127.0.0.2', 9000, false],
    ['127.0.0.1', '127.0.0.1', 1, true],
    ['10.1.0.0/16', '10.1.255.255', 80, true],
    ['10.1.0.0/16', '10.2.0.0', 80, false],
    ['10.1.0.0/16:80', '10.1.2.3', 443, false],
    ['192.0.2.1,[::1]:8080', '::1', 8080, true],
    ['[fd00::]/8', 'fdab::1', 1, true],
    ['[fd00::]/8', 'fe80::1', 1, false],
    ['127.0.0.0/8', '::ffff:127.0.0.1', 80, true],
    ['', '127.0.0.1', 80, false],
  ]
  for (const [list, address, port, allowed] of cases) {
    it(`\`${list}\` ${allowed ? 'allows' : 'does not allow'} ${address} port ${port}`, () => {
      expect(allowedOf(list).allows(address, port)).toBe(allowed)
    })
  }

  for (const wrong of [
    'localhost:80',
    '1.2.3.4/33',
    '1.2.3.4:99999',
    '::1',
    '[::1]/129',
    '1.2.3',
  ]) {
    it(`does not take \`${wrong}\``, () => {
      expect(parseAllowed(wrong)).toMatchObject({ ok: false })
    })
  }
})

describe('createFetch', () => {
  const seen: string[] = []
  let server: Server
  let port = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.host}`)
      if (request.url === '/away') response.writeHead(302, { location: '/elsewhere' })
      if (request.url === '/hang') return
      response.end(request.url === '/large' ? Buffer.alloc(2000) : 'hello')
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const GET = { method: 'GET', timeoutMs: 2000, maxBytes: 1000 }
  const resolving = (...addresses: string[]) =>
    createFetch(allowedOf(`127.0.0.1:${port}`), async () => addresses)

  it('reaches what is allowed, under the name that was asked for', async () => {
    const answer = await resolving('127.0.0.1')(`http://functions.test:${port}/a?b=c`, GET)
    expect(answer.ok && Buffer.from(answer.value.body).toString()).toBe('hello')
    expect(seen.at(-1)).toBe(`GET /a?b=c functions.test:${port}`)
  })

  it('takes the allowed one of several addresses', async () => {
    const answer = await resolving('169.254.169.254', '127.0.0.1')(`http://x.test:${port}/`, GET)
    expect(answer.ok).toBe(true)
  })

  const refused: readonly [what: string, url: (port: number) => string, kind: string][] = [
    ['a name of another address', () => `http://inside.test:${port}/`, 'not-allowed'],
    ['another port', port => `http://127.0.0.1:${port + 1}/`, 'not-allowed'],
    ['the same address in another spelling', port => `http://[::1]:${port}/`, 'not-allowed'],
    ['another scheme', () => 'file:///etc/passwd', 'not-allowed'],
    ['credentials in the URL', port => `http://a:b@127.0.0.1:${port}/`, 'not-allowed'],
  ]
  for (const [what, url, kind] of refused) {
    it(`refuses ${what} before anything is sent`, async () => {
      const before = seen.length
      const answer = await resolving('10.0.0.1')(url(port), GET)
      expect(answer.ok ? 'sent' : answer.error.kind).toBe(kind)
      expect(seen.length).toBe(before)
    })
  }

  it('does not follow redirects', async () => {
    const answer = await resolving('127.0.0.1')(`http://127.0.0.1:${port}/away`, GET)
    expect(answer.ok && answer.value.status).toBe(302)
    expect(seen.at(-1)).toContain('/away')
  })

  it('ends an answer that is too long', async () => {
    const answer = await resolving('127.0.0.1')(`http://127.0.0.1:${port}/large`, GET)
    expect(answer.ok ? 'read' : answer.error.kind).toBe('too-large')
  })

  it('ends an answer that does not come', async () => {
    const quick = { ...GET, timeoutMs: 50 }
    const answer = await resolving('127.0.0.1')(`http://127.0.0.1:${port}/hang`, quick)
    expect(answer.ok ? 'read' : answer.error.kind).toBe('timed-out')
  })
})
