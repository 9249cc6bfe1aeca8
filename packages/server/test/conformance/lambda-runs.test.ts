import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { InvokeCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import {
  createFunction,
  createRole,
  ECHO,
  openWorkshop,
  run,
  WRITE_LOGS,
} from './lambda-functions.ts'

let house: House
let role: string
let lambda: LambdaClient
beforeAll(async () => {
  house = await openWorkshop()
  role = await createRole(house, 'runner', WRITE_LOGS)
  lambda = new LambdaClient(house.as())
})
afterAll(() => house.close())

let count = 0
/** A function of its own for each test. */
async function made(
  code: Parameters<typeof createFunction>[2],
  more: Parameters<typeof createFunction>[3] = {},
): Promise<{ readonly FunctionName: string }> {
  const FunctionName = `f${++count}`
  await createFunction(house, role, code, { FunctionName, ...more })
  return { FunctionName }
}

describe('the other kinds of invocation', () => {
  it('says whether a function could be invoked, without doing so', async () => {
    const fn = await made('console.log(1)')
    const { answer } = await run(house, {}, { ...fn, InvocationType: 'DryRun' })
    expect(answer.StatusCode).toBe(204)
    expect(answer.ExecutedVersion).toBeUndefined()
  })

  it('accepts an event and runs it afterwards', async () => {
    const fn = await made('exports.handler = async e => { console.log("event", e.n) }')
    const { answer, value } = await run(house, { n: 9 }, { ...fn, InvocationType: 'Event' })
    expect([answer.StatusCode, value]).toEqual([202, undefined])
    expect(await messages(fn.FunctionName, 'event 9')).toHaveLength(1)
  })

  const REFUSED: readonly [what: string, input: object, refused: readonly unknown[]][] = [
    [
      'a payload that is no JSON',
      { Payload: Buffer.from('{') },
      ['InvalidRequestContentException', expect.stringContaining('Could not parse'), 400],
    ],
    [
      'a payload over 6 MB',
      { Payload: Buffer.alloc(6_291_457, ' ') },
      [
        'RequestTooLargeException',
        '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
        413,
      ],
    ],
    [
      'an event over 1 MB',
      { Payload: Buffer.alloc(1_048_577, ' '), InvocationType: 'Event' },
      ['RequestTooLargeException', expect.stringContaining('limit 1048576 bytes'), 413],
    ],
    [
      'a client context that is no JSON',
      { ClientContext: 'AAAA' },
      ['InvalidRequestContentException', expect.stringContaining('Client context'), 400],
    ],
  ]
  for (const [what, input, refused] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const fn = await made(ECHO)
      const call = lambda.send(new InvokeCommand({ ...fn, ...input }))
      expect(await refusal(call)).toEqual(refused)
    })
  }

  it('names the version when there is no function', async () => {
    const arn = `arn:aws:lambda:us-east-1:${house.account}:function:absent:$LATEST`
    expect(await refusal(run(house, {}, { FunctionName: 'absent' }))).toEqual([
      'ResourceNotFoundException',
      `Function not found: ${arn}`,
      404,
    ])
  })
})

describe('reserved concurrency', () => {
  it('holds a function to the executions that are kept for it', async () => {
    const fn = await made(
      'exports.handler = async () => { await new Promise(r => setTimeout(r, 300)); return 1 }',
    )
    const reserve = (ReservedConcurrentExecutions: number) =>
      lambda.send(new PutFunctionConcurrencyCommand({ ...fn, ReservedConcurrentExecutions }))
    await reserve(1)
    const both = await Promise.allSettled([run(house, {}, fn), run(house, {}, fn)])
    const refused = both.find(one => one.status === 'rejected')
    expect(both.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    expect(refused?.reason).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
    })
    await reserve(0)
    expect((await refusal(run(house, {}, fn)))[0]).toBe('TooManyRequestsException')
  })
})

