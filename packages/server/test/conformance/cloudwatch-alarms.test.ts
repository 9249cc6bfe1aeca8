import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  type StateValue,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
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

const arn = (name: string) => `arn:aws:cloudwatch:${house.region}:${house.account}:alarm:${name}`

const put = (AlarmName: string, more: Partial<PutMetricAlarmCommandInput> = {}) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: 'shop', MetricName: 'orders', Period: 60, Statistic: 'Sum' },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      // What is set by hand stays as it is.
      TreatMissingData: 'ignore',
      ...more,
    }),
  )

const setState = (AlarmName: string, StateValue: StateValue, StateReason = 'by hand') =>
  cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))

const names = async (input: DescribeAlarmsCommandInput) =>
  (await cloudwatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(
    ({ AlarmName }) => AlarmName,
  )

const alarm = async (name: string) =>
  (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0]

const history = async (AlarmName: string, more: object = {}) =>
  (await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName, ...more }))).AlarmHistoryItems

describe('alarms', () => {
  it('are described by names, prefix, state and action, page by page', async () => {
    const topic = `arn:aws:sns:${house.region}:${house.account}:t`
    for (const name of ['list-b', 'list-a', 'list-c', 'other']) await put(name)
    await put('list-d', { OKActions: [topic] })
    await setState('list-c', 'OK')
    expect(await names({ AlarmNames: ['other', 'list-c', 'none'] })).toEqual(['list-c', 'other'])
    const AlarmNamePrefix = 'list-'
    expect(await names({ AlarmNamePrefix, StateValue: 'OK' })).toEqual(['list-c'])
    expect(await names({ ActionPrefix: 'arn:aws:sns:' })).toEqual(['list-d'])
    expect(await names({ AlarmNamePrefix, AlarmTypes: ['CompositeAlarm'] })).toEqual([])
    const page = (NextToken?: string) =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix, MaxRecords: 3, NextToken }))
    const first = await page()
    const second = await page(first.NextToken)
    const all = [...(first.MetricAlarms ?? []), ...(second.MetricAlarms ?? [])]
    expect(all.map(one => one.AlarmName)).toEqual(['list-a', 'list-b', 'list-c', 'list-d'])
    expect([first.MetricAlarms?.length, second.NextToken]).toEqual([3, undefined])
  })

  it('are found by the metric that they watch', async () => {
    const Dimensions = [{ Name: 'bot', Value: 'x' }]
    await put('watch-1', { MetricName: 'watched', Dimensions })
    await put('watch-2', { MetricName: 'watched', Dimensions, Statistic: 'Average' })
    await put('watch-3', { MetricName: 'watched' })
    const find = async (more: object) => {
      const metric = { Namespace: 'shop', MetricName: 'watched' }
      const command = new DescribeAlarmsForMetricCommand({ ...metric, ...more })
      return (await cloudwatch.send(command)).MetricAlarms?.map(({ AlarmName }) => AlarmName)
    }
    expect(await find({ Dimensions })).toEqual(['watch-1', 'watch-2'])
    expect(await find({ Dimensions, Statistic: 'Average' })).toEqual(['watch-2'])
    expect(await find({})).toEqual(['watch-3'])
    expect(await find({ Period: 300 })).toEqual([])
  })

  it('keep state and tags when they are put again, and everything else is new', async () => {
    await put('again', { AlarmDescription: 'one', Tags: [{ Key: 'k', Value: 'v' }] })
    await setState('again', 'ALARM')
    await put('again', { Threshold: 7, Tags: [{ Key: 'other', Value: 'x' }] })
    expect(await alarm('again')).toMatchObject({ StateValue: 'ALARM', Threshold: 7 })
    expect((await alarm('again'))?.AlarmDescription).toBeUndefined()
    const tags = await cloudwatch.send(
      new ListTagsForResourceCommand({ ResourceARN: arn('again') }),
    )
    expect(tags.Tags).toEqual([{ Key: 'k', Value: 'v' }])
  })

  const REFUSED: readonly [Partial<PutMetricAlarmCommandInput>, string][] = [
    [{ Period: 7 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [{ Threshold: undefined }, 'The parameter Threshold is required.'],
    [{ DatapointsToAlarm: 2 }, 'DatapointsToAlarm must be less than or equal to'],
    [{ ExtendedStatistic: 'p50' }, 'Exactly one of Statistic and ExtendedStatistic'],
    [{ Statistic: undefined, ExtendedStatistic: 'x9' }, 'x9 for parameter ExtendedStatistic'],
    [{ AlarmActions: ['nothing'] }, 'Invalid arn syntax: nothing'],
    [{ TreatMissingData: 'maybe' }, 'maybe for parameter TreatMissingData'],
    [{ EvaluationPeriods: 1_441 }, 'across more than a day'],
    [{ Period: 3_600, EvaluationPeriods: 169 }, 'across more than seven days'],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'anomaly detection'],
    [{ Metrics: [{ Id: 'a', Expression: '1' }] }, 'The parameter Metrics excludes MetricName'],
  ]
  it.each(REFUSED)('are refused with %j', async (more, part) => {
    const [code, message, status] = await refusal(put('refused', more))
    expect([code, status]).toEqual(['ValidationError', 400])
    expect(message).toContain(part)
    expect(await names({ AlarmNames: ['refused'] })).toEqual([])
  })

  it('may watch what is computed from several metrics', async () => {
    const stat = (Id: string, MetricName: string) => ({
      ...{ Id, ReturnData: false },
      MetricStat: { Metric: { Namespace: 'shop', MetricName }, Period: 60, Stat: 'Sum' },
    })
    const rate = { Id: 'rate', Expression: '100 * errors / requests', Label: 'Rate' }
    const Metrics = [stat('errors', 'errors'), stat('requests', 'requests'), rate]
    const none = { Namespace: undefined, MetricName: undefined }
    const simple = { ...none, Period: undefined, Statistic: undefined }
    await put('computed', { ...simple, Metrics })
    expect((await alarm('computed'))?.Metrics).toEqual(Metrics)
    const shown = Metrics.map(query => ({ ...query, ReturnData: true }))
    const [, message] = await refusal(put('computed', { ...simple, Metrics: shown }))
    expect(message).toBe('Exactly one element of the metrics list should return data.')
  })

  it('are deleted; what happened to them is remembered', async () => {
    await put('gone')
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['gone', 'never'] }))
    expect(await names({ AlarmNames: ['gone'] })).toEqual([])
    const again = cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['gone'] }))
    expect((await refusal(again))[0]).toBe('ResourceNotFound')
    const items = await history('gone', { ScanBy: 'TimestampAscending' })
    expect(items?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm "gone" created',
      'Alarm "gone" deleted',
    ])
  })
})

