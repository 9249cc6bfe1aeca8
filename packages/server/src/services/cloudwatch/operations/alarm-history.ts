import { cloudwatch, type DescribeAlarmHistoryInput } from '../../../wire/models/cloudwatch.ts'
import { alarmChecks } from '../alarms/checks.ts'
import { type HistoryItem, historyBetween, historyItem } from '../alarms/history.ts'
import { historyOutput } from '../alarms/output.ts'
import { type CloudwatchContext, operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { matching, placeOf, tokenOf } from '../paging.ts'

/** What happened to alarms, the latest first unless asked otherwise; also to those that are gone. */
export const describeAlarmHistory = operation(cloudwatch.DescribeAlarmHistory, {
  readOnly: true,
  authorize: ({ AlarmName }, context) =>
    alarmChecks(
      'cloudwatch:DescribeAlarmHistory',
      AlarmName === undefined ? [] : [AlarmName],
      context,
    ),

  async handle(input, context) {
    const types = input.AlarmTypes
    if (types && !types.includes('MetricAlarm')) {
      return { AlarmHistoryItems: [], NextToken: undefined }
    }
    const { items, next } = await read(input, context)
    return {
      AlarmHistoryItems: items.map(historyOutput),
      NextToken: next === undefined ? undefined : tokenOf('DescribeAlarmHistory', next),
    }
  },
})

function read(input: DescribeAlarmHistoryInput, context: CloudwatchContext) {
  const { MaxRecords = LIMITS.historyPerPage, NextToken, ScanBy } = input
  const now = context.clock.now()
  const oldest = Math.max(input.StartDate ?? 0, now - LIMITS.historyMs)
  const bounds = historyBetween(context, oldest, (input.EndDate ?? now) + 1)
  return matching(context.documents, bounds, {
    place: placeOf(NextToken, 'DescribeAlarmHistory'),
    most: MaxRecords,
    reverse: ScanBy !== 'TimestampAscending',
    match: document => {
      const item = historyItem(document)
      return isWanted(item, input) ? item : undefined
    },
  })
}

function isWanted(
  { alarmName, type }: HistoryItem,
  { AlarmName, HistoryItemType }: DescribeAlarmHistoryInput,
): boolean {
  return (
    (AlarmName === undefined || alarmName === AlarmName) &&
    (HistoryItemType === undefined || type === HistoryItemType)
  )
}
