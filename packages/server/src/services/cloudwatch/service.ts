import type { Compiler } from '../../access/compiled.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { Store } from '../../store/store.ts'
import type { CloudwatchContext } from './context.ts'
import { createSeenMetrics } from './metrics.ts'
import { describeAlarmHistory } from './operations/alarm-history.ts'
import {
  deleteAlarms,
  disableAlarmActions,
  enableAlarmActions,
  setAlarmState,
} from './operations/alarm-state.ts'
import { describeAlarms, describeAlarmsForMetric } from './operations/describe-alarms.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putMetricAlarm } from './operations/put-metric-alarm.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { createSettling } from './points/settle.ts'

export interface CloudwatchParts {
  readonly store: Pick<Store, 'subscribe'>
  readonly compiler: Compiler
}

const METRICS = [putMetricData, getMetricStatistics, getMetricData, listMetrics]

const ALARMS = [
  ...[putMetricAlarm, deleteAlarms, setAlarmState, enableAlarmActions, disableAlarmActions],
  ...[describeAlarms, describeAlarmsForMetric, describeAlarmHistory],
  ...[tagResource, untagResource, listTagsForResource],
]

/** Metrics and alarms (spec/surroundings.md §8). */
export function cloudwatchService({ store, compiler }: CloudwatchParts): Service {
  const own = {
    compiler,
    seen: createSeenMetrics(store),
    settling: createSettling(),
  }
  return defineService<CloudwatchContext>({
    name: 'cloudwatch',
    context: core => ({ ...core, ...own }),
    operations: [...METRICS, ...ALARMS],
  })
}