describe('a state that is set by hand', () => {
  it('is told with its history, and takes the actions of its value', async () => {
    const topic = `arn:aws:sns:${house.region}:${house.account}:nobody`
    await put('by-hand', { AlarmActions: [topic], OKActions: [topic] })
    await setState('by-hand', 'ALARM', 'first')
    const items = await eventually(async () => {
      const found = await history('by-hand', { HistoryItemType: 'Action' })
      return found?.length === 1 ? found : undefined
    })
    expect(items[0]?.HistorySummary).toBe(`Failed to execute action ${topic}`)
    expect(JSON.parse(items[0]?.HistoryData ?? '')).toMatchObject({
      error: 'there is no service here that takes this action',
      stateValue: 'ALARM',
    })
    // The same value again is no transition.
    await setState('by-hand', 'ALARM', 'second')
    const [last, first] = (await history('by-hand', { HistoryItemType: 'StateUpdate' })) ?? []
    expect(first?.HistorySummary).toBe('Alarm updated from INSUFFICIENT_DATA to ALARM')
    expect(JSON.parse(last?.HistoryData ?? '')).toMatchObject({
      oldState: { stateValue: 'ALARM', stateReason: 'first' },
      newState: { stateValue: 'ALARM', stateReason: 'second' },
    })
    const after = await alarm('by-hand')
    expect(after?.StateTransitionedTimestamp?.getTime()).toBeLessThan(
      after?.StateUpdatedTimestamp?.getTime() ?? 0,
    )
    const AlarmNames = ['by-hand']
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames }))
    await setState('by-hand', 'OK')
    await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames }))
    expect((await alarm('by-hand'))?.ActionsEnabled).toBe(true)
    expect(await history('by-hand', { HistoryItemType: 'Action' })).toHaveLength(1)
  })

  it('has a history that comes page by page, in both directions', async () => {
    await put('paged')
    for (const reason of ['a', 'b', 'c', 'd']) await setState('paged', 'OK', reason)
    for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
      const all: (string | undefined)[] = []
      let NextToken: string | undefined
      do {
        const page = await cloudwatch.send(
          new DescribeAlarmHistoryCommand({
            ...{ AlarmName: 'paged', HistoryItemType: 'StateUpdate', ScanBy, MaxRecords: 3 },
            ...(NextToken !== undefined && { NextToken }),
          }),
        )
        for (const { HistoryData = '' } of page.AlarmHistoryItems ?? []) {
          all.push(JSON.parse(HistoryData).newState.stateReason)
        }
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      const expected = ['a', 'b', 'c', 'd']
      expect(all).toEqual(ScanBy === 'TimestampAscending' ? expected : expected.toReversed())
    }
  })

  it('may bring evidence, if it is JSON', async () => {
    await put('evidence')
    const input = { AlarmName: 'evidence', StateValue: 'OK' as const, StateReason: 'r' }
    await cloudwatch.send(new SetAlarmStateCommand({ ...input, StateReasonData: '{"a":1}' }))
    expect((await alarm('evidence'))?.StateReasonData).toBe('{"a":1}')
    const wrong = new SetAlarmStateCommand({ ...input, StateReasonData: '{' })
    expect((await refusal(cloudwatch.send(wrong)))[0]).toBe('InvalidFormat')
  })
})

