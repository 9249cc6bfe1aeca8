import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let cloudwatch: CloudWatchClient
beforeAll(async () => {
  house = await openHouse()
  cloudwatch = new CloudWatchClient(house.as())
})
afterAll(() => house.close())

const MINUTE = 60_000
const NOW = Date.now()
const START = NOW - (NOW % MINUTE) - 10 * MINUTE
const at = (minute: number) => new Date(START + minute * MINUTE)

/** Values minute by minute; undefined where nothing is measured. */
async function put(Namespace: string, MetricName: string, ...values: (number | undefined)[]) {
  const MetricData = values.flatMap((Value, minute) =>
    Value === undefined ? [] : [{ MetricName, Value, Timestamp: at(minute) }],
  )
  await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }))
}

const stat = (
  Namespace: string,
  MetricName: string,
  more: Partial<MetricDataQuery> & { Id: string },
  Period = 60,
): MetricDataQuery => ({
  MetricStat: { Metric: { Namespace, MetricName }, Period, Stat: 'Sum' },
  ...more,
})

async function ask(
  queries: readonly MetricDataQuery[],
  more: Partial<GetMetricDataCommandInput> = {},
) {
  const { MetricDataResults = [], NextToken } = await cloudwatch.send(
    new GetMetricDataCommand({
      ...{ StartTime: at(0), EndTime: at(5), ScanBy: 'TimestampAscending' },
      MetricDataQueries: [...queries],
      ...more,
    }),
  )
  return { results: MetricDataResults, NextToken }
}

describe('metric data', () => {
  it('is what expressions make of metrics, and only what should be shown', async () => {
    await put('math', 'errors', 1, 2, undefined, 4)
    await put('math', 'requests', 10, 10, 10, 0)
    const { results } = await ask([
      stat('math', 'errors', { Id: 'errors', ReturnData: false }),
      stat('math', 'requests', { Id: 'requests', Label: 'All' }),
      { Id: 'rate', Expression: '100 * filled / requests', Label: 'Rate' },
      { Id: 'filled', Expression: 'FILL(errors, 0)', ReturnData: false },
      { Id: 'busy', Expression: 'IF(requests > 5, requests)' },
    ])
    expect(results.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ['requests', 'All', [10, 10, 10, 0]],
      // Nothing divided by nothing is no value.
      ['rate', 'Rate', [10, 20, 0]],
      ['busy', 'busy', [10, 10, 10]],
    ])
    expect(results[2]?.Timestamps).toEqual([at(0), at(1), at(2)])
  })

  it('comes page by page', async () => {
    await put('paged', 'one', 1, 2, 3)
    await put('paged', 'two', 4, 5, 6)
    const queries = [stat('paged', 'one', { Id: 'a' }), stat('paged', 'two', { Id: 'b' })]
    const pages: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await ask(queries, { MaxDatapoints: 2, ...(NextToken && { NextToken }) })
      pages.push(page.results.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(pages).toEqual([
      [['a', [1, 2], 'PartialData']],
      [
        ['a', [3], 'Complete'],
        ['b', [4], 'PartialData'],
      ],
      [['b', [5, 6], 'Complete']],
    ])
    const wrong = cloudwatch.send(
      new GetMetricDataCommand({
        ...{ StartTime: at(0), EndTime: at(1), MetricDataQueries: queries, NextToken: 'bm8' },
      }),
    )
    expect((await refusal(wrong))[0]).toBe('InvalidNextToken')
  })

  it('is counted in the periods that are asked for', async () => {
    await put('periods', 'm', 1, 2, 3, 4, 5)
    const { results } = await ask([stat('periods', 'm', { Id: 'a' }, 120)])
    expect(results[0]?.Values).toEqual([3, 7, 5])
    expect(results[0]?.Timestamps).toEqual([at(0), at(2), at(4)])
  })

  const REFUSED: readonly [string, readonly MetricDataQuery[], string][] = [
    [
      'an id twice',
      [
        { Id: 'a', Expression: '1' },
        { Id: 'a', Expression: '2' },
      ],
      'must be unique',
    ],
    ['an id with a capital', [{ Id: 'A', Expression: '1' }], 'must start with a lowercase letter'],
    ['neither metric nor expression', [{ Id: 'a' }], 'must have either MetricStat or Expression'],
    [
      'an unknown function',
      [stat('n', 'm', { Id: 'm' }), { Id: 'e', Expression: 'FOO(m)' }],
      "Error in expression 'e': Unsupported function 'FOO'",
    ],
    [
      'an expression that reads itself',
      [
        { Id: 'a', Expression: 'b + 1' },
        { Id: 'b', Expression: 'a + 1' },
      ],
      "Error in expression 'a': 'a' depends on itself",
    ],
    ['an unknown id', [{ Id: 'a', Expression: 'x' }], "Error in expression 'a': Unknown id 'x'"],
    ['a number alone', [{ Id: 'a', Expression: '1 + 1' }], 'does not return a time series'],
    ['a broken expression', [{ Id: 'a', Expression: '1 +' }], 'unexpected end of the expression'],
    ['an odd period', [stat('n', 'm', { Id: 'm' }, 7)], 'parameter Period must be'],
  ]
  it.each(REFUSED)('is refused for %s', async (_, MetricDataQueries, part) => {
    const [code, message, status] = await refusal(ask(MetricDataQueries))
    expect([code, status]).toEqual(['ValidationError', 400])
    expect(message).toContain(part)
  })
})

