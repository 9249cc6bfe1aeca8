import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import { createLogger } from '../../src/kernel/log.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { type House, openHouse } from '../house.ts'

const reset = (house: House, credentials = house.root) =>
  house.send(
    { service: 'parley', method: 'POST', target: '/_parley/reset', body: '{}' },
    credentials,
  )
const users = async (house: House) =>
  (await new IAMClient(house.as()).send(new ListUsersCommand())).Users?.map(one => one.UserName)

describe('reset', () => {
  it('leaves what a first start leaves, and the root its credentials', async () => {
    await using house = await openHouse({ sample: true })
    const iam = new IAMClient(house.as())
    await iam.send(new CreateUserCommand({ UserName: 'ada' }))
    expect(await users(house)).toEqual(['ada'])
    expect((await reset(house)).status).toBe(200)
    expect(await users(house)).toEqual([])
    await iam.send(new CreateUserCommand({ UserName: 'ada' }))
    const bot = await house.send({
      service: 'lex',
      method: 'POST',
      target: '/bot/OrderFlowers/alias/prod/user/me/text',
      headers: [['content-type', 'application/json']],
      body: JSON.stringify({ inputText: 'I would like to order flowers' }),
    })
    expect(await bot.json()).toMatchObject({ dialogState: 'ElicitSlot' })
  })

  it('is for the root of the first account alone', async () => {
    await using house = await openHouse()
    const created = await house.send({
      service: 'parley',
      method: 'POST',
      target: '/_parley/accounts',
      headers: [['content-type', 'application/json']],
      body: JSON.stringify({ accountId: '999999999999' }),
    })
    const other = (await created.json()) as { accessKeyId: string; secretAccessKey: string }
    expect((await reset(house, other)).status).toBe(403)
    expect((await fetch(`${house.url}/_parley/reset`, { method: 'POST' })).status).toBe(403)
    expect(await users(house)).toEqual([])
  })
})

describe('health', () => {
  it('is bad while the store takes no writes, and good again without a restart', async () => {
    const fault: { on: boolean } = { on: false }
    await using house = await openHouse({
      around: opened => ({
        ...opened,
        store: {
          ...opened.store,
          commit: async writes => {
            if (fault.on) throw new StoreUnavailable('the disk is full')
            return opened.store.commit(writes)
          },
        },
      }),
    })
    const health = async () => {
      const answer = await fetch(`${house.url}/_parley/health`)
      return [answer.status, await answer.json()]
    }
    const ok = [200, { status: 'ok', enforcement: 'on' }]
    expect(await health()).toEqual(ok)
    fault.on = true
    const iam = new IAMClient(house.as())
    await expect(iam.send(new CreateUserCommand({ UserName: 'ada' }))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      $metadata: { httpStatusCode: 503 },
    })
    expect(await users(house)).toEqual([])
    expect(await health()).toEqual([
      503,
      { status: 'unavailable', reason: 'store failing', enforcement: 'on' },
    ])
    fault.on = false
    expect(await health()).toEqual(ok)
    await iam.send(new CreateUserCommand({ UserName: 'ada' }))
  })
})

describe('metrics', () => {
  it('count what was answered, by names that no caller can make up', async () => {
    await using house = await openHouse({ args: ['--ephemeral', '--port', '0', '--metrics-open'] })
    await users(house)
    const made = { service: 'iam', method: 'POST', target: '/' }
    const headers = [['content-type', 'application/x-www-form-urlencoded']] as const
    const body = 'Action=MadeUpByMe&Version=2010-05-08'
    expect((await house.send({ ...made, headers, body })).status).toBe(400)
    const text = await (await fetch(`${house.url}/_parley/metrics`)).text()
    expect(text).toContain(
      'parley_requests_total{service="iam",operation="ListUsers",status="200"} 1\n',
    )
    expect(text).toContain('parley_requests_total{service="iam",operation="none",status="400"} 1\n')
    expect(text).toContain('parley_request_duration_seconds_count{service="iam"} 2\n')
    expect(text).toMatch(/^parley_store_commits_total [1-9]/m)
    expect(text).not.toContain('MadeUpByMe')
    for (const secret of [house.root.accessKeyId, house.root.secretAccessKey, 'arn:']) {
      expect(text).not.toContain(secret)
    }
  })

  it('are for whoever may have them, unless they are open', async () => {
    await using house = await openHouse()
    expect((await fetch(`${house.url}/_parley/metrics`)).status).toBe(403)
    const signed = await house.send({
      service: 'parley',
      method: 'GET',
      target: '/_parley/metrics',
    })
    expect(signed.headers.get('content-type')).toContain('text/plain')
    expect(await signed.text()).toContain('process_resident_memory_bytes')
  })
})

describe('an account over its rate', () => {
  it('is told to come again, in the words of the protocol', async () => {
    await using house = await openHouse({
      // It stands still.
      clock: fakeClock(Date.now()),
      args: ['--ephemeral', '--port', '0', '--account-rate', '3'],
    })
    const answers = []
    for (let n = 0; n < 5; n++) {
      answers.push(await house.send({ service: 's3', method: 'GET', target: '/' }))
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503, 503])
    expect(await answers[4]?.text()).toContain('<Code>SlowDown</Code>')
    expect(answers[4]?.headers.get('retry-after')).toBe('1')
    const query = await new IAMClient(house.as())
      .send(new ListUsersCommand())
      .catch((error: unknown) => error)
    expect(query).toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } })
  })
})

describe('the log', () => {
  it('has a line for every answer, with its request id and no secret', async () => {
    const lines: string[] = []
    const log = createLogger('info', line => lines.push(line))
    await using house = await openHouse({ log })
    const answer = await house.send({ service: 's3', method: 'GET', target: '/' })
    const requestId = answer.headers.get('x-amz-request-id')
    const told = lines.map(line => JSON.parse(line) as Record<string, unknown>)
    expect(told.filter(line => line['requestId'] === requestId)).toEqual([
      {
        ...{ level: 'info', time: expect.any(String), message: 'answered', requestId },
        ...{ service: 's3', operation: 'ListBuckets', status: 200, seconds: expect.any(Number) },
      },
    ])
    expect(lines.join('')).not.toContain(house.root.accessKeyId)
    expect(lines.join('')).not.toContain(house.root.secretAccessKey)
  })
})
