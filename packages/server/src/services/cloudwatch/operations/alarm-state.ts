import {
  cloudwatch,
  InvalidFormatFault,
  ResourceNotFound,
  type SetAlarmStateInput,
} from '../../../wire/models/cloudwatch.ts'
import { alarmCheck, alarmChecks } from '../alarms/checks.ts'
import { configured, historyWrite } from '../alarms/history.ts'
import { type Alarm, alarmCountKey, alarmKey, alarmOf, alarmWrite } from '../alarms/records.ts'
import { transitionWrites } from '../alarms/transition.ts'
import { type CloudwatchContext, operation } from '../context.ts'

/** Sets a state by hand, for the time until the alarm is evaluated again: its actions are taken all the same. */
export const setAlarmState = operation(cloudwatch.SetAlarmState, {
  authorize: ({ AlarmName }, context) => alarmCheck('cloudwatch:SetAlarmState', AlarmName, context),

  async handle(input, context) {
    assertJson(input)
    const [alarm] = await existing([input.AlarmName], context)
    // Recorded without a message.
    if (!alarm) throw ResourceNotFound('')
    const state = {
      value: input.StateValue,
      reason: input.StateReason,
      reasonData: input.StateReasonData,
    }
    const { clock, random, documents } = context
    await documents.commit(transitionWrites(alarm, state, clock.now(), random.uuid))
  },
})

function assertJson({ StateReasonData }: SetAlarmStateInput): void {
  if (StateReasonData === undefined) return
  try {
    JSON.parse(StateReasonData)
  } catch (cause) {
    throw InvalidFormatFault('StateReasonData is not valid JSON', { cause })
  }
}

export const enableAlarmActions = operation(cloudwatch.EnableAlarmActions, {
  authorize: ({ AlarmNames }, context) =>
    alarmChecks('cloudwatch:EnableAlarmActions', AlarmNames, context),
  handle: ({ AlarmNames }, context) => switchActions(AlarmNames, true, context),
})

export const disableAlarmActions = operation(cloudwatch.DisableAlarmActions, {
  authorize: ({ AlarmNames }, context) =>
    alarmChecks('cloudwatch:DisableAlarmActions', AlarmNames, context),
  handle: ({ AlarmNames }, context) => switchActions(AlarmNames, false, context),
})

/** Names that no alarm has are passed over, as AWS does. */
async function switchActions(
  names: readonly string[],
  actionsEnabled: boolean,
  context: CloudwatchContext,
): Promise<void> {
  const { clock, random, documents } = context
  const now = clock.now()
  const alarms = await existing(names, context)
  const changed = alarms
    .filter(alarm => alarm.actionsEnabled !== actionsEnabled)
    .map(alarm => ({ ...alarm, actionsEnabled, configuredAt: now }))
  await documents.commit(
    changed.flatMap(alarm => [
      alarmWrite(alarm),
      historyWrite(alarm, configured(alarm, 'Update', now), random.uuid()),
    ]),
  )
}

/** Deletes those of the named alarms that there are. @throws ResourceNotFound when there is none */
export const deleteAlarms = operation(cloudwatch.DeleteAlarms, {
  authorize: ({ AlarmNames }, context) =>
    alarmChecks('cloudwatch:DeleteAlarms', AlarmNames, context),

  async handle({ AlarmNames }, context) {
    const { clock, random, documents } = context
    const alarms = await existing(AlarmNames, context)
    if (alarms.length === 0 && AlarmNames.length > 0) throw ResourceNotFound('')
    await documents.commit([
      ...alarms.flatMap(alarm => [
        { type: 'delete', key: alarmKey(alarm, alarm.name) } as const,
        historyWrite(alarm, configured(alarm, 'Delete', clock.now()), random.uuid()),
      ]),
      { type: 'add', key: alarmCountKey(context), amount: -alarms.length },
    ])
  },
})

async function existing(
  names: readonly string[],
  context: CloudwatchContext,
): Promise<readonly Alarm[]> {
  const keys = [...new Set(names)].map(name => alarmKey(context, name))
  const documents = await context.documents.getMany(keys)
  return documents.flatMap(document => (document ? [alarmOf(document)] : []))
}