describe('who may do what to alarms', () => {
  const as = async (name: string, ...statements: readonly object[]) =>
    new CloudWatchClient(house.as(await createUser(house, name, ...statements)))

  it('is decided alarm by alarm', async () => {
    await put('mine-1')
    await put('yours-1')
    const me = await as('me', allow('cloudwatch:*', arn('mine-*')))
    const describe = (AlarmNames: string[]) => me.send(new DescribeAlarmsCommand({ AlarmNames }))
    expect((await describe(['mine-1'])).MetricAlarms).toHaveLength(1)
    const [code, message] = await refusal(describe(['mine-1', 'yours-1']))
    expect(code).toBe('AccessDeniedException')
    expect(message).toContain(`cloudwatch:DescribeAlarms on resource: ${arn('yours-1')}`)
    // Whether an alarm exists is told to those alone who may ask.
    const both = ['yours-1', 'yours-2'].map(name =>
      refusal(me.send(new DeleteAlarmsCommand({ AlarmNames: [name] }))),
    )
    const [one, two] = await Promise.all(both)
    expect(one?.[1].replaceAll('yours-1', 'yours-2')).toBe(two?.[1])
    // Without names it is about all of them.
    const [, all] = await refusal(me.send(new DescribeAlarmsCommand({})))
    expect(all).toContain(`on resource: ${arn('*')}`)
  })

  it('may depend on tags of the alarm and of the request', async () => {
    await put('tagged', { Tags: [{ Key: 'team', Value: 'red' }] })
    const condition = { StringEquals: { 'aws:ResourceTag/team': 'red' } }
    const red = await as('red', allow('cloudwatch:*', '*', condition))
    await red.send(new DescribeAlarmsCommand({ AlarmNames: ['tagged'] }))
    const ResourceARN = arn('tagged')
    await red.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }))
    const Tags = [{ Key: 'team', Value: 'red' }]
    const tag = red.send(new TagResourceCommand({ ResourceARN, Tags }))
    expect((await refusal(tag))[0]).toBe('AccessDeniedException')
    const putter = await as('putter', allow('cloudwatch:PutMetricAlarm', '*'))
    const input = {
      ...{ AlarmName: 'new', Namespace: 'n', MetricName: 'm', Period: 60, EvaluationPeriods: 1 },
      ...{ Statistic: 'Sum' as const, Threshold: 1 },
      ComparisonOperator: 'GreaterThanThreshold' as const,
    }
    const [, message] = await refusal(putter.send(new PutMetricAlarmCommand({ ...input, Tags })))
    expect(message).toContain(`cloudwatch:TagResource on resource: ${arn('new')}`)
    await putter.send(new PutMetricAlarmCommand(input))
  })

  it('may depend on the actions that an alarm would take', async () => {
    const quiet = { Null: { 'cloudwatch:AlarmActions': 'true' } }
    const careful = await as('careful', allow('cloudwatch:PutMetricAlarm', '*', quiet))
    const input = {
      ...{ AlarmName: 'quiet', Namespace: 'n', MetricName: 'm', Period: 60, EvaluationPeriods: 1 },
      ...{ Statistic: 'Sum' as const, Threshold: 1 },
      ComparisonOperator: 'GreaterThanThreshold' as const,
    }
    await careful.send(new PutMetricAlarmCommand(input))
    const AlarmActions = [`arn:aws:lambda:${house.region}:${house.account}:function:f`]
    const loud = careful.send(new PutMetricAlarmCommand({ ...input, AlarmActions }))
    expect((await refusal(loud))[0]).toBe('AccessDeniedException')
  })

  it('ends at the account: a tag on what is none of its alarms is refused as missing', async () => {
    const Tags = [{ Key: 'a', Value: 'b' }]
    for (const ResourceARN of [arn('missing'), arn('x').replace('alarm:', 'dashboard/')]) {
      const call = cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags }))
      expect((await refusal(call))[0]).toBe('ResourceNotFoundException')
    }
    const call = cloudwatch.send(new TagResourceCommand({ ResourceARN: 'nothing', Tags }))
    expect((await refusal(call))[0]).toBe('InvalidParameterValue')
  })
})
