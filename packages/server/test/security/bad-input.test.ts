import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type House, openHouse, type RawRequest } from '../house.ts'

/** What is no request: a clear error each, in the words of its protocol, and nothing changed. */

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const
const JSON_11 = ['content-type', 'application/x-amz-json-1.1'] as const

interface Case {
  readonly what: string
  readonly request: RawRequest
  readonly status: number
  readonly code: string
}

const rest = (target: string, body: string, method = 'PUT'): RawRequest => ({
  service: 'lex',
  method,
  target,
  headers: [['content-type', 'application/json']],
  body,
})
const logs = (operation: string, body: string): RawRequest => ({
  service: 'logs',
  method: 'POST',
  target: '/',
  headers: [JSON_11, ['x-amz-target', `Logs_20140328.${operation}`]],
  body,
})
const query = (service: string, body: string): RawRequest => ({
  service,
  method: 'POST',
  target: '/',
  headers: [FORM],
  body,
})

const CASES: readonly Case[] = [
  {
    what: 'malformed JSON of a REST call',
    request: rest('/bots/Abc/versions/$LATEST', '{"locale":'),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'malformed JSON of a targeted call',
    request: logs('CreateLogGroup', '{"logGroupName"'),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a member of the wrong type',
    request: logs('CreateLogGroup', '{"logGroupName":{"a":1}}'),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a missing member',
    request: logs('CreateLogGroup', '{}'),
    status: 400,
    code: 'InvalidParameterException',
  },
  {
    what: 'an unknown target',
    request: logs('MakeCoffee', '{}'),
    status: 400,
    code: 'UnknownOperationException',
  },
  {
    what: 'an unknown path',
    request: rest('/coffee', '', 'GET'),
    status: 404,
    code: 'UnknownOperationException',
  },
  {
    what: 'an unknown action',
    request: query('iam', 'Action=MakeCoffee&Version=2010-05-08'),
    status: 400,
    code: 'InvalidAction',
  },
  {
    what: 'an operation of AWS that is not built here',
    request: query('iam', 'Action=UploadSSHPublicKey&Version=2010-05-08&UserName=a'),
    status: 400,
    code: 'InvalidAction',
  },
  {
    what: 'a query without an action',
    request: query('sts', 'Version=2011-06-15'),
    status: 400,
    code: 'MissingAction',
  },
  {
    what: 'an oversized REST body',
    request: rest('/bots/Abc/versions/$LATEST', `"${'x'.repeat(13 * 1024 * 1024)}"`),
    status: 413,
    code: 'RequestEntityTooLargeException',
  },
  {
    what: 'a prototype in disguise',
    request: logs('CreateLogGroup', '{"__proto__":{"logGroupName":"a"}}'),
    status: 400,
    code: 'InvalidParameterException',
  },
]

describe('bad input', () => {
  for (const { what, request, status, code } of CASES) {
    it(`${what} is answered with ${status} ${code}`, async () => {
      const response = await house.send(request)
      const text = await response.text()
      const found =
        response.headers.get('x-amzn-errortype') ?? /<Code>([^<]+)<\/Code>/.exec(text)?.[1]
      expect([response.status, found]).toEqual([status, code])
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    })
  }

  it('changes nothing', async () => {
    const { body } = query('iam', 'Action=ListUsers&Version=2010-05-08')
    const users = await house.send(query('iam', String(body)))
    expect(await users.text()).not.toContain('<UserName>')
    const groups = await house.send(logs('DescribeLogGroups', '{}'))
    expect(await groups.json()).toEqual({ logGroups: [] })
  })
})

describe('flags', () => {
  it.each([
    [['--cofee'], {}, '--cofee'],
    [['--port', 'http'], {}, '--port takes a number'],
    [['--account', '12'], {}, '--account takes twelve digits'],
    [[], { PARLEY_COFFEE: '1' }, 'PARLEY_COFFEE'],
    [['--tls-cert', 'a.pem'], {}, '--tls-key'],
  ])('%j with %j is refused in one sentence', (args, environment, expected) => {
    const config = readConfig(args, environment)
    expect(config).toMatchObject({ ok: false, error: expect.stringContaining(expected) })
  })
})
