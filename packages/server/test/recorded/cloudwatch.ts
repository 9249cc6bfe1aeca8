import {
  breaching,
  deleted,
  described,
  ESCAPED,
  evaluated,
  stateByHand,
  storeTags,
  switching,
  tagging,
  toFunction,
  wrongState,
} from './cloudwatch-alarms.ts'
import { type Player, PROTOCOLS, type ProtocolName, player } from './cloudwatch-clients.ts'
import { functionFails, functionSucceeds } from './cloudwatch-functions.ts'
import {
  differentUnits,
  labels,
  manyDimensions,
  multipleMetrics,
  noResults,
  noUnitAsked,
  nullDimensions,
  PAIRS,
  statistic,
  statistics,
  tooManyPoints,
  UNITS,
  validation,
  valuesList,
  wantedUnit,
  withDimensions,
  zeroAndLabels,
} from './cloudwatch-metrics.ts'
import { raw } from './cloudwatch-raw.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'
import { type PlayOptions, play, type RecordedSuite, type RecordedTest } from './suite.ts'

type Tests = Readonly<Record<string, RecordedTest>>

/** A test that was recorded in each protocol; `{}` stands where its name has the protocol. */
function inEach(
  name: string,
  requests: (player: Player) => Promise<void>,
  options: PlayOptions = {},
): Tests {
  return Object.fromEntries(
    PROTOCOLS.map(protocol => [
      `TestCloudwatch::${name.replaceAll('{}', protocol)}`,
      play(stage => requests(player(stage, protocol)), options),
    ]),
  )
}

function rawInEach(
  name: string,
  requests: (stage: Stage, protocol: ProtocolName) => Promise<void>,
): Tests {
  return Object.fromEntries(
    PROTOCOLS.map(protocol => [
      `TestCloudWatchMultiProtocol::${name}[${protocol}]`,
      play(stage => requests(stage, protocol)),
    ]),
  )
}

async function basics(stage: Stage, protocol: ProtocolName): Promise<void> {
  const ask = (operation: string, input: object) => raw(stage, protocol, operation, input)
  stage.noteValue('describe-alarms', await ask('DescribeAlarms', {}))
  const [one, two] = [stage.name('test'), stage.name('test')]
  for (const [Namespace, MetricName, Value] of [
    [one, 'someMetric', 23],
    [one, 'someMetric', 18],
    [two, 'ug', 23],
  ]) {
    await ask('PutMetricData', { Namespace, MetricData: [{ MetricName, Value }] })
  }
  const stat = (Namespace: string, MetricName: string) => ({
    ...{ Metric: { Namespace, MetricName }, Period: 60, Stat: 'Sum' },
  })
  const seconds = Math.floor(Date.now() / 1000)
  const time = (at: number) => (protocol === 'query' ? new Date(at * 1000).toISOString() : at)
  const answer = await ask('GetMetricData', {
    MetricDataQueries: [
      { Id: 'some', MetricStat: stat(one, 'someMetric') },
      { Id: 'part', MetricStat: stat(two, 'ug') },
    ],
    ...{ StartTime: time(seconds - 60), EndTime: time(seconds + 300) },
  })
  stage.noteValue('get-metric-data', withoutTimes(answer))
}

/** The one member that the recordings hide. */
const withoutTimes = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value) => (key === 'Timestamps' ? 'timestamp' : value)))

async function refusals(stage: Stage, protocol: ProtocolName): Promise<void> {
  const state = (StateValue: string, headers: [string, string][] = []) => {
    const input = { AlarmName: 'not-existing', StateValue, StateReason: 'reason' }
    return raw(stage, protocol, 'SetAlarmState', input, headers)
  }
  stage.noteValue('invalid-value-response', await state('INVALID'))
  stage.noteValue('not-found-response', await state('OK'))
  const inQueryMode = await state('OK', [['x-amzn-query-mode', 'true']])
  stage.noteValue('not-found-response-query-mode-true', inQueryMode)
}

/** Words that stand for the topics of the alarms. */
const TOPICS = {
  reading: {
    ...{ '<topic_arn>': 'topic', '<topic_alarm>': 'topic' },
    '<topic_ok>': `arn:aws:sns:${REGION}:${ACCOUNT}:topic-ok`,
  },
}

const NO_QUEUE = 'a message in a queue: SNS and SQS are no part of this server'

const each = (names: readonly string[], test: (name: string) => Tests): Tests =>
  Object.assign({}, ...names.map(test))

