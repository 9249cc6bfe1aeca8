import { CommitConflict, type Write } from '../../../store/store.ts'
import {
  cloudwatch,
  LimitExceededFault,
  type PutMetricAlarmInput,
} from '../../../wire/models/cloudwatch.ts'
import { alarmCheck } from '../alarms/checks.ts'
import { configured, historyWrite } from '../alarms/history.ts'
import { readAlarm } from '../alarms/input.ts'
import {
  type Alarm,
  type AlarmState,
  alarmCountKey,
  alarmKey,
  alarmOf,
  alarmWrite,
} from '../alarms/records.ts'
import { tagList, withTags } from '../alarms/tags.ts'
import { watchWrite } from '../alarms/watch.ts'
import { type CloudwatchContext, operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'

/** A new alarm, or another configuration of one that exists: its state and tags stay as they are. */
export const putMetricAlarm = operation(cloudwatch.PutMetricAlarm, {
  authorize(input, context) {
    const requestTags = input.Tags && { requestTags: tagList(input.Tags) }
    const put = alarmCheck('cloudwatch:PutMetricAlarm', input.AlarmName, context, {
      context: { 'cloudwatch:AlarmActions': allActions(input) },
      ...requestTags,
    })
    if (!requestTags) return put
    return [put, alarmCheck('cloudwatch:TagResource', input.AlarmName, context, requestTags)]
  },

  async handle(input, context) {
    const { clock, random, documents } = context
    const now = clock.now()
    const configuration = readAlarm(input, context)
    const document = await documents.get(alarmKey(context, input.AlarmName))
    const known = document && alarmOf(document)
    const alarm: Alarm = {
      ...scopeOf(context),
      ...configuration,
      configuredAt: now,
      state: known?.state ?? unchecked(now),
      tags: known?.tags ?? withTags([], input.Tags ?? []),
    }
    const item = configured(alarm, known ? 'Update' : 'Create', now)
    await commit(context, [
      alarmWrite(alarm),
      historyWrite(alarm, item, random.uuid()),
      watchWrite(alarm, now),
      ...(known ? [] : [counted(context)]),
    ])
  },
})

const unchecked = (now: number): AlarmState => ({
  value: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
  updatedAt: now,
  transitionedAt: now,
})

const counted = (context: CloudwatchContext): Write => ({
  type: 'add',
  key: alarmCountKey(context),
  amount: 1,
  max: LIMITS.alarmsPerRegion,
})

async function commit({ documents }: CloudwatchContext, writes: readonly Write[]): Promise<void> {
  try {
    await documents.commit(writes)
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    throw LimitExceededFault(
      `The maximum limit of ${LIMITS.alarmsPerRegion} alarms has been reached.`,
      { cause: error },
    )
  }
}

function allActions(input: PutMetricAlarmInput): readonly string[] | undefined {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input
  const all = [...OKActions, ...AlarmActions, ...InsufficientDataActions]
  return all.length > 0 ? all : undefined
}