describe('statistics', () => {
  const get = (more: object) =>
    cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'stats', MetricName: 'm', StartTime: at(0), EndTime: at(5), Period: 60 },
        ...more,
      }),
    )
  it('know percentiles where values were reported, and none where only sets were', async () => {
    const Values = Array.from({ length: 100 }, (_, index) => index + 1)
    const set = { SampleCount: 3, Sum: 6, Minimum: 1, Maximum: 3 }
    const MetricData = [
      { MetricName: 'm', Values, Timestamp: at(0) },
      { MetricName: 'm', StatisticValues: set, Timestamp: at(1) },
    ]
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'stats', MetricData }))
    const { Datapoints } = await get({ ExtendedStatistics: ['p10', 'p99.5'] })
    expect(Datapoints?.map(point => point.ExtendedStatistics)).toEqual([
      { p10: 10, 'p99.5': 100 },
      undefined,
    ])
  })

  it.each<[object, string, string]>([
    [{}, 'MissingParameter', 'Must specify either Statistics or ExtendedStatistics.'],
    [{ ExtendedStatistics: ['q1'] }, 'InvalidParameterValue', 'q1'],
    [{ Statistics: ['Sum'], Period: 61 }, 'ValidationError', 'parameter Period must be'],
    [{ Statistics: ['Sum'], Namespace: ':x' }, 'ValidationError', "at 'namespace'"],
  ])('are refused for %j', async (more, code, part) => {
    const [found, message] = await refusal(get(more))
    expect(found).toBe(code)
    expect(message).toContain(part)
  })
})

