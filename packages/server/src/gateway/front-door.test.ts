import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import type { HttpRequest } from '../wire/http.ts'
import { createFrontDoor } from './front-door.ts'
import type { Peer } from './listener.ts'

const PEER: Peer = { address: '', secure: false, abandoned: () => new AbortController().signal }
const NOTHING = {
  async *[Symbol.asyncIterator]() {},
  whole: () => undefined,
  forEach: async () => {},
}
const request = (
  method: string,
  rawPath: string,
  service: string,
  target?: string,
): HttpRequest => ({
  ...{ method, rawPath, rawQuery: '', body: NOTHING },
  headers: [
    [
      'authorization',
      `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    ],
    ['x-amz-date', '20260101T000000Z'],
    ...(service === 'iam' ? [['content-type', 'application/x-www-form-urlencoded'] as const] : []),
    ...(target ? [['x-amz-target', target] as const] : []),
  ],
})

describe('a server that has too much to do', () => {
  const door = createFrontDoor({
    pipeline: () => Promise.reject(new Error('nothing gets here')),
    overload: { enter: () => undefined },
    random: seededRandom('door'),
    domain: undefined,
    trouble: async () => undefined,
    openMetrics: async () => 'figures 1\n',
  })

  it.each([
    ['lex', request('POST', '/bot/A/alias/b/user/me/text', 'lex'), 'ServiceUnavailableException'],
    ['iam', request('POST', '/', 'iam'), 'ServiceUnavailable'],
    ['s3', request('GET', '/bucket/key', 's3'), 'ServiceUnavailable'],
    [
      'logs',
      request('POST', '/', 'logs', 'Logs_20140328.PutLogEvents'),
      'ServiceUnavailableException',
    ],
  ])('says so in the words of %s', async (_, asked, code) => {
    const { status, headers, body } = await door(asked, PEER)
    expect(status).toBe(503)
    expect(headers).toContainEqual(['retry-after', '1'])
    expect(`${JSON.stringify(headers)} ${String(body)}`).toContain(code)
  })

  it('still tells its health and its open figures', async () => {
    const health = await door(request('GET', '/_parley/health', 'parley'), PEER)
    expect(health.status).toBe(200)
    expect(await door(request('GET', '/_parley/metrics', 'parley'), PEER)).toMatchObject({
      status: 200,
      body: 'figures 1\n',
    })
  })
})
