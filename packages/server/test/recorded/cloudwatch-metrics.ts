import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  type MetricStat,
  PutMetricDataCommand,
  type StandardUnit,
  type Statistic,
} from '@aws-sdk/client-cloudwatch'
import { answered, type Player } from './cloudwatch-clients.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const SET = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 }

const put = ({ cloudwatch }: Player, Namespace: string, ...MetricData: MetricDatum[]) =>
  cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }))

/** A span around a moment: the periods of data without a time of their own are in it. */
const around = (now: number, before = MINUTE, after = MINUTE) => ({
  StartTime: new Date(now - before),
  EndTime: new Date(now + after),
})

type Asked = Readonly<Record<string, Partial<MetricStat> & { readonly name: string }>>

const ask = (
  { cloudwatch }: Player,
  Namespace: string,
  asked: Asked,
  span: ReturnType<typeof around>,
) =>
  cloudwatch.send(
    new GetMetricDataCommand({
      ...span,
      MetricDataQueries: Object.entries(asked).map(([Id, { name, Metric, ...stat }]) => ({
        Id,
        MetricStat: {
          Metric: { Namespace, MetricName: name, ...Metric },
          Period: 60,
          Stat: 'Sum',
          ...stat,
        },
      })),
    }),
  )

export async function valuesList(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const now = Date.now()
  const MetricName = 'test-metric'
  const values = { Values: [1, 10], Counts: [2, 4], Unit: 'Count' as const }
  await put(player, Namespace, { MetricName, Timestamp: new Date(now), ...values })
  const Statistics: Statistic[] = ['SampleCount', 'Sum', 'Maximum']
  const asked = { Namespace, MetricName, ...around(now), Period: 60, Statistics }
  const command = new GetMetricStatisticsCommand(asked)
  await player.note('get_metric_statistics', player.cloudwatch.send(command))
}

export async function validation(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const datum = { MetricName: 'mymetric', Timestamp: new Date(), Unit: 'Count' as const }
  const wrong = {
    'invalid-param-combination': { Value: 1.5, Values: [1, 10] },
    'invalid-param-value': { Values: [1, 10], Counts: [2, 4, 5] },
    'invalid-param-combination-2': { Value: 1.5, StatisticValues: SET },
  }
  for (const [name, values] of Object.entries(wrong)) {
    await player.note(name, put(player, Namespace, { ...datum, ...values }))
  }
}

export async function multipleMetrics(player: Player): Promise<void> {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const datum = { Unit: 'Seconds' as const, Timestamp: new Date(now) }
  await put(player, namespace, { MetricName: 'metric1', Value: 50, ...datum })
  await put(player, namespace, { MetricName: 'metric2', Value: 25, ...datum })
  await put(player, namespace, { MetricName: 'metric3', StatisticValues: SET, ...datum })
  const asked = {
    result1: { name: 'metric1' },
    result2: { name: 'metric2' },
    result3: { name: 'metric3' },
  }
  await player.note('get_metric_data', ask(player, namespace, asked, around(now)))
}

export const statistic = (Stat: Statistic) => async (player: Player) => {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const datum = { MetricName: 'metric1', Unit: 'Seconds' as const, Timestamp: new Date(now) }
  await put(player, namespace, { Value: 11, ...datum })
  await put(player, namespace, { StatisticValues: SET, ...datum })
  const asked = { result1: { name: 'metric1', Stat } }
  await player.note('get_metric_data', ask(player, namespace, asked, around(now)))
}

export async function withDimensions(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const now = Date.now()
  const MetricName = 'metric1'
  const Dimensions = [{ Name: 'InstanceId', Value: 'one' }]
  const datum = { MetricName, Unit: 'Seconds' as const, Timestamp: new Date(now) }
  await put(player, Namespace, { Value: 11, ...datum, Dimensions })
  await put(player, Namespace, { Value: 66, ...datum })
  const asked = { result1: { name: MetricName, Metric: { Namespace, MetricName, Dimensions } } }
  await player.note('get_metric_data', ask(player, Namespace, asked, around(now)))
}

