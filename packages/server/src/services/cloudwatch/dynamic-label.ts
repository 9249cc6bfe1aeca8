import type { Scope } from './context.ts'
import { validationError } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Point, Series } from './math/series.ts'
import type { MetricQuery } from './query-input.ts'

/** What a label's live parts are told from. */
export interface LabelSource {
  readonly query: MetricQuery
  readonly series: Series
  /** What stands for `${LABEL}`: the label that nobody named. */
  readonly plain: string
  readonly scope: Scope
  /** Minutes that times are shown east of UTC. */
  readonly offsetMinutes: number
}

/** A label with its live parts filled in: `${AVG}`, `${LAST_TIME}`, `${PROP('Dim.BotName')}`. Others stay as they are. */
export function dynamicLabel(label: string, source: LabelSource): string {
  let parts = 0
  return label.replace(/\$\{([A-Z_]{1,32})(?:\('([^']{1,255})'\))?\}/g, (text, name, property) => {
    if (++parts > LIMITS.liveLabelParts) return text
    const value = property === undefined ? live(name, source) : propertyOf(name, property, source)
    return value === undefined ? text : String(value)
  })
}

/** `+0130` as minutes. @throws ServiceError ValidationError */
export function offsetOf(timezone: string | undefined): number {
  if (timezone === undefined) return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d)([0-5]\d)$/.exec(timezone) ?? []
  if (sign === undefined) throw validationError(`The value ${timezone} is no time zone like +0130.`)
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function live(name: string, { series, plain, offsetMinutes }: LabelSource): unknown {
  if (name === 'LABEL') return plain
  if (name === 'DATAPOINT_COUNT') return series.points.length
  const ends = endsOf(series.points)
  if (!ends) return undefined
  const [what = '', ...rest] = name.split('_')
  const point = ends[what as keyof typeof ends]
  if (point && rest.length === 0) return point.value
  if (point && rest.join() === 'TIME') return timeIn(point.time, offsetMinutes)
  if (name === 'SUM') return sumOf(series.points)
  if (name === 'AVG') return sumOf(series.points) / series.points.length
  if (name === 'MIN_MAX_RANGE') return ends.MAX.value - ends.MIN.value
  if (name === 'FIRST_LAST_RANGE') return ends.LAST.value - ends.FIRST.value
  return undefined
}

/** The points that names begin with. */
function endsOf(points: readonly Point[]) {
  const [FIRST] = points
  const LAST = points.at(-1)
  if (!FIRST || !LAST) return undefined
  const MIN = points.reduce((a, b) => (b.value < a.value ? b : a))
  const MAX = points.reduce((a, b) => (b.value > a.value ? b : a))
  return { FIRST, LAST, MIN, MAX }
}

const sumOf = (points: readonly Point[]) => points.reduce((sum, { value }) => sum + value, 0)

function propertyOf(name: string, property: string, { query, scope }: LabelSource): unknown {
  if (name !== 'PROP') return undefined
  if (property === 'AccountId') return scope.account
  if (property === 'Region') return scope.region
  if (query.kind !== 'stat') return undefined
  const { metric, periodSeconds, statisticName } = query
  if (property.startsWith('Dim.')) {
    return metric.dimensions.find(({ Name }) => Name === property.slice(4))?.Value ?? ''
  }
  const known: Readonly<Record<string, unknown>> = {
    ...{ MetricName: metric.name, Namespace: metric.namespace },
    ...{ Period: periodSeconds, Stat: statisticName },
  }
  return Object.hasOwn(known, property) ? known[property] : undefined
}

/** `2026-01-20 13:30:00 +0130` */
function timeIn(time: number, offsetMinutes: number): string {
  const local = new Date(time + offsetMinutes * 60_000).toISOString()
  const away = Math.abs(offsetMinutes)
  const hours = String(Math.floor(away / 60)).padStart(2, '0')
  const minutes = String(away % 60).padStart(2, '0')
  const zone = offsetMinutes === 0 ? 'UTC' : `${offsetMinutes < 0 ? '-' : '+'}${hours}${minutes}`
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${zone}`
}
