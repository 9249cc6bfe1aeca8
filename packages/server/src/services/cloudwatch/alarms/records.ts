import type { Tag } from '../../../access/identity.ts'
import type { Json } from '../../../kernel/json.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type {
  ComparisonOperator,
  MetricDataQuery,
  StandardUnit,
  StateValue,
  Statistic,
} from '../../../wire/models/cloudwatch.ts'
import type { Scope } from '../context.ts'
import type { Dimension } from '../points/records.ts'

export type { StateValue }

/** An alarm: what it watches, what it does, and how it stands. Times are epoch ms. */
export interface Alarm extends Scope {
  readonly name: string
  readonly description?: string
  readonly actionsEnabled: boolean
  readonly actions: Readonly<Record<StateValue, readonly string[]>>
  readonly watches: WatchedMetric | WatchedQueries
  readonly evaluationPeriods: number
  readonly datapointsToAlarm?: number
  readonly threshold: number
  readonly comparison: ComparisonOperator
  readonly treatMissingData?: string
  readonly evaluateLowSampleCountPercentile?: string
  readonly configuredAt: number
  readonly state: AlarmState
  readonly tags: readonly Tag[]
}

export interface WatchedMetric {
  readonly kind: 'metric'
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: readonly Dimension[]
  readonly statistic?: Statistic
  readonly extendedStatistic?: string
  readonly periodSeconds: number
  readonly unit?: StandardUnit
}

/** Metrics and math, of which one query gives what is compared. */
export interface WatchedQueries {
  readonly kind: 'queries'
  readonly queries: readonly MetricDataQuery[]
}

export interface AlarmState {
  readonly value: StateValue
  readonly reason: string
  /** JSON text. */
  readonly reasonData?: string
  readonly updatedAt: number
  /** When the value last became another. */
  readonly transitionedAt: number
}

const ALARM_KIND = 'cloudwatch.alarm'

export const alarmKey = ({ account, region }: Scope, name: string): Key =>
  key(ALARM_KIND, account, region, name)

export const alarmsOf = ({ account, region }: Scope): [Key, Key] =>
  within(ALARM_KIND, account, region)

/** Bounds of the alarms whose names begin so. */
export function alarmsBeginning({ account, region }: Scope, prefix: string): [Key, Key] {
  const from = key(ALARM_KIND, account, region, prefix).slice(0, -1)
  return [from as Key, `${from}\u{10ffff}` as Key]
}

export const alarmCountKey = ({ account, region }: Scope): Key =>
  key('cloudwatch.alarm-count', account, region)

/** The store's border: alarms are written by this service alone. */
export const alarmOf = ({ value }: Document): Alarm => value as unknown as Alarm

export const alarmWrite = (alarm: Alarm): Write => ({
  type: 'put',
  key: alarmKey(alarm, alarm.name),
  // Members that are absent are no part of JSON.
  value: JSON.parse(JSON.stringify(alarm)) as Json,
})

export const alarmArn = ({ account, region }: Scope, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`

/** The periods that an alarm looks at together become an alarm when so many of them are beyond the threshold. */
export const neededOf = ({ datapointsToAlarm, evaluationPeriods }: Alarm): number =>
  datapointsToAlarm ?? evaluationPeriods
