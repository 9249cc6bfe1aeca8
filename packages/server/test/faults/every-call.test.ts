/** Each call to the store fails once, in turn, until none is left to fail (spec/reliability.md §6). */
import { describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse, type RawRequest } from '../house.ts'
import { createFaults } from './faulty-store.ts'

interface Case {
  readonly name: string
  readonly request: (n: number) => RawRequest
  /** Requests that make what the case needs. */
  readonly before?: readonly RawRequest[]
}

const form = (parameters: Record<string, string>): RawRequest => ({
  service: 'iam',
  method: 'POST',
  target: '/',
  headers: [['content-type', 'application/x-www-form-urlencoded']],
  body: new URLSearchParams({ ...parameters, Version: '2010-05-08' }).toString(),
})
const json = (service: string, method: string, target: string, body: unknown): RawRequest => ({
  ...{ service, method, target, body: JSON.stringify(body) },
  headers: [['content-type', 'application/json']],
})
const logs = (operation: string, body: unknown): RawRequest => ({
  ...{ service: 'logs', method: 'POST', target: '/', body: JSON.stringify(body) },
  headers: [
    ['content-type', 'application/x-amz-json-1.1'],
    ['x-amz-target', `Logs_20140328.${operation}`],
  ],
})
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lex.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
})
const BOT = {
  locale: 'en-US',
  childDirected: false,
  processBehavior: 'SAVE',
  abortStatement: { messages: [{ contentType: 'PlainText', content: 'Sorry.' }] },
}
const BUCKET: RawRequest = { service: 's3', method: 'PUT', target: '/kept' }

const CASES: readonly Case[] = [
  {
    name: 'CreateUser',
    request: n =>
      form({
        Action: 'CreateUser',
        UserName: `user-${n}`,
        'Tags.member.1.Key': 'a',
        'Tags.member.1.Value': 'b',
      }),
  },
  {
    name: 'CreateRole',
    request: n =>
      form({ Action: 'CreateRole', RoleName: `role-${n}`, AssumeRolePolicyDocument: TRUST }),
  },
  {
    name: 'PutBot',
    request: n =>
      json(
        'lex',
        'PUT',
        `/bots/Bot${'ABCDEFGHIJ'[n % 10]}${'ABCDEFGHIJ'[Math.floor(n / 10)]}/versions/$LATEST`,
        BOT,
      ),
  },
  {
    name: 'PostText',
    request: n =>
      json('lex', 'POST', `/bot/OrderFlowers/alias/prod/user/user-${n}/text`, {
        inputText: 'I would like to order flowers',
      }),
  },
  {
    name: 'PutLogEvents',
    before: [
      logs('CreateLogGroup', { logGroupName: 'group' }),
      logs('CreateLogStream', { logGroupName: 'group', logStreamName: 'stream' }),
    ],
    request: n =>
      logs('PutLogEvents', {
        ...{ logGroupName: 'group', logStreamName: 'stream' },
        logEvents: [{ timestamp: Date.now(), message: `event ${n}` }],
      }),
  },
  {
    name: 'PutObject, small',
    before: [BUCKET],
    request: n => ({ service: 's3', method: 'PUT', target: `/kept/small-${n}`, body: 'small' }),
  },
  {
    name: 'PutObject, large',
    before: [BUCKET],
    request: n => ({
      ...{ service: 's3', method: 'PUT', target: `/kept/large-${n}` },
      body: 'x'.repeat(200_000),
    }),
  },
]

/** Its last build would make a blob of its own. */
const sampleIsAtRest = (house: House) =>
  eventually(async () => {
    const latest = { service: 'lex', method: 'GET', target: '/bots/OrderFlowers/versions/$LATEST' }
    const { status } = (await (await house.send(latest)).json()) as { readonly status: string }
    return status === 'READY' || undefined
  })

describe.each(CASES)('$name', ({ name, request, before = [] }) => {
  it('fails whole and can be sent again, whichever call to the store fails', async () => {
    const faults = createFaults()
    await using house = await openHouse({ around: faults.around, sample: name === 'PostText' })
    for (const one of before) expect((await send(house, one)).status).toBe(200)
    if (name === 'PostText') await sampleIsAtRest(house)
    const failed: string[] = []
    for (let n = 0; ; n++) {
      expect(n).toBeLessThan(100)
      const known = await faults.documents()
      const blobs = faults.blobs()
      faults.arm(n)
      const answer = await send(house, request(n))
      const call = faults.disarm()
      if (call === undefined) {
        expect(answer.status).toBeLessThan(300)
        break
      }
      failed.push(call)
      const where = `call ${n} (${call})`
      if (answer.status >= 300) {
        expect([where, answer.status, answer.code]).toEqual([
          where,
          expect.toSatisfy((status: number) => status === 500 || status === 503),
          expect.stringMatching(/ServiceUnavailable|InternalFailure|ServiceFailure/),
        ])
        // The outcome of a commit may be unknown: the sweep takes what nothing names.
        if (call !== 'commit') expect(faults.blobs(), where).toBe(blobs)
        expect(await faults.documents(), where).toEqual(known)
      }
      // Whatever failed, what was asked for can be had now.
      if (answer.status >= 300) {
        const again = await send(house, request(n))
        expect([where, again.status, again.text]).toEqual([
          where,
          expect.toSatisfy((status: number) => status < 300),
          expect.any(String),
        ])
      }
    }
    expect(failed).toContain('commit')
  })
})

async function send(house: House, request: RawRequest) {
  const answer = await house.send(request)
  const text = await answer.text()
  const code = answer.headers.get('x-amzn-errortype') ?? /<Code>(\w+)/.exec(text)?.[1]
  return { status: answer.status, text, code }
}