const METRICS: Tests = {
  ...inEach('test_put_metric_data_values_list[{}]', valuesList),
  ...inEach('test_put_metric_data_validation[{}]', validation),
  ...inEach('test_get_metric_data_for_multiple_metrics[{}]', multipleMetrics),
  ...each(['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'], name =>
    inEach(`test_get_metric_data_stats[{}-${name}]`, statistic(name as 'Sum')),
  ),
  ...inEach('test_get_metric_data_with_dimensions[{}]', withDimensions),
  ...inEach('test_get_metric_data_with_zero_and_labels[{}]', zeroAndLabels),
  ...inEach('test_get_metric_statistics[{}]', statistics),
  ...inEach('test_handle_different_units[{}]', differentUnits),
  ...inEach('test_get_metric_data_with_different_units[{}]', wantedUnit),
  ...each(['0', '1', '2'], index =>
    inEach(
      `test_get_metric_data_different_units_no_unit_in_query[{}-metric_data${index}]`,
      noUnitAsked(UNITS[Number(index)] ?? []),
    ),
  ),
  ...each(
    PAIRS.map((_, index) => String(index)),
    index =>
      inEach(`test_label_generation[{}-input_pairs${index}]`, labels(PAIRS[Number(index)] ?? [])),
  ),
  ...inEach('test_get_metric_with_null_dimensions[{}]', nullDimensions),
  ...inEach('test_get_metric_with_no_results[{}]', noResults),
  ...inEach('test_multiple_dimensions_statistics[{}]', manyDimensions),
  ...inEach('test_invalid_amount_of_datapoints[{}]', tooManyPoints),
}

const ALARMS: Tests = {
  ...inEach(
    'test_describe_alarms_converts_date_format_correctly[{}]',
    described('describe-alarms', {}),
  ),
  ...inEach(
    'test_describe_minimal_metric_alarm[{}]',
    described('describe_minimal_metric_alarm', { Period: 10 }),
  ),
  ...inEach(
    'test_put_metric_alarm_escape_character[{}]',
    described('describe-alarms-escaped-character', ESCAPED),
  ),
  ...inEach('test_delete_alarm[{}]', deleted),
  ...inEach('test_store_tags[{}]', storeTags),
  ...inEach('test_tagging_metric_alarm[{}]', tagging),
  ...inEach('test_set_alarm[{}]', stateByHand, TOPICS),
  ...inEach('test_set_alarm_invalid_input[{}]', wrongState),
  ...inEach('test_breaching_alarm_actions[{}]', breaching, {
    ...TOPICS,
    without: { 'alarm-1-sqs-msg': NO_QUEUE },
  }),
  ...inEach('test_enable_disable_alarm_actions[{}]', switching, {
    ...TOPICS,
    without: { 'alarm-state-sqs-msg': NO_QUEUE },
  }),
  'TestCloudwatch::test_put_metric_alarm': play(stage => evaluated(player(stage, 'json')), {
    ...TOPICS,
    without: { 'alarm-triggered-sqs-msg': NO_QUEUE },
  }),
}

const REASONS: readonly (readonly [part: string, reason: string])[] = [
  ['composite_alarm', 'composite alarms are not built'],
  ['dashboard', 'dashboards are not built'],
  ['insight_rule', 'Contributor Insights is not built'],
  ['anomaly_detector', 'anomaly detection is not built'],
  ['metric_stream', 'metric streams are not built'],
  ['sqs', 'SQS is no part of this server'],
  ['TestSQSMetrics', 'SQS is no part of this server'],
]

/** What was asked of CloudWatch when its answers were recorded, in all three protocols. */
export const cloudwatchSuite: RecordedSuite = {
  service: 'cloudwatch',
  files: {
    'cloudwatch/test_cloudwatch.json': {
      ...rawInEach('test_basic_operations_multiple_protocols', basics),
      ...rawInEach('test_exception_serializing_with_no_shape_in_spec', refusals),
      ...METRICS,
      ...ALARMS,
      'TestCloudwatch::test_alarm_lambda_target': play(stage => toFunction(player(stage, 'json'))),
    },
    'cloudwatch/test_cloudwatch_metrics.json': {
      'TestCloudWatchLambdaMetrics::test_lambda_invoke_successful': play(stage =>
        functionSucceeds(player(stage, 'json')),
      ),
      'TestCloudWatchLambdaMetrics::test_lambda_invoke_error': play(
        stage => functionFails(player(stage, 'json')),
        // Without a sandbox of its own the code lies elsewhere.
        { reading: { '/var/task/': '<time>/' } },
      ),
    },
  },
  reason: id => REASONS.find(([part]) => id.includes(part))?.[1],
}
