import type { AlarmHistoryItem, MetricAlarm } from '../../../wire/models/cloudwatch.ts'
import type { HistoryItem } from './history.ts'
import { type Alarm, alarmArn, type WatchedMetric } from './records.ts'

export function alarmOutput(alarm: Alarm): MetricAlarm {
  const { state, actions, watches } = alarm
  return {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm, alarm.name),
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAt,
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.updatedAt,
    StateTransitionedTimestamp: state.transitionedAt,
    ...watchedOutput(watches.kind === 'metric' ? watches : undefined),
    Metrics: watches.kind === 'queries' ? watches.queries : undefined,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile,
    ThresholdMetricId: undefined,
  }
}

const watchedOutput = (watched: WatchedMetric | undefined) => ({
  Namespace: watched?.namespace,
  MetricName: watched?.metricName,
  // An alarm on queries has an empty list as well.
  Dimensions: watched?.dimensions ?? [],
  Statistic: watched?.statistic,
  ExtendedStatistic: watched?.extendedStatistic,
  Period: watched?.periodSeconds,
  Unit: watched?.unit,
})

export const historyOutput = (item: HistoryItem): AlarmHistoryItem => ({
  AlarmName: item.alarmName,
  AlarmType: 'MetricAlarm',
  Timestamp: item.at,
  HistoryItemType: item.type,
  HistorySummary: item.summary,
  HistoryData: item.data,
})
