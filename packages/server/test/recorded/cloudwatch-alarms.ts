import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { createFunction, createRole, WRITE_LOGS } from '../conformance/lambda-functions.ts'
import { eventually } from '../eventually.ts'
import { answered, type Player, withoutDates } from './cloudwatch-clients.ts'
import { ACCOUNT, REGION } from './stage.ts'

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:topic`

const SIMPLE = {
  ...{ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' as const },
  ...{ Period: 60, Statistic: 'Sum' as const, Threshold: 30 },
}

/** The alarm of the tests that wait for one. */
const WATCHFUL = {
  AlarmDescription: 'testing cloudwatch alarms',
  ...{ Period: 10, Threshold: 2, Unit: 'Seconds' as const, Statistic: 'Average' as const },
  Dimensions: [{ Name: 'InstanceId', Value: 'abc' }],
  ...{ OKActions: [TOPIC], AlarmActions: [TOPIC] },
  ...{ EvaluationPeriods: 2, ComparisonOperator: 'GreaterThanThreshold' as const },
}

type Given = Partial<PutMetricAlarmCommandInput>

async function putAlarm({ stage, cloudwatch }: Player, given: Given = {}): Promise<string> {
  const AlarmName = given.AlarmName ?? stage.name('test-alarm')
  const metric = { Namespace: stage.name('test-ns'), MetricName: stage.name('test-metric') }
  await cloudwatch.send(new PutMetricAlarmCommand({ ...SIMPLE, ...metric, ...given, AlarmName }))
  return AlarmName
}

const describeAlarm = ({ cloudwatch }: Player, name: string) =>
  cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))

const setState = ({ cloudwatch }: Player, name: string, value: string, reason: string) =>
  cloudwatch.send(
    new SetAlarmStateCommand({
      AlarmName: name,
      StateValue: value as StateValue,
      StateReason: reason,
    }),
  )

const untilState = (player: Player, name: string, wanted: StateValue) =>
  eventually(async () => {
    const answer = await describeAlarm(player, name)
    return answer.MetricAlarms?.[0]?.StateValue === wanted ? answer : undefined
  })

const arnOf = async (player: Player, name: string) =>
  (await describeAlarm(player, name)).MetricAlarms?.[0]?.AlarmArn ?? ''

export const described = (note: string, given: Given) => async (player: Player) => {
  const name = await putAlarm(player, given)
  await player.note(note, describeAlarm(player, name))
}

export const ESCAPED: Given = {
  ...{ AlarmDescription: '<', Period: 600, Threshold: 1 },
  AlarmActions: ['arn:aws:sns:us-east-1:111122223333:MyTopic'],
}

export async function deleted(player: Player): Promise<void> {
  const name = await putAlarm(player, { MetricName: 'metric1' })
  await player.note('describe-alarm', describeAlarm(player, name))
  const command = new DeleteAlarmsCommand({ AlarmNames: [name] })
  await player.note('delete-alarm', player.cloudwatch.send(command))
  await player.note('describe-after-delete', describeAlarm(player, name))
}

const listTags = ({ cloudwatch }: Player, ResourceARN: string) =>
  cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }))

const BOTH = [
  { Key: 'tag1', Value: 'foo' },
  { Key: 'tag2', Value: 'bar' },
]

export async function storeTags(player: Player): Promise<void> {
  const AlarmName = player.stage.name('a')
  const metric = { Namespace: player.stage.name('test-ns'), MetricName: 'store_tags' }
  const command = new PutMetricAlarmCommand({ ...SIMPLE, ...metric, AlarmName })
  await player.note('put_metric_alarm', player.cloudwatch.send(command))
  await player.note('describe_alarms', describeAlarm(player, AlarmName))
  const ResourceARN = await arnOf(player, AlarmName)
  await player.note('list_tags_for_resource_empty ', listTags(player, ResourceARN))
  await player.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: BOTH }))
  await player.note('list_tags_for_resource', listTags(player, ResourceARN))
  await player.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['tag1'] }))
  await player.note('list_tags_for_resource_post_untag', listTags(player, ResourceARN))
}

export async function tagging(player: Player): Promise<void> {
  const AlarmName = player.stage.name('a')
  const metric = { Namespace: player.stage.name('test-ns'), MetricName: 'm' }
  const Tags = [{ Key: 'Environment', Value: 'Production' }]
  const command = new PutMetricAlarmCommand({ ...SIMPLE, ...metric, AlarmName, Tags })
  await player.note('put_metric_alarm', player.cloudwatch.send(command))
  const ResourceARN = await arnOf(player, AlarmName)
  await player.note('list_tags_for_resource_after_creation', listTags(player, ResourceARN))
  await player.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: BOTH }))
  await player.note('list_tags_for_resource_updated', listTags(player, ResourceARN))
  await player.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['tag1'] }))
  await player.note('list_tags_for_resource_post_untag', listTags(player, ResourceARN))
  await player.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }))
  await player.note('list_tags_for_deleted_resource', listTags(player, ResourceARN))
}

export async function stateByHand(player: Player): Promise<void> {
  const name = await putAlarm(player, {
    AlarmDescription: 'Test Alarm when CPU exceeds 50 percent',
    ...{ MetricName: 'CPUUtilization-3', ActionsEnabled: true, Period: 300, Threshold: 50 },
    Dimensions: [{ Name: 'InstanceId', Value: 'i-0317828c84edbe100' }],
    ...{ Unit: 'Percent', Statistic: 'Average', EvaluationPeriods: 2 },
    ...{ OKActions: [`${TOPIC}-ok`], AlarmActions: [TOPIC], TreatMissingData: 'ignore' },
  })
  await setState(player, name, 'ALARM', 'testing alarm')
  await player.note('triggered-alarm', describeAlarm(player, name))
  await setState(player, name, 'OK', 'resetting alarm')
  await player.note('reset-alarm', describeAlarm(player, name))
}

export async function wrongState(player: Player): Promise<void> {
  const name = await putAlarm(player)
  await player.note('error-invalid-state', setState(player, name, 'INVALID', 'test'))
  await player.note('error-resource-not-found', setState(player, `${name}-no`, 'OK', 'test'))
}

export async function breaching(player: Player): Promise<void> {
  const metric = { MetricName: 'my-metric101', Namespace: 'test/breaching-alarm' }
  const name = await putAlarm(player, { ...WATCHFUL, ...metric, TreatMissingData: 'breaching' })
  player.stage.noteValue('alarm-1-describe', answered(await untilState(player, name, 'ALARM')))
}

export async function switching(player: Player): Promise<void> {
  const metric = { MetricName: 'my-metric101', TreatMissingData: 'ignore' }
  const name = await putAlarm(player, { ...WATCHFUL, ...metric })
  const AlarmNames = [name]
  await player.note('describe_alarm', describeAlarm(player, name))
  await setState(player, name, 'ALARM', 'testing alarm')
  await player.note('alarm-state-describe', describeAlarm(player, name))
  await player.cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames }))
  await setState(player, name, 'OK', 'testing OK state')
  await player.note('describe_alarm_disabled', describeAlarm(player, name))
  await player.note('ok-state-action-disabled-describe', describeAlarm(player, name))
  await player.cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames }))
  await player.note('describe_alarm_enabled', describeAlarm(player, name))
}

/** Measured, compared and told of: an alarm's whole way. */
export async function evaluated(player: Player): Promise<void> {
  const { stage, cloudwatch } = player
  const metric = { Namespace: stage.name('test-nsp'), MetricName: 'my-metric1' }
  const { Dimensions } = WATCHFUL
  const datum = { MetricName: metric.MetricName, Dimensions, Unit: 'Seconds' as const }
  const Timestamp = new Date()
  const MetricData = [21, 22].map(Value => ({ ...datum, Timestamp, Value, StorageResolution: 1 }))
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: metric.Namespace, MetricData }))
  const name = await putAlarm(player, {
    ...{ ...WATCHFUL, ...metric, ActionsEnabled: true },
    ...{ EvaluationPeriods: 1, Threshold: 21, TreatMissingData: 'ignore' },
  })
  await player.note('describe-alarm', describeAlarm(player, name))
  await untilState(player, name, 'ALARM')
  const history = new DescribeAlarmHistoryCommand({
    ...{ AlarmName: name, HistoryItemType: 'StateUpdate' },
  })
  await player.note('describe-alarm-history', cloudwatch.send(history))
  const { Statistic, Unit } = WATCHFUL
  const alike = { ...metric, Dimensions, Statistic, Unit }
  const command = new DescribeAlarmsForMetricCommand(alike)
  await player.note('describe-alarms-for-metric', cloudwatch.send(command))
}

/** What a function is told when an alarm goes off. */
export async function toFunction(player: Player): Promise<void> {
  const { stage } = player
  const FunctionName = stage.name('fn-cw')
  const role = await createRole(stage.house, stage.name('role'), WRITE_LOGS)
  const code = 'exports.handler = async event => { console.log(JSON.stringify(event)) }'
  await createFunction(stage.house, role, code, { FunctionName })
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`
  const name = await putAlarm(player, {
    ...{ AlarmDescription: 'testing lambda alarm action', MetricName: 'metric1' },
    ...{ Namespace: 'namespace', Period: 10, Threshold: 2, Statistic: 'Average' },
    ...{ OKActions: [], AlarmActions: [arn], EvaluationPeriods: 2, TreatMissingData: 'ignore' },
  })
  const permission = new AddPermissionCommand({
    ...{ FunctionName, StatementId: 'AlarmAction', Action: 'lambda:InvokeFunction' },
    Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    ...{ SourceAccount: ACCOUNT, SourceArn: await arnOf(player, name) },
  })
  await new LambdaClient(stage.as()).send(permission)
  await setState(player, name, 'ALARM', 'testing alarm')
  const told = await eventually(() => printed(player, FunctionName))
  stage.noteValue('lambda-alarm-invocations', withoutDates(told))
}

/** The JSON that a function printed, once it is in its log. */
async function printed({ stage }: Player, name: string): Promise<unknown> {
  const logGroupName = `/aws/lambda/${name}`
  const logs = new CloudWatchLogsClient(stage.as())
  const found = await logs.send(new FilterLogEventsCommand({ logGroupName })).catch(error => {
    if (error.name === 'ResourceNotFoundException') return undefined
    throw error
  })
  const line = found?.events?.find(({ message }) => message?.includes('{'))?.message
  return line === undefined ? undefined : JSON.parse(line.slice(line.indexOf('{')))
}