describe('the list of metrics', () => {
  const names = async (input: object) =>
    (await cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map(
      ({ Namespace, MetricName }) => `${Namespace}/${MetricName}`,
    )

  it('is filtered by namespace, name and dimensions', async () => {
    const data = [
      { MetricName: 'a', Dimensions: [{ Name: 'bot', Value: 'x' }] },
      {
        MetricName: 'a',
        Dimensions: [
          { Name: 'bot', Value: 'y' },
          { Name: 'alias', Value: 'p' },
        ],
      },
      { MetricName: 'b' },
    ]
    const MetricData = data.map(datum => ({ ...datum, Value: 1 }))
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'listed', MetricData }))
    const Namespace = 'listed'
    expect(await names({ Namespace })).toEqual(['listed/a', 'listed/a', 'listed/b'])
    expect(await names({ Namespace, MetricName: 'b' })).toEqual(['listed/b'])
    expect(await names({ MetricName: 'b', RecentlyActive: 'PT3H' })).toEqual(['listed/b'])
    expect(await names({ Namespace, Dimensions: [{ Name: 'bot' }] })).toHaveLength(2)
    const both = [{ Name: 'bot', Value: 'y' }, { Name: 'alias' }]
    expect(await names({ Namespace, Dimensions: both })).toEqual(['listed/a'])
    expect(await names({ Namespace, Dimensions: [{ Name: 'bot', Value: 'z' }] })).toEqual([])
  })

  it('has each metric once, in whatever order its dimensions are named', async () => {
    const one = { Name: 'one', Value: '1' }
    const two = { Name: 'two', Value: '2' }
    const MetricData = [
      [one, two],
      [two, one],
    ].map(Dimensions => ({
      ...{ MetricName: 'm', Value: 1, Dimensions },
    }))
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'ordered', MetricData }))
    expect(await names({ Namespace: 'ordered' })).toHaveLength(1)
  })

  it('is of one region and account', async () => {
    const elsewhere = new CloudWatchClient({ ...house.as(), region: 'eu-west-1' })
    const { Metrics } = await elsewhere.send(new ListMetricsCommand({}))
    expect(Metrics).toEqual([])
  })
})

describe('publishing', () => {
  it('into the namespaces of AWS is for services alone', async () => {
    const MetricData = [{ MetricName: 'RuntimeRequestCount', Value: 1 }]
    const command = new PutMetricDataCommand({ Namespace: 'AWS/Lex', MetricData })
    expect(await refusal(cloudwatch.send(command))).toEqual([
      'InvalidParameterValue',
      'The value AWS/ for parameter Namespace is invalid.',
      400,
    ])
  })

  it('may be limited to a namespace', async () => {
    const condition = { StringEquals: { 'cloudwatch:namespace': 'Shop' } }
    const statement = allow('cloudwatch:PutMetricData', '*', condition)
    const publisher = new CloudWatchClient(house.as(await createUser(house, 'shop', statement)))
    const MetricData = [{ MetricName: 'orders', Value: 1 }]
    await publisher.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
    const other = new PutMetricDataCommand({ Namespace: 'Shopping', MetricData })
    const [code, message] = await refusal(publisher.send(other))
    expect(code).toBe('AccessDeniedException')
    expect(message).toContain('cloudwatch:PutMetricData')
  })

  it.each([
    ['PutMetricData', { Namespace: 'n\ud800', MetricData: [{ MetricName: 'm', Value: 1 }] }],
    ['PutMetricData', { Namespace: 'n', MetricData: [{ MetricName: 'm\udc00', Value: 1 }] }],
    [
      'PutMetricData',
      {
        Namespace: 'n',
        MetricData: [{ MetricName: 'm', Value: 1, Dimensions: [{ Name: 'd', Value: '\ud800' }] }],
      },
    ],
    [
      'PutMetricAlarm',
      {
        AlarmName: 'a\ud800',
        Namespace: 'n',
        MetricName: 'm',
        Period: 60,
        Statistic: 'Sum',
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
    ],
    ['SetAlarmState', { AlarmName: 'a\ud800', StateValue: 'OK', StateReason: 'r' }],
    ['DeleteAlarms', { AlarmNames: ['a\ud800'] }],
  ])('under half a character is refused: %s %j', async (operation, input) => {
    const answer = await house.send({
      ...{ service: 'monitoring', method: 'POST', target: '/', body: JSON.stringify(input) },
      headers: [
        ['content-type', 'application/x-amz-json-1.0'],
        ['x-amz-target', `GraniteServiceVersion20100801.${operation}`],
      ],
    })
    expect([400, 404]).toContain(answer.status)
  })
})
