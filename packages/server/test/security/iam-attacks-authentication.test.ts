import { createHmac, hash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringToSign } from '../../src/wire/sigv4/canonical.ts'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { deriveKey } from '../../src/wire/sigv4/verify.ts'
import { openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'

/**
 * Published ways around a signature, tried on IAM and STS: each is refused and changes nothing. The numbers are
 * those of the project's list of attacks; what is missing here stands in `authentication.test.ts`,
 * `doors.test.ts` and `sts-web-identity.test.ts`.
 */

const house = await openHouse()
afterAll(() => house.close())
const host = new URL(house.url).host
const FORM = 'application/x-www-form-urlencoded'
const WHO = 'Action=GetCallerIdentity&Version=2011-06-15'

let alice: SigningCredentials
beforeAll(async () => {
  alice = await createUser(house, 'alice', allow('iam:ListUsers', '*'))
})

type Header = [string, string]

interface Signed {
  readonly headers: readonly Header[]
  readonly body: string
  readonly path: string
}

function signed(
  credentials: SigningCredentials,
  body = WHO,
  { path = '/', service = 'sts', more = [] as Header[] } = {},
): Signed {
  const headers: Header[] = [['host', host], ['content-type', FORM], ...more]
  const [rawPath = '/', rawQuery = ''] = path.split('?')
  const head = { method: 'POST', rawPath, rawQuery, headers, body: Buffer.from(body) }
  const at = { region: 'us-east-1', service, time: Date.now() }
  return { headers: [...headers, ...signHeaders(head, credentials, at)], body, path }
}

/** Sends exactly these headers, twice the same if need be. */
function send({ headers, body, path }: Signed, method = 'POST'): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(house.url)
    const flat = [...headers, ['content-length', String(Buffer.byteLength(body))]].flat()
    const outgoing = httpRequest({ hostname, port, path, method, headers: flat }, async answer => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      resolve([answer.statusCode ?? 0, /<Code>([^<]+)/.exec(text)?.[1] ?? text.slice(0, 60)])
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const changed = (request: Signed, name: string, change: (value: string) => string): Signed => ({
  ...request,
  headers: request.headers.map(
    ([key, value]): Header => (key === name ? [key, change(value)] : [key, value]),
  ),
})

const users = async () =>
  (await new IAMClient(house.as()).send(new ListUsersCommand({}))).Users?.map(one => one.UserName)

it('a request as it should be goes through', async () => {
  expect((await send(signed(alice)))[0]).toBe(200)
})

const flip = (text: string) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')

describe('A4, A5: a signature that does not cover its request', () => {
  const authorization = (change: (value: string) => string) => () =>
    send(changed(signed(alice), 'authorization', change))

  it.each([
    ['its last digit changed', authorization(flip)],
    ['no signature', authorization(text => text.replace(/, Signature=.*/, ''))],
    ['an empty signature', authorization(text => text.replace(/Signature=.*/, 'Signature='))],
    [
      'no signed headers',
      authorization(text => text.replace(/SignedHeaders=[^,]*/, 'SignedHeaders=')),
    ],
    ['host not signed', authorization(text => text.replace(';host', ''))],
    ['an absent header signed', authorization(text => text.replace(';host', ';host;x-absent'))],
    ['another algorithm', authorization(text => text.replace('AWS4-HMAC-SHA256', 'none'))],
    ['a scope of yesterday', authorization(text => text.replace(/\/\d{8}\//, '/20200101/'))],
    ['another date', () => send(changed(signed(alice), 'x-amz-date', () => '20200101T000000Z'))],
  ])('%s is refused', async (_, attack) => {
    const [status, code] = await attack()
    expect([400, 403]).toContain(status)
    expect([
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'MissingAuthenticationToken',
    ]).toContain(code)
  })
})

describe('A1, A2, A14: a payload that says it is not signed', () => {
  it.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', hash('sha256', 'other')])(
    'x-amz-content-sha256: %s lets no other body through',
    async value => {
      const request = signed(alice, WHO, { more: [['x-amz-content-sha256', value]] })
      const other = { ...request, body: 'Action=GetSessionToken&Version=2011-06-15' }
      expect(await send(other)).toEqual([403, 'SignatureDoesNotMatch'])
      const forged = changed(request, 'authorization', flip)
      expect(await send(forged)).toEqual([403, 'SignatureDoesNotMatch'])
    },
  )
})

describe('A6, A18: keys that nobody made', () => {
  it.each([
    ['test', 'test'],
    ['111122223333', 'test'],
    ['minioadmin', 'minioadmin'],
    ['admin', 'password'],
    ['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['', ''],
  ])('%s is none', async (accessKeyId, secretAccessKey) => {
    const [status, code] = await send(signed({ accessKeyId, secretAccessKey }))
    expect([400, 403]).toContain(status)
    expect(['InvalidClientTokenId', 'IncompleteSignature']).toContain(code)
  })
})

describe('A8, A16: session tokens that were made elsewhere', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { accessKey: 'ASIAIOSFODNN7EXAMPLE', exp: 4_102_444_800, sub: 'root' }

  it.each([
    ['nothing', ''],
    ['a word', 'token'],
    ['an unsigned web token', `${part({ alg: 'none' })}.${part(claims)}.`],
    ['a web token signed by itself', `${part({ alg: 'HS256' })}.${part(claims)}.AAAA`],
    ['plain JSON', part({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', account: '123456789012' })],
    ['a token longer than any', 'A'.repeat(20_000)],
  ])('%s opens nothing', async (_, sessionToken) => {
    const credentials = {
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken,
    }
    expect(await send(signed(credentials))).toEqual([403, 'InvalidClientTokenId'])
  })
})

describe('A9: links that lasted too long', () => {
  function presigned(expires: string, madeAt = Date.now()): Signed {
    const amzDate = new Date(madeAt).toISOString().replace(/[-:]|\.\d{3}/g, '')
    const scopeDate = amzDate.slice(0, 8)
    const scope = [scopeDate, 'us-east-1', 'sts', 'aws4_request']
    const query = new URLSearchParams({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': [alice.accessKeyId, ...scope].join('/'),
      'X-Amz-Date': amzDate,
      'X-Amz-Expires': expires,
      'X-Amz-SignedHeaders': 'host',
    })
    const headers: Header[] = [['host', host]]
    const text = stringToSign(
      { method: 'GET', rawPath: '/', rawQuery: query.toString(), headers },
      {
        form: 'presigned',
        accessKeyId: alice.accessKeyId,
        scopeDate,
        region: 'us-east-1',
        service: 'sts',
        signedHeaders: ['host'],
        signature: '',
        amzDate,
        time: madeAt,
      },
      hash('sha256', ''),
    )
    const key = deriveKey(alice.secretAccessKey, scopeDate, 'us-east-1', 'sts')
    const signature = createHmac('sha256', key).update(text).digest('hex')
    return { headers, body: '', path: `/?${query}&X-Amz-Signature=${signature}` }
  }

  it('a good one works once it is made', async () => {
    expect((await send(presigned('60'), 'GET'))[0]).toBe(200)
  })

  it.each([
    ['0', 0],
    ['-1', 0],
    ['604801', 0],
    ['abc', 0],
    ['60', -120_000],
    ['604800', -604_801_000],
    ['60', 3_600_000],
  ])('one for %s s, made %i ms from now, is refused', async (expires, away) => {
    const [status] = await send(presigned(expires, Date.now() + away), 'GET')
    expect([400, 403]).toContain(status)
  })

  it('its digits cannot be changed, nor what it asks', async () => {
    const link = presigned('60')
    expect(await send({ ...link, path: flip(link.path) }, 'GET')).toEqual([
      403,
      'SignatureDoesNotMatch',
    ])
    const other = link.path.replace('GetCallerIdentity', 'GetSessionToken')
    expect(await send({ ...link, path: other }, 'GET')).toEqual([403, 'SignatureDoesNotMatch'])
  })
})

describe('A11, A12: requests that say two things', () => {
  const CREATE = 'Action=CreateUser&UserName=eve&Version=2010-05-08'
  const LIST = 'Action=ListUsers&Version=2010-05-08'

  it('the action that is decided on is the one that is done', async () => {
    const iam = { service: 'iam' }
    await send(signed(alice, `${LIST}&Action=CreateUser&UserName=eve`, iam))
    await send(signed(alice, CREATE, { ...iam, path: `/?${LIST}` }))
    await send(signed(alice, LIST, { ...iam, path: `/?${CREATE}` }))
    await send(signed(alice, CREATE, { ...iam, more: [['x-amz-target', 'AWSIdentity.ListUsers']] }))
    expect(await users()).not.toContain('eve')
  })

  it('two signatures, in the header and in the query, are none', async () => {
    const request = signed(alice)
    const query = '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&X-Amz-Credential=a'
    const [status] = await send({ ...request, path: query })
    expect([400, 403]).toContain(status)
    const twice = { ...request, headers: [...request.headers, request.headers.at(-1) as Header] }
    expect((await send(changed(twice, 'host', () => host)))[0]).not.toBe(200)
  })

  it.each(['//', '/./', '/%2F', '/%2e%2e', '/..%2f', '/a/..'])(
    'the path %s is not the root',
    async path => {
      expect((await send(signed(alice, WHO, { path })))[0]).not.toBe(200)
    },
  )
})
