import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  LexRuntimeServiceClient,
  PostContentCommand,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

/** What Lex counts of real turns, as the console of a bot reads it (spec/surroundings.md §8, §13). */

let house: House
let cloudwatch: CloudWatchClient
let lex: LexRuntimeServiceClient
beforeAll(async () => {
  house = await openHouse({ sample: true })
  cloudwatch = new CloudWatchClient(house.as())
  lex = new LexRuntimeServiceClient(house.as())
})
afterAll(() => house.close())

const target = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'ann' }
const say = (inputText: string, more: object = {}) =>
  lex.send(new PostTextCommand({ ...target, inputText, ...more }))

const dimensions = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs).map(([Name, Value]) => ({ Name, Value }))

async function sum(MetricName: string, pairs: Readonly<Record<string, string>>): Promise<number> {
  const now = Date.now()
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'AWS/Lex', MetricName, Dimensions: dimensions(pairs) },
      ...{ StartTime: new Date(now - 600_000), EndTime: new Date(now + 60_000), Period: 3_600 },
      Statistics: ['Sum'],
    }),
  )
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
}

const text = { BotName: 'OrderFlowers', Operation: 'PostText' }
const alias = { ...text, BotAlias: 'prod' }
const version = { ...text, BotVersion: '1' }
const content = { ...alias, Operation: 'PostContent', InputMode: 'Text' }

describe('the metrics of a bot', () => {
  it('count turns, misses and errors by alias and by version', async () => {
    await say('I would like to order flowers')
    await say('roses')
    await say('qwertz uiop asdf', { userId: 'bob' })
    await refusal(say('x', { sessionAttributes: { large: 'x'.repeat(13_000) } }))
    await refusal(say('x', { botName: 'NoSuchBot' }))
    const nobody = new LexRuntimeServiceClient(
      house.as(await createUser(house, 'nobody', allow('lex:Get*', '*'))),
    )
    await refusal(nobody.send(new PostTextCommand({ ...target, inputText: 'hello' })))
    // The last to be counted: when it is there, the others are.
    await lex.send(
      new PostContentCommand({
        ...{ ...target, userId: 'cleo', contentType: 'text/plain; charset=utf-8' },
        inputStream: 'I would like to order flowers',
      }),
    )
    const counted = await eventually(async () => {
      const count = await sum('RuntimeRequestCount', content)
      return count === 1 ? true : undefined
    })
    expect(counted).toBe(true)
    for (const place of [alias, version]) {
      // Three turns and one that was refused, but no denial.
      expect(await sum('RuntimeRequestCount', place)).toBe(4)
      expect(await sum('RuntimeUserErrors', place)).toBe(1)
      expect(await sum('RuntimeSystemErrors', place)).toBe(0)
    }
    expect(await sum('MissedUtteranceCount', alias)).toBe(1)
    expect(await sum('MissedUtteranceCount', version)).toBe(1)
    expect(await sum('MissedUtteranceCount', content)).toBe(0)
  })

  it('have the names and dimensions of AWS, and none of a bot that is not there', async () => {
    const { Metrics = [] } = await cloudwatch.send(
      new ListMetricsCommand({
        Namespace: 'AWS/Lex',
        MetricName: 'RuntimeSuccessfulRequestLatency',
      }),
    )
    const sets = Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name).join())
    expect(sets.sort()).toEqual([
      'BotAlias,BotName,InputMode,Operation',
      'BotAlias,BotName,Operation',
      'BotName,BotVersion,InputMode,Operation',
      'BotName,BotVersion,Operation',
    ])
    const filter = { Dimensions: [{ Name: 'BotName', Value: 'NoSuchBot' }] }
    const missing = await cloudwatch.send(
      new ListMetricsCommand({ ...filter, Namespace: 'AWS/Lex' }),
    )
    expect(missing.Metrics).toEqual([])
  })
})
