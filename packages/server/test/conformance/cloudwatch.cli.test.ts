import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { type House, openHouse } from '../house.ts'

/** CloudWatch through Debian's AWS CLI, which speaks query. */

let house: House
let cli: AwsCli
beforeAll(async () => {
  house = await openHouse()
  cli = awsCli(house)
})
afterAll(() => house.close())

const cloudwatch = (...args: readonly string[]) => cli('cloudwatch', ...args)
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const span = ['--start-time', minutesFromNow(-5), '--end-time', minutesFromNow(5)]
const metric = ['--namespace', 'Shop', '--metric-name', 'Orders']
/** Nothing is measured of it, so that a state that is set by hand stays as it is. */
const silent = ['--namespace', 'Shop', '--metric-name', 'Refunds']

describe('metrics at the command line', () => {
  it('are put, listed and read', async () => {
    const values =
      'MetricName=Orders,Values=1.5,2.5,Counts=2,1,Unit=Count,Dimensions=[{Name=Bot,Value=x}]'
    await cloudwatch('put-metric-data', '--namespace', 'Shop', '--metric-data', values)
    await cloudwatch(...['put-metric-data', ...metric, '--value', '0.25', '--unit', 'Seconds'])
    const { Metrics } = await cloudwatch('list-metrics', '--namespace', 'Shop')
    expect(Metrics).toHaveLength(2)
    const { Datapoints } = await cloudwatch(
      ...['get-metric-statistics', ...metric, ...span, '--period', '300'],
      ...['--statistics', 'Sum', 'Average', '--dimensions', 'Name=Bot,Value=x'],
    )
    const points = Datapoints as readonly { readonly Sum: number; readonly Unit: string }[]
    expect(points.map(({ Sum, Unit }) => [Sum, Unit])).toEqual([[5.5, 'Count']])
  })

  it('are computed with', async () => {
    const Metric = { Namespace: 'Shop', MetricName: 'Orders' }
    const queries = [
      { Id: 'm', MetricStat: { Metric, Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Id: 'e', Expression: 'm * 4', Label: 'Four times' },
    ]
    const { MetricDataResults } = await cloudwatch(
      ...['get-metric-data', ...span, '--metric-data-queries', JSON.stringify(queries)],
    )
    expect(MetricDataResults).toMatchObject([{ Id: 'e', Label: 'Four times', Values: [1] }])
  })

  it('are refused with the codes of query', async () => {
    const text = await cli.fails(
      ...['cloudwatch', 'put-metric-data', '--namespace', 'AWS/Lex'],
      ...['--metric-name', 'm', '--value', '1'],
    )
    expect(text).toContain('(InvalidParameterValue)')
    expect(text).toContain('The value AWS/ for parameter Namespace is invalid.')
  })
})

describe('alarms at the command line', () => {
  it('live from creation to history', async () => {
    const name = ['--alarm-name', 'many-orders']
    await cloudwatch(
      ...['put-metric-alarm', ...name, ...silent, '--period', '60', '--statistic', 'Sum'],
      ...['--threshold', '10.5', '--comparison-operator', 'GreaterThanThreshold'],
      ...[
        '--treat-missing-data',
        'ignore',
        '--evaluation-periods',
        '1',
        '--tags',
        'Key=team,Value=red',
      ],
    )
    const state = ['--state-value', 'ALARM', '--state-reason', 'a <drill> & nothing more']
    await cloudwatch('set-alarm-state', ...name, ...state)
    const { MetricAlarms } = await cloudwatch('describe-alarms', '--alarm-names', 'many-orders')
    expect(MetricAlarms).toMatchObject([
      { Threshold: 10.5, StateValue: 'ALARM', StateReason: 'a <drill> & nothing more' },
    ])
    const arn = `arn:aws:cloudwatch:${house.region}:${house.account}:alarm:many-orders`
    expect(await cloudwatch('list-tags-for-resource', '--resource-arn', arn)).toEqual({
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    const found = await cloudwatch('describe-alarms-for-metric', ...silent)
    expect(found['MetricAlarms']).toHaveLength(1)
    const { AlarmHistoryItems } = await cloudwatch('describe-alarm-history', ...name)
    expect(AlarmHistoryItems).toHaveLength(2)
    await cloudwatch('delete-alarms', '--alarm-names', 'many-orders')
    const left = await cloudwatch('describe-alarms')
    expect(left['MetricAlarms']).toEqual([])
    const text = await cli.fails('cloudwatch', 'set-alarm-state', ...name, ...state)
    expect(text).toContain('(ResourceNotFound)')
  })
})
