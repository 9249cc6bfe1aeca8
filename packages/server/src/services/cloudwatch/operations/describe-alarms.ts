import { check } from '../../../operation/check.ts'
import type { Key } from '../../../store/store.ts'
import { cloudwatch, type DescribeAlarmsInput } from '../../../wire/models/cloudwatch.ts'
import { alarmChecks } from '../alarms/checks.ts'
import { alarmOutput } from '../alarms/output.ts'
import { type Alarm, alarmKey, alarmOf, alarmsBeginning, alarmsOf } from '../alarms/records.ts'
import { type CloudwatchContext, operation } from '../context.ts'
import { validationError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { matching, placeOf, tokenOf } from '../paging.ts'
import { inOrder } from '../points/records.ts'

/** Alarms by name, by the beginning of their names, by state or by action. */
export const describeAlarms = operation(cloudwatch.DescribeAlarms, {
  readOnly: true,
  authorize: ({ AlarmNames }, context) =>
    alarmChecks('cloudwatch:DescribeAlarms', AlarmNames, context),

  async handle(input, context) {
    const { AlarmNames, AlarmNamePrefix, AlarmTypes } = input
    if (AlarmNames && AlarmNamePrefix !== undefined) {
      throw validationError('AlarmNames and AlarmNamePrefix are mutually exclusive.')
    }
    const others = { CompositeAlarms: [], LogAlarms: [] }
    // Only composite alarms have children or parents.
    const isRelated = input.ChildrenOfAlarmName ?? input.ParentsOfAlarmName
    if (isRelated !== undefined || (AlarmTypes && !AlarmTypes.includes('MetricAlarm'))) {
      return { MetricAlarms: [], ...others, NextToken: undefined }
    }
    const { items, next } = AlarmNames
      ? { items: await named(AlarmNames, input, context), next: undefined }
      : await listed(input, context)
    return {
      MetricAlarms: items.map(alarmOutput),
      ...others,
      NextToken: next === undefined ? undefined : tokenOf('DescribeAlarms', next),
    }
  },
})

async function named(
  names: readonly string[],
  input: DescribeAlarmsInput,
  context: CloudwatchContext,
): Promise<readonly Alarm[]> {
  const unique = [...new Set(names)].sort()
  const documents = await context.documents.getMany(unique.map(name => alarmKey(context, name)))
  return documents
    .flatMap(document => (document ? [alarmOf(document)] : []))
    .filter(alarm => isWanted(alarm, input))
}

function listed(input: DescribeAlarmsInput, context: CloudwatchContext) {
  const { AlarmNamePrefix: prefix, MaxRecords = LIMITS.describedAlarms, NextToken } = input
  const bounds = prefix === undefined ? alarmsOf(context) : alarmsBeginning(context, prefix)
  return matching(context.documents, bounds, {
    place: placeOf(NextToken, 'DescribeAlarms'),
    most: MaxRecords,
    match: document => {
      const alarm = alarmOf(document)
      return isWanted(alarm, input) ? alarm : undefined
    },
  })
}

function isWanted({ state, actions }: Alarm, { StateValue, ActionPrefix }: DescribeAlarmsInput) {
  if (StateValue !== undefined && state.value !== StateValue) return false
  if (ActionPrefix === undefined) return true
  return Object.values(actions).some(arns => arns.some(arn => arn.startsWith(ActionPrefix)))
}

/** The alarms on one metric, of one statistic, period or unit if these are named. */
export const describeAlarmsForMetric = operation(cloudwatch.DescribeAlarmsForMetric, {
  readOnly: true,
  authorize: () => check('cloudwatch:DescribeAlarmsForMetric', 'any'),

  async handle(input, context) {
    const dimensions = JSON.stringify(inOrder(input.Dimensions))
    const MetricAlarms = []
    const [first, last] = alarmsOf(context)
    for (let next: Key | undefined = first; next !== undefined; ) {
      const page = await context.documents.range(next, last)
      for (const alarm of page.documents.map(alarmOf)) {
        const { watches } = alarm
        if (watches.kind !== 'metric' || JSON.stringify(watches.dimensions) !== dimensions) continue
        if (watches.metricName !== input.MetricName) continue
        if (watches.namespace !== input.Namespace) continue
        if ((input.Statistic ?? watches.statistic) !== watches.statistic) continue
        if ((input.ExtendedStatistic ?? watches.extendedStatistic) !== watches.extendedStatistic) {
          continue
        }
        if ((input.Period ?? watches.periodSeconds) !== watches.periodSeconds) continue
        if ((input.Unit ?? watches.unit) !== watches.unit) continue
        MetricAlarms.push(alarmOutput(alarm))
      }
      next = page.next
    }
    return { MetricAlarms }
  },
})
