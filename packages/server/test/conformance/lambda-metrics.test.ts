import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch'
import {
  CreateAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, openWorkshop, run, WRITE_LOGS } from './lambda-functions.ts'

/** What Lambda counts of real invocations (spec/surroundings.md §4.3). */

const CODE = `exports.handler = async ({ fail, ms = 0 }) => {
  await new Promise(done => setTimeout(done, ms))
  if (fail) throw new Error('on purpose')
  return 'done'
}`

let house: House
let lambda: LambdaClient
beforeAll(async () => {
  house = await openWorkshop()
  lambda = new LambdaClient(house.as())
  const role = await createRole(house, 'runner', WRITE_LOGS)
  await createFunction(house, role, CODE)
  await createFunction(house, role, CODE, { FunctionName: 'Closed' })
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: 'Closed',
      ReservedConcurrentExecutions: 0,
    }),
  )
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'Hook' }))
  const alias = { FunctionName: 'Hook', Name: 'live', FunctionVersion: Version }
  await lambda.send(new CreateAliasCommand(alias))
}, 30_000)
afterAll(() => house.close())

type Dimensions = Readonly<Record<string, string>>

async function statistic(name: string, of: Dimensions, how: Statistic = 'Sum') {
  const now = Date.now()
  const { Datapoints = [] } = await new CloudWatchClient(house.as()).send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'AWS/Lambda', MetricName: name, Statistics: [how], Period: 3_600 },
      Dimensions: Object.entries(of).map(([Name, Value]) => ({ Name, Value })),
      ...{ StartTime: new Date(now - 600_000), EndTime: new Date(now + 60_000) },
    }),
  )
  const values = Datapoints.map(point => point[how] ?? Number.NaN)
  if (values.length === 0) return undefined
  return how === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)
}

const hook = { FunctionName: 'Hook' }
const closed = { FunctionName: 'Closed' }
const live = { ...hook, Resource: 'Hook:live' }

describe('the metrics of functions', () => {
  it('count invocations, errors, throttles, their time, and how many went on at once', async () => {
    // Two at once, of which the first is still there when the second begins.
    await Promise.all([run(house, { ms: 500 }), run(house, { ms: 500 })])
    await run(house, { fail: true })
    await run(house, {}, { Qualifier: 'live' })
    await run(house, {}, { InvocationType: 'Event', LogType: 'None' })
    await run(house, {}, { InvocationType: 'DryRun', LogType: 'None' })
    expect((await refusal(run(house, {}, closed)))[2]).toBe(429)
    await refusal(run(house, {}, { FunctionName: 'Nobody' }))
    await eventually(async () => ((await statistic('Invocations', hook)) === 5 ? true : undefined))
    expect(await statistic('Errors', hook)).toBe(1)
    expect(await statistic('Throttles', hook)).toBe(0)
    expect(await statistic('Duration', hook, 'SampleCount')).toBe(5)
    expect(await statistic('Duration', hook, 'Maximum')).toBeGreaterThanOrEqual(490)
    expect(await statistic('ConcurrentExecutions', hook, 'Maximum')).toBe(2)
    expect(await statistic('ConcurrentExecutions', {}, 'Maximum')).toBe(2)
  })

  it('count what was refused for want of places as a throttle and as nothing else', async () => {
    expect(await statistic('Throttles', closed)).toBe(1)
    for (const name of ['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions']) {
      expect(await statistic(name, closed)).toBeUndefined()
    }
  })

  it('are told of all functions, of one, of what was asked for, and of the version that ran', async () => {
    expect(await statistic('Invocations', {})).toBe(5)
    expect(await statistic('Invocations', { ...hook, Resource: 'Hook' })).toBe(4)
    expect(await statistic('Invocations', live)).toBe(1)
    expect(await statistic('Invocations', { ...live, ExecutedVersion: '1' })).toBe(1)
    const { Metrics = [] } = await new CloudWatchClient(house.as()).send(
      new ListMetricsCommand({ Namespace: 'AWS/Lambda' }),
    )
    const names = new Set(Metrics.map(({ MetricName }) => MetricName))
    expect([...names].sort()).toEqual([
      ...['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'Throttles'],
    ])
    const functions = Metrics.flatMap(({ Dimensions = [] }) => Dimensions)
      .filter(({ Name }) => Name === 'FunctionName')
      .map(({ Value }) => Value)
    expect([...new Set(functions)].sort()).toEqual(['Closed', 'Hook'])
  })
})
