import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import {
  DeleteLogGroupCommand,
  DeleteMetricFilterCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  type DescribeMetricFiltersCommandInput,
  type MetricTransformation,
  PutMetricFilterCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { openStream, type TestStream } from './logs-house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const COUNT: MetricTransformation = {
  metricName: 'errors',
  metricNamespace: 'shop',
  metricValue: '1',
}

const put = (
  { logs, name }: TestStream,
  filterName: string,
  filterPattern: string,
  more: Partial<MetricTransformation> = {},
) =>
  logs.send(
    new PutMetricFilterCommand({
      logGroupName: name.logGroupName,
      filterName,
      filterPattern,
      metricTransformations: [{ ...COUNT, ...more }],
    }),
  )

const names = async ({ logs }: TestStream, input: DescribeMetricFiltersCommandInput) => {
  const { metricFilters, nextToken } = await logs.send(new DescribeMetricFiltersCommand(input))
  return { names: metricFilters?.map(one => `${one.logGroupName}/${one.filterName}`), nextToken }
}

/** The statistics of a metric of this hour, once it has so many samples. */
const statistics = (MetricName: string, count: number, dimensions: Record<string, string> = {}) =>
  eventually(async () => {
    const now = Date.now()
    const { Datapoints = [] } = await new CloudWatchClient(house.as()).send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(now - 3_600_000),
        EndTime: new Date(now + 3_600_000),
        Period: 7_200,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    )
    const sum = (pick: (point: (typeof Datapoints)[0]) => number | undefined) =>
      Datapoints.reduce((all, point) => all + (pick(point) ?? 0), 0)
    if (sum(point => point.SampleCount) < count) return undefined
    return [sum(point => point.SampleCount), sum(point => point.Sum)]
  })

