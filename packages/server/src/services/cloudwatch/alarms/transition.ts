import { scheduleJob } from '../../../jobs/runner.ts'
import type { Json } from '../../../kernel/json.ts'
import type { Write } from '../../../store/store.ts'
import { ACTION_JOB, actionPayload } from './action.ts'
import { historyWrite, transitioned } from './history.ts'
import { type Alarm, type AlarmState, alarmWrite, type StateValue } from './records.ts'

export interface NewState {
  readonly value: StateValue
  readonly reason: string
  readonly reasonData?: string | undefined
}

/**
 * The writes that bring an alarm into a state: with the state its history and, when the value is another than
 * before, one job for each action (spec/surroundings.md §8).
 * @param uuid draws the ids of history item and jobs
 */
export function transitionWrites(
  alarm: Alarm,
  { value, reason, reasonData }: NewState,
  now: number,
  uuid: () => string,
): readonly Write[] {
  const before = alarm.state
  const isTransition = before.value !== value
  const after: AlarmState = {
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    updatedAt: now,
    transitionedAt: isTransition ? now : before.transitionedAt,
  }
  const changed = { ...alarm, state: after }
  const actions = isTransition && alarm.actionsEnabled ? alarm.actions[value] : []
  return [
    alarmWrite(changed),
    historyWrite(alarm, transitioned(alarm.name, before, after), uuid()),
    ...actions.map(action => {
      const payload = actionPayload(changed, before, action, uuid()) as unknown as Json
      return scheduleJob({ kind: ACTION_JOB, id: uuid(), runAt: now, payload })
    }),
  ]
}
