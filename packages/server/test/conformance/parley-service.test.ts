import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse, type RawRequest } from '../house.ts'
import { allow, createUser } from '../people.ts'

const SECOND = '222222222222'

let house: House
let second: SigningCredentials

beforeAll(async () => {
  house = await openHouse()
  const { body } = await call('POST', '/_parley/accounts', { accountId: SECOND })
  second = body as unknown as SigningCredentials
})
afterAll(() => house.close())

interface Answer {
  readonly status: number
  readonly code: string | null
  readonly body: Record<string, unknown>
}

async function call(
  method: string,
  target: string,
  input?: object,
  as?: SigningCredentials,
): Promise<Answer> {
  const request: RawRequest = {
    ...{ service: 'parley', method, target },
    ...(input && { headers: [['content-type', 'application/json']], body: JSON.stringify(input) }),
  }
  const answer = await house.send(request, as)
  const text = await answer.text()
  return {
    status: answer.status,
    code: answer.headers.get('x-amzn-errortype'),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}

describe('accounts', () => {
  it('have a root of their own, told once', async () => {
    const { Arn } = await new STSClient(house.as(second)).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${SECOND}:root`)
    const again = await call('POST', '/_parley/accounts', { accountId: SECOND })
    expect([again.status, again.code]).toEqual([409, 'ConflictException'])
    const misspelt = await call('POST', '/_parley/accounts', { accountId: '22' })
    expect([misspelt.status, misspelt.code]).toEqual([400, 'BadRequestException'])
  })

  it('are listed, page by page', async () => {
    const all = await call('GET', '/_parley/accounts')
    const ids = (body: Answer['body']) =>
      (body['accounts'] as { accountId: string }[]).map(({ accountId }) => accountId)
    expect(ids(all.body)).toEqual([house.account, SECOND])
    const first = await call('GET', '/_parley/accounts?maxResults=1')
    expect(ids(first.body)).toEqual([house.account])
    const token = encodeURIComponent(String(first.body['nextToken']))
    const rest = await call('GET', `/_parley/accounts?maxResults=1&nextToken=${token}`)
    expect(ids(rest.body)).toEqual([SECOND])
    expect(rest.body['nextToken']).toBeUndefined()
    expect((await call('GET', '/_parley/accounts?nextToken=%21')).status).toBe(400)
  })

  it.each([
    ['POST', '/_parley/accounts', { accountId: '333333333333' }],
    ['GET', '/_parley/accounts', undefined],
    ['GET', '/_parley/metrics', undefined],
  ] as const)(
    'are the first account’s affair: %s %s by another root',
    async (method, target, input) => {
      const { status, code } = await call(method, target, input, second)
      expect([status, code]).toEqual([403, 'AccessDeniedException'])
    },
  )

  it('are made by whoever of the first account may make them', async () => {
    const clerk = await createUser(house, 'clerk')
    const input = { accountId: '444444444444' }
    expect((await call('POST', '/_parley/accounts', input, clerk)).status).toBe(403)
    const arn = `arn:aws:parley::${house.account}:account/444*`
    const maker = await createUser(house, 'maker', allow('parley:CreateAccount', arn))
    expect((await call('POST', '/_parley/accounts', input, maker)).status).toBe(200)
    const other = { accountId: '555555555555' }
    expect((await call('POST', '/_parley/accounts', other, maker)).status).toBe(403)
  })
})

describe('explanations', () => {
  const requestIdOf = async (work: Promise<unknown>): Promise<string> => {
    try {
      const { $metadata } = (await work) as { $metadata: { requestId?: string } }
      return $metadata.requestId ?? ''
    } catch (error) {
      return (error as { $metadata: { requestId?: string } }).$metadata.requestId ?? ''
    }
  }

  it('tell of a denial what was missing', async () => {
    const ada = await createUser(house, 'ada', allow('logs:Describe*', '*'))
    const logs = new CloudWatchLogsClient(house.as(ada))
    const create = new CreateLogGroupCommand({ logGroupName: 'mine' })
    const requestId = await requestIdOf(logs.send(create))
    const { status, body } = await call('GET', `/_parley/decisions/${requestId}`)
    expect(status).toBe(200)
    const text = String(body['text'])
    expect(text.split('\n')[0]).toBe(
      `Denied: logs CreateLogGroup by arn:aws:iam::${house.account}:user/ada`,
    )
    expect(text).toContain(
      `1. logs:CreateLogGroup on arn:aws:logs:us-east-1:${house.account}:log-group:mine`,
    )
    expect(text).toContain('Denied: not granted by the identity-based policies of the caller.')
    expect(text).toContain('To grant it, add to a policy of the caller:')
    expect(JSON.parse(String(body['record']))).toMatchObject({
      requestId,
      outcome: { kind: 'denied', code: 'AccessDeniedException' },
      checks: [{ action: 'logs:CreateLogGroup', effect: 'implicit-deny' }],
    })
  })

  it('tell how a policy that names a log group must end', async () => {
    const group = `arn:aws:logs:${house.region}:${house.account}:log-group:bare`
    const dan = await createUser(house, 'dan', allow('logs:*', group))
    const create = new CreateLogGroupCommand({ logGroupName: 'bare' })
    const requestId = await requestIdOf(new CloudWatchLogsClient(house.as(dan)).send(create))
    const { body } = await call('GET', `/_parley/decisions/${requestId}`)
    expect(String(body['text'])).toContain(`${group} stands for the tagging actions alone`)
  })

  it('tell of an allowed read which statement allowed it', async () => {
    const statement = { ...allow('iam:GetUser', '*'), Sid: 'LookUp' }
    const eve = await createUser(house, 'eve', statement)
    const requestId = await requestIdOf(
      new IAMClient(house.as(eve)).send(new GetUserCommand({ UserName: 'eve' })),
    )
    const { body } = await call('GET', `/_parley/decisions/${requestId}`)
    expect(String(body['text'])).toMatch(/^Allowed: iam GetUser by .*user\/eve$/m)
    expect(String(body['text'])).toContain('statement LookUp.')
  })

  it('are for those of the same account who may ask', async () => {
    const requestId = await requestIdOf(
      new IAMClient(house.as()).send(new GetUserCommand({ UserName: 'nobody' })),
    )
    const target = `/_parley/decisions/${requestId}`
    const abroad = await call('GET', target, undefined, second)
    expect([abroad.status, abroad.code]).toEqual([404, 'NotFoundException'])
    const bob = await createUser(house, 'bob')
    const stranger = await call('GET', target, undefined, bob)
    expect([stranger.status, stranger.code]).toEqual([403, 'AccessDeniedException'])
    const carol = await createUser(house, 'carol', allow('parley:ExplainDecision', '*'))
    expect((await call('GET', target, undefined, carol)).status).toBe(200)
    expect((await call('GET', '/_parley/decisions/0-0')).status).toBe(404)
  })
})

describe('metrics', () => {
  it('are told in the text format of Prometheus', async () => {
    const request = { service: 'parley', method: 'GET', target: '/_parley/metrics' }
    const answer = await house.send(request)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4')
    const text = await answer.text()
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(text).toMatch(/^parley_delivery_waiting_entries 0$/m)
  })
})

describe('deliveries', () => {
  it('of an account without any are none', async () => {
    const { status, body } = await call('GET', '/_parley/deliveries')
    expect([status, body]).toEqual([200, { deliveries: [] }])
    const unknown = await call('POST', '/_parley/deliveries/abc/retry', {})
    expect([unknown.status, unknown.code]).toEqual([404, 'NotFoundException'])
    expect((await call('GET', '/_parley/deliveries?status=lost')).status).toBe(400)
  })
})
