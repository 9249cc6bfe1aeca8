import {
  CloudWatchLogsClient,
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { openStream, type TestStream } from './logs-house.ts'

let house: House
let shop: TestStream
const now = Math.floor(Date.now() / 1000)

beforeAll(async () => {
  house = await openHouse()
  shop = await openStream(house, 'shop')
  await shop.put('{"user":"ada","ms":12}', '{"user":"bob","ms":7}', '{"user":"ada","ms":30}')
  const other = await openStream(house, 'other')
  await other.put('{"user":"cy","ms":1}')
})
afterAll(() => house.close())

const start = (more: Partial<StartQueryCommandInput>, client = shop.logs) =>
  client.send(
    new StartQueryCommand({
      startTime: now - 3_600,
      endTime: now + 60,
      queryString: 'fields @message',
      ...(more.logGroupNames || more.logGroupIdentifiers ? {} : { logGroupName: 'shop' }),
      ...more,
    }),
  )

async function rows(more: Partial<StartQueryCommandInput>) {
  const { queryId } = await start(more)
  const answer = await eventually(async () => {
    const found = await shop.logs.send(new GetQueryResultsCommand({ queryId }))
    return found.status === 'Complete' ? found : undefined
  })
  const results = answer.results?.map(row =>
    Object.fromEntries(row.map(({ field = '', value }) => [field, value])),
  )
  return { ...answer, results }
}

describe('Insights queries', () => {
  it('answer with rows and with what they have read', async () => {
    const queryString = 'stats sum(ms) as total by user | sort total desc'
    const { results, statistics } = await rows({ queryString })
    expect(results).toEqual([
      { user: 'ada', total: '42' },
      { user: 'bob', total: '7' },
    ])
    expect(statistics).toMatchObject({ recordsMatched: 3, recordsScanned: 3, bytesScanned: 143 })
  })

  it('are about several groups, by name or ARN, and bounded by limit', async () => {
    const logGroupIdentifiers = ['shop', 'other'].map(
      name => `arn:aws:logs:${house.region}:${house.account}:log-group:${name}`,
    )
    const queryString = 'stats count(*) as n by @log | sort @log'
    expect((await rows({ logGroupIdentifiers, queryString })).results).toEqual([
      { '@log': `${house.account}:other`, n: '1' },
      { '@log': `${house.account}:shop`, n: '3' },
    ])
    const limited = await rows({ logGroupNames: ['shop', 'other'], limit: 2 })
    expect(limited.results).toHaveLength(2)
    expect(limited.statistics?.recordsMatched).toBe(4)
  })

  it('are described, the latest first, with their groups and time', async () => {
    const { queryId } = await start({ queryString: 'fields user' })
    const { queries } = await shop.logs.send(new DescribeQueriesCommand({ logGroupName: 'shop' }))
    expect(queries?.[0]).toEqual({
      queryId,
      queryLanguage: 'CWLI',
      queryString: `SOURCE "shop" START=${now - 3_600}000 END=${now + 60}999 | fields user`,
      status: expect.stringMatching(/^(Running|Complete)$/),
      createTime: expect.any(Number),
      logGroupName: 'shop',
    })
    const first = await shop.logs.send(new DescribeQueriesCommand({ maxResults: 1 }))
    const { nextToken } = first
    const second = await shop.logs.send(new DescribeQueriesCommand({ maxResults: 1, nextToken }))
    expect(second.queries?.[0]?.queryId).not.toBe(first.queries?.[0]?.queryId)
  })

  it('that have ended cannot be stopped', async () => {
    const { queryId } = await start({})
    await eventually(async () => {
      const { status } = await shop.logs.send(new GetQueryResultsCommand({ queryId }))
      return status === 'Complete' ? true : undefined
    })
    const [code] = await refusal(shop.logs.send(new StopQueryCommand({ queryId })))
    expect(code).toBe('InvalidParameterException')
    const unknown = new StopQueryCommand({ queryId: 'unknown' })
    expect((await refusal(shop.logs.send(unknown)))[0]).toBe('ResourceNotFoundException')
  })

  it('that are broken are told where', async () => {
    const error = await start({ queryString: 'fields a | nonsense' }).catch(one => one)
    expect(error).toMatchObject({
      name: 'MalformedQueryException',
      queryCompileError: { location: { startCharOffset: 11, endCharOffset: 19 } },
    })
  })

  it.each([
    ['a broken query', { queryString: 'fields' }, 'MalformedQueryException'],
    ['another language', { queryLanguage: 'SQL' as const }, 'InvalidParameterException'],
    ['a time that runs back', { startTime: now + 61 }, 'InvalidParameterException'],
    ['a group that does not exist', { logGroupName: 'missing' }, 'ResourceNotFoundException'],
    [
      'a group named twice over',
      { logGroupNames: ['shop'], logGroupName: 'shop' },
      'InvalidParameterException',
    ],
  ])('are refused with %s', async (_, more, code) => {
    expect((await refusal(start(more)))[0]).toBe(code)
  })

  it('of more groups than there may be are refused, without a decision for each of them', async () => {
    const logGroupNames = Array.from({ length: 51 }, (_, nth) => `shop-${nth}`)
    const error = await start({ logGroupNames }).catch((failure: unknown) => failure)
    const { name, $metadata } = error as { name: string; $metadata: { requestId: string } }
    expect(name).toBe('InvalidParameterException')
    const target = `/_parley/decisions/${$metadata.requestId}`
    const explained = await house.send({ service: 'parley', method: 'GET', target })
    const { record } = (await explained.json()) as { record: string }
    expect(JSON.parse(record).checks).toMatchObject([{ action: 'logs:StartQuery', resource: '*' }])
  })

  it('need permission on every group, and their rows as well', async () => {
    const arn = (name: string) =>
      `arn:aws:logs:${house.region}:${house.account}:log-group:${name}:*`
    const one = await createUser(
      house,
      'analyst',
      allow(['logs:StartQuery', 'logs:GetQueryResults'], arn('shop')),
    )
    const client = new CloudWatchLogsClient(house.as(one))
    const { queryId } = await start({}, client)
    await client.send(new GetQueryResultsCommand({ queryId }))
    expect((await refusal(start({ logGroupNames: ['shop', 'other'] }, client)))[0]).toBe(
      'AccessDeniedException',
    )
    const both = await start({ logGroupNames: ['shop', 'other'] })
    const results = new GetQueryResultsCommand({ queryId: both.queryId })
    expect((await refusal(client.send(results)))[0]).toBe('AccessDeniedException')
    const unknown = new GetQueryResultsCommand({ queryId: 'unknown' })
    expect((await refusal(client.send(unknown)))[0]).toBe('AccessDeniedException')
    expect((await refusal(shop.logs.send(unknown)))[0]).toBe('ResourceNotFoundException')
  })
})