describe('metric filters', () => {
  it('make data points of events: counts, values, dimensions', async () => {
    const stream = await openStream(house, 'measured')
    await put(stream, 'count', 'ERROR')
    await put(stream, 'latency', '{ $.ms = * }', {
      metricName: 'latency',
      metricValue: '$.ms',
      dimensions: { Page: '$.page' },
      unit: 'Milliseconds',
    })
    await put(stream, 'bytes', '[verb, path, bytes]', {
      metricName: 'bytes',
      metricValue: '$bytes',
    })
    await put(stream, 'none', 'NEVER', { metricName: 'none', defaultValue: 0 })
    await stream.put(
      'ERROR one',
      'ERROR two again and again',
      '{"ms":12,"page":"home"}',
      '{"ms":30.5,"page":"home"}',
      '{"ms":7,"page":"cart"}',
      '{"ms":"slow","page":"home"}',
      'GET /a 100',
      'GET /b 250',
    )
    expect(await statistics('errors', 2)).toEqual([2, 2])
    expect(await statistics('latency', 2, { Page: 'home' })).toEqual([2, 42.5])
    expect(await statistics('latency', 1, { Page: 'cart' })).toEqual([1, 7])
    expect(await statistics('bytes', 2)).toEqual([2, 350])
    expect(await statistics('none', 1)).toEqual([1, 0])
  })

  it('count each event once, whatever stands in others and whatever other filters make of it', async () => {
    const stream = await openStream(house, 'hostile')
    await put(stream, 'a', '{ $.p = * }', { metricName: 'hostile-all' })
    const dimensions = { Page: '$.p' }
    await put(stream, 'b', '{ $.p = * }', { metricName: 'hostile-pages', dimensions })
    await put(stream, 'c', '{ $.n = * }', { metricName: 'hostile-values', metricValue: '$.n' })
    await put(stream, 'd', '{ $.p = * }', { metricName: 'hostile-last' })
    const events = [
      { p: 'x'.repeat(2_000), n: '1e300' },
      { p: 'home', n: 3 },
      { p: 'home', n: 4 },
    ]
    await stream.put(...events.map(event => JSON.stringify(event)))
    expect(await statistics('hostile-last', 3)).toEqual([3, 3])
    expect(await statistics('hostile-pages', 2, { Page: 'home' })).toEqual([2, 2])
    expect(await statistics('hostile-values', 2)).toEqual([2, 7])
    await new Promise(resolve => setTimeout(resolve, 1_500))
    expect(await statistics('hostile-all', 1)).toEqual([3, 3])
  })

  it('are described by group, by prefix over all groups, and by metric', async () => {
    const a = await openStream(house, 'described-a')
    const b = await openStream(house, 'described-b')
    await put(a, 'd-1', 'x')
    await put(b, 'd-1', 'x')
    await put(b, 'd-2', ' ', { metricName: 'other', defaultValue: 0 })
    const all = { filterNamePrefix: 'd-' }
    expect((await names(a, all)).names).toEqual([
      'described-a/d-1',
      'described-b/d-1',
      'described-b/d-2',
    ])
    const first = await names(a, { ...all, limit: 2 })
    expect(first.names).toEqual(['described-a/d-1', 'described-b/d-1'])
    expect(await names(a, { ...all, limit: 2, nextToken: first.nextToken })).toEqual({
      names: ['described-b/d-2'],
      nextToken: undefined,
    })
    expect((await names(a, { logGroupName: 'described-b', limit: 1 })).names).toEqual([
      'described-b/d-1',
    ])
    const metric = { metricName: 'other', metricNamespace: 'shop' }
    const { metricFilters } = await a.logs.send(new DescribeMetricFiltersCommand(metric))
    expect(metricFilters).toEqual([
      {
        filterName: 'd-2',
        logGroupName: 'described-b',
        filterPattern: ' ',
        applyOnTransformedLogs: false,
        creationTime: expect.any(Number),
        metricTransformations: [
          { metricName: 'other', metricNamespace: 'shop', metricValue: '1', defaultValue: 0 },
        ],
      },
    ])
    const groups = new DescribeLogGroupsCommand({ logGroupNamePrefix: 'described-b' })
    expect((await a.logs.send(groups)).logGroups?.[0]?.metricFilterCount).toBe(2)
    await a.logs.send(new DeleteLogGroupCommand({ logGroupName: 'described-b' }))
    expect((await names(a, all)).names).toEqual(['described-a/d-1'])
    const alone = refusal(names(a, { metricName: 'other' }))
    expect((await alone)[0]).toBe('InvalidParameterException')
  })

  it('are deleted, once', async () => {
    const stream = await openStream(house, 'deleted')
    await put(stream, 'short-lived', 'x')
    const remove = new DeleteMetricFilterCommand({
      logGroupName: 'deleted',
      filterName: 'short-lived',
    })
    await stream.logs.send(remove)
    expect(await refusal(stream.logs.send(remove))).toEqual([
      'ResourceNotFoundException',
      'The specified metric filter does not exist.',
      400,
    ])
    expect((await names(stream, { logGroupName: 'deleted' })).names).toEqual([])
  })

  it.each([
    ['a broken pattern', '{ $.a', {}],
    ['a value that its pattern cannot name', 'ERROR', { metricValue: '$.ms' }],
    ['a value that is no number', 'ERROR', { metricValue: 'many' }],
    ['dimensions beside a default', '{ $.a = 1 }', { dimensions: { A: '$.a' }, defaultValue: 0 }],
    ['four dimensions', '{ $.a = 1 }', { dimensions: { A: '$.a', B: '$.a', C: '$.a', D: '$.a' } }],
    ['a namespace of AWS', 'ERROR', { metricNamespace: 'AWS/Lex' }],
  ])('are refused with %s', async (_, pattern, more) => {
    const stream = await openStream(house, `refused-${Math.random()}`)
    expect((await refusal(put(stream, 'f', pattern, more)))[0]).toBe('InvalidParameterException')
  })

  it('have names that are text', async () => {
    const stream = await openStream(house, 'named')
    expect((await refusal(put(stream, 'half \ud800', 'x')))[0]).toBe('InvalidParameterException')
    await put(stream, 'with \u0000 and 😀', 'x')
    expect((await names(stream, { filterNamePrefix: 'with \u0000' })).names).toEqual([
      'named/with \u0000 and 😀',
    ])
  })

  it('can be tried without a group', async () => {
    const { logs } = await openStream(house, 'tried')
    const { matches } = await logs.send(
      new TestMetricFilterCommand({
        filterPattern: '[ip, user, status = 4*, ...]',
        logEventMessages: ['10.0.0.1 ada 200 1', '10.0.0.2 bob 404 2'],
      }),
    )
    expect(matches).toEqual([
      {
        eventNumber: 2,
        eventMessage: '10.0.0.2 bob 404 2',
        extractedValues: { $ip: '10.0.0.2', $user: 'bob', $status: '404', $4: '2' },
      },
    ])
  })
})
