import type { Json } from '../../../kernel/json.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type { HistoryItemType } from '../../../wire/models/cloudwatch.ts'
import type { Scope } from '../context.ts'
import type { Alarm, AlarmState } from './records.ts'

/** What happened to an alarm; it outlives the alarm. */
export interface HistoryItem {
  readonly alarmName: string
  readonly type: HistoryItemType
  readonly summary: string
  /** JSON text. */
  readonly data: string
  /** Epoch ms. */
  readonly at: number
}

const HISTORY_KIND = 'cloudwatch.history'

/** The part of a key that ends the names of account and region. */
export const SCOPE_PART = 2

export const allHistory = (): [Key, Key] => within(HISTORY_KIND)

/** Items of `from <= at < to`. */
export const historyBetween = (
  { account, region }: Scope,
  from: number,
  to: number,
): [Key, Key] => [
  key(HISTORY_KIND, account, region, digits(from)),
  key(HISTORY_KIND, account, region, digits(to)),
]

export const historyItem = ({ value }: Document): HistoryItem => value as unknown as HistoryItem

/** @param id tells items of the same moment apart; the same id replaces */
export const historyWrite = ({ account, region }: Scope, item: HistoryItem, id: string): Write => ({
  type: 'put',
  key: key(HISTORY_KIND, account, region, digits(item.at), `${RANKS[item.type]}${id}`),
  value: { ...item } as unknown as Json,
})

/** What follows from what, within one moment. */
const RANKS = { ConfigurationUpdate: 0, StateUpdate: 1, Action: 2 } as const

const DONE = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const

export function configured(
  { name, ...alarm }: Alarm,
  change: keyof typeof DONE,
  at: number,
): HistoryItem {
  const { state: _, tags: _tags, ...configuration } = alarm
  return {
    alarmName: name,
    type: 'ConfigurationUpdate',
    summary: `Alarm "${name}" ${DONE[change]}`,
    data: JSON.stringify({ version: '1.0', type: change, alarm: { name, ...configuration } }),
    at,
  }
}

export function transitioned(name: string, before: AlarmState, after: AlarmState): HistoryItem {
  return {
    alarmName: name,
    type: 'StateUpdate',
    summary: `Alarm updated from ${before.value} to ${after.value}`,
    data: JSON.stringify({
      version: '1.0',
      oldState: stateData(before),
      newState: stateData(after),
    }),
    at: after.updatedAt,
  }
}

function stateData({ value, reason, reasonData }: AlarmState) {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) as Json }),
  }
}

/** @param failure why it could not be done */
export function acted(
  name: string,
  { action, state, at }: { readonly action: string; readonly state: string; readonly at: number },
  failure: string | undefined,
): HistoryItem {
  const did = failure === undefined ? 'Successfully executed' : 'Failed to execute'
  return {
    alarmName: name,
    type: 'Action',
    summary: `${did} action ${action}`,
    data: JSON.stringify({
      actionState: failure === undefined ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: at,
      notificationResource: action,
      publishedMessage: null,
      stateValue: state,
      error: failure ?? null,
    }),
    at,
  }
}

const digits = (time: number): string => String(Math.max(0, time)).padStart(14, '0')