export async function zeroAndLabels(player: Player): Promise<void> {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const values = [0, 2, 4, 3.5, 7, 100]
  const datum = { MetricName: 'metric1', Unit: 'Seconds' as const, Timestamp: new Date(now) }
  await put(player, namespace, ...values.map(Value => ({ ...datum, Value })))
  const stats: Statistic[] = ['Average', 'Sum', 'Minimum', 'Maximum']
  const asked = Object.fromEntries(stats.map(Stat => [`result_${Stat}`, { name: 'metric1', Stat }]))
  const call = ask(player, namespace, asked, around(now))
  await player.note('get_metric_data_with_zero_and_labels', call)
}

export async function statistics(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const now = Date.now()
  const MetricName = 'metric'
  for (let Value = 0; Value < 10; Value++) {
    await put(player, Namespace, { MetricName, Value, Timestamp: new Date(now) })
  }
  const Statistics: Statistic[] = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']
  const asked = { Namespace, MetricName, ...around(now), Period: 60, Statistics }
  const command = new GetMetricStatisticsCommand(asked)
  await player.note('get_metric_statistics', player.cloudwatch.send(command))
}

export async function differentUnits(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const now = Date.now()
  const datum = { MetricName: 'm-test', Timestamp: new Date(now) }
  const units = { Seconds: 1, Count: 5 } as const
  const data = Object.entries(units).map(([Unit, Value]) => ({
    ...datum,
    Unit: Unit as StandardUnit,
    Value,
  }))
  await put(player, Namespace, ...data, { ...datum, Value: 10 })
  const { MetricName } = datum
  const asked = { Namespace, MetricName, ...around(now), Period: 60 }
  const command = new GetMetricStatisticsCommand({ ...asked, Statistics: ['Average'] })
  const answer = await player.cloudwatch.send(command)
  // The order of points is promised to nobody; the recorded test sorted them.
  answer.Datapoints?.sort((a, b) => (b.Average ?? 0) - (a.Average ?? 0))
  player.stage.noteValue('get_metric_statistics_with_different_units', answered(answer))
}

export async function wantedUnit(player: Player): Promise<void> {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const datum = { MetricName: 'm-test', Value: 1, Timestamp: new Date(now) }
  await put(player, namespace, { ...datum, Unit: 'Seconds' }, { ...datum, Unit: 'Count' })
  const asked = { m1: { name: 'm-test', Unit: 'Seconds' as const } }
  const call = ask(player, namespace, asked, around(now, 0))
  await player.note('get_metric_data_with_different_units', call)
}

const IN_TWO_UNITS: readonly Partial<MetricDatum>[] = [
  { Value: 60_000, Unit: 'Milliseconds' },
  { Value: 60, Unit: 'Seconds' },
]
export const UNITS: readonly (readonly Partial<MetricDatum>[])[] = [
  IN_TWO_UNITS,
  [...IN_TWO_UNITS, ...IN_TWO_UNITS],
  [...IN_TWO_UNITS, ...IN_TWO_UNITS, { Value: 5, Unit: 'Count' }],
]

export const noUnitAsked = (data: (typeof UNITS)[number]) => async (player: Player) => {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const datum = { MetricName: 'm-test', Timestamp: new Date(now) }
  await put(player, namespace, ...data.map(values => ({ ...datum, ...values })))
  const call = ask(player, namespace, { m1: { name: 'm-test' } }, around(now, 0))
  await player.note('get_metric_data_with_no_unit_specified', call)
}

type Pair = readonly [stat: Statistic, period: number, unit: StandardUnit]
const SUM: Pair = ['Sum', 60, 'Seconds']
export const PAIRS: readonly (readonly Pair[])[] = [
  [SUM, ['Minimum', 30, 'Seconds']],
  [SUM, ['Minimum', 60, 'Seconds']],
  [SUM, ['Sum', 30, 'Seconds']],
  [SUM, ['Minimum', 30, 'Milliseconds']],
  [SUM, ['Minimum', 60, 'Milliseconds']],
  [SUM, ['Sum', 30, 'Milliseconds']],
  [SUM, ['Sum', 60, 'Milliseconds']],
]