describe('the role', () => {
  it('writes the log to a group of the function', async () => {
    const fn = await made('exports.handler = async () => console.log("one\\ntwo")')
    await run(house, {}, fn)
    expect(await messages(fn.FunctionName, 'two')).toEqual([
      expect.stringMatching(/Z\t[0-9a-f-]{36}\tINFO\tone\ntwo$/),
    ])
    const logs = new CloudWatchLogsClient(house.as())
    const logGroupName = `/aws/lambda/${fn.FunctionName}`
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }))
    expect(logStreams?.[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
  })

  it('writes long logs in whatever letters', async () => {
    const fn = await made(`exports.handler = async () => {
      for (let i = 0; i < 30; i++) console.log('大'.repeat(20_000) + ' written ' + i) }`)
    await run(house, {}, fn)
    expect(await messages(fn.FunctionName, 'written 0')).toHaveLength(1)
  })

  it('that may not write logs does not keep its function from running', async () => {
    const Role = await createRole(house, 'silent')
    const fn = await made('exports.handler = async () => 5', { Role })
    expect((await run(house, {}, fn)).value).toBe(5)
    const logs = new CloudWatchLogsClient(house.as())
    const logGroupName = `/aws/lambda/${fn.FunctionName}`
    const call = logs.send(new FilterLogEventsCommand({ logGroupName }))
    expect((await refusal(call))[0]).toBe('ResourceNotFoundException')
  })

  it('is what a function is to this server', async () => {
    const code = `const { createHmac, createHash } = require('node:crypto')
      exports.handler = async () => {
        const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env
        const hmac = (key, text) => createHmac('sha256', key).update(text).digest()
        const sha = text => createHash('sha256').update(text).digest('hex')
        const date = new Date().toISOString().replace(/[-:]|\\.\\d{3}/g, ''), day = date.slice(0, 8)
        const body = 'Action=GetCallerIdentity&Version=2011-06-15'
        const headers = { 'content-type': 'application/x-www-form-urlencoded', host: new URL(url).host, 'x-amz-date': date, 'x-amz-security-token': token }
        const names = Object.keys(headers).join(';')
        const canonical = ['POST', '/', '', ...Object.entries(headers).map(h => h.join(':')), '', names, sha(body)].join('\\n')
        const scope = day + '/us-east-1/sts/aws4_request'
        const text = ['AWS4-HMAC-SHA256', date, scope, sha(canonical)].join('\\n')
        const key = ['us-east-1', 'sts', 'aws4_request'].reduce(hmac, hmac('AWS4' + secret, day))
        const signature = createHmac('sha256', key).update(text).digest('hex')
        const authorization = 'AWS4-HMAC-SHA256 Credential=' + id + '/' + scope + ', SignedHeaders=' + names + ', Signature=' + signature
        const response = await fetch(url, { method: 'POST', headers: { ...headers, authorization }, body })
        return (await response.text()).match(/<Arn>(.*)<\\/Arn>/)?.[1] ?? response.status
      }`
    const fn = await made(code)
    expect((await run(house, {}, fn)).value).toBe(
      `arn:aws:sts::${house.account}:assumed-role/runner/${fn.FunctionName}`,
    )
  })

  it('that is gone ends its function', async () => {
    const Role = await createRole(house, 'leaving', WRITE_LOGS)
    const fn = await made(ECHO, { Role })
    const iam = new IAMClient(house.as())
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'leaving', PolicyName: 'own' }))
    await iam.send(new DeleteRoleCommand({ RoleName: 'leaving' }))
    expect(await refusal(run(house, {}, fn))).toEqual([
      'AccessDeniedException',
      'The role defined for the function cannot be assumed by Lambda.',
      403,
    ])
  })
})

/** The messages of a function's log that hold a text, once there are any. */
function messages(FunctionName: string, text: string): Promise<(string | undefined)[]> {
  const logs = new CloudWatchLogsClient(house.as())
  return eventually(async () => {
    const command = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}` })
    const found = await logs.send(command).catch(() => undefined)
    const events = found?.events?.filter(({ message }) => message?.includes(text)) ?? []
    return events.length > 0 ? events.map(({ message }) => message) : undefined
  })
}