export const labels = (pairs: readonly Pair[]) => async (player: Player) => {
  const namespace = player.stage.name('ns')
  const now = Date.now()
  const values = [0, 2, 7, 100]
  const datum = { MetricName: 'metric1', Unit: 'Seconds' as const, Timestamp: new Date(now) }
  await put(player, namespace, ...values.map(Value => ({ ...datum, Value })))
  const asked = Object.fromEntries(
    pairs.map(([Stat, Period, Unit]) => [
      `result_${Stat}_${Period}_${Unit}`,
      { name: 'metric1', Stat, Period, Unit },
    ]),
  )
  await player.note('label_generation', ask(player, namespace, asked, around(now)))
}

export async function nullDimensions(player: Player): Promise<void> {
  const Namespace = player.stage.name('n')
  const MetricName = 'm-test'
  const Dimensions = [{ Name: 'foo', Value: 'bar' }]
  await put(player, Namespace, { MetricName, Value: 1, Unit: 'Seconds', Dimensions })
  const asked = { m1: { name: MetricName, Metric: { Namespace, MetricName, Dimensions: [] } } }
  const call = ask(player, Namespace, asked, around(Date.now(), 60 * MINUTE, 0))
  await player.note('get_metric_with_null_dimensions', call)
}

export async function noResults(player: Player): Promise<void> {
  const Namespace = player.stage.name('n')
  const MetricName = player.stage.name('m')
  await put(player, Namespace, { MetricName, Value: 1 })
  const Dimensions = [{ Name: 'foo', Value: 'bar' }]
  const asked = { result: { name: MetricName, Metric: { Namespace, MetricName, Dimensions } } }
  await player.note('result', ask(player, Namespace, asked, around(Date.now())))
}

export async function manyDimensions(player: Player): Promise<void> {
  const Namespace = player.stage.name('ns')
  const now = Date.now()
  const MetricName = 'http.server.requests.count'
  const pairs = {
    ...{ error: 'none', exception: 'none', method: 'GET' },
    ...{ outcome: 'SUCCESS', uri: '/greetings', status: '200' },
  }
  const Dimensions = Object.entries(pairs).map(([Name, Value]) => ({ Name, Value }))
  const datum = { MetricName, Unit: 'Count' as const, Timestamp: new Date(now), Dimensions }
  await put(player, Namespace, { ...datum, Value: 0, StorageResolution: 1 })
  await put(player, Namespace, { ...datum, Value: 5, StorageResolution: 1 })
  const stat = { Period: 10, Stat: 'Maximum', Unit: 'Count' as const }
  const asked = {
    result1: { name: MetricName, Metric: { Namespace, MetricName, Dimensions }, ...stat },
  }
  await player.note('get-metric-stats-max', ask(player, Namespace, asked, around(now)))
  const command = new ListMetricsCommand({ Namespace, MetricName, Dimensions })
  await player.note('list-metrics', player.cloudwatch.send(command))
}

export async function tooManyPoints(player: Player): Promise<void> {
  const now = Date.now()
  const metric = { Namespace: player.stage.name('namespace'), MetricName: 'metric_name' }
  const get = (name: string, lengthMs: number, Period: number) => {
    const span = around(now, 0, lengthMs)
    const command = new GetMetricStatisticsCommand({
      ...{ ...metric, ...span, Period },
      Statistics: ['SampleCount'],
    })
    return player.note(name, player.cloudwatch.send(command))
  }
  await get('error-invalid-amount-datapoints', DAY, 1)
  await get('error-invalid-time-frame', 0, 1)
  await get('get-metric-statitics', DAY, 60)
}
