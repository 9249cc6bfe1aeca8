import { boundedMap } from '../../kernel/bounded-map.ts'
import type { MetricSeries } from '../../outbox/metrics.ts'
import type { Address } from './addresses.ts'
import { LIMITS } from './limits.ts'

/** The series in which turns are counted (spec/lex-runtime.md §6): all turns that are alike have the very same. */
export interface TurnSeries {
  of(address: Address, how: CountedAs): VersionSeries
}

export interface CountedAs {
  readonly operation: 'PostText' | 'PostContent'
  readonly botVersion: string
}

/** The series of a metric, under the alias and under the version. */
export type VersionSeries = (metric: TurnMetric) => readonly MetricSeries[]

export type TurnMetric =
  | 'RuntimeRequestCount'
  | 'RuntimeSuccessfulRequestLatency'
  | 'MissedUtteranceCount'
  | 'RuntimeUserErrors'
  | 'RuntimeSystemErrors'
  | 'RuntimeThrottledEvents'
  | 'RuntimeLambdaErrors'
  | 'RuntimeInvalidLambdaResponses'
  | 'KendraSystemErrors'

export function createTurnSeries(): TurnSeries {
  const known = boundedMap<string, VersionSeries>(LIMITS.countedVersions)
  return {
    of(address, how) {
      const name = `${how.operation}\n${how.botVersion}\n${address.key}`
      const found = known.get(name)
      if (found) return found
      const made = versionSeries(address, how)
      known.set(name, made)
      return made
    },
  }
}

function versionSeries(
  { account, region, botName, botAlias }: Address,
  { operation, botVersion }: CountedAs,
): VersionSeries {
  const bot = ['BotName', botName] as const
  const how = [
    ['Operation', operation],
    ...(operation === 'PostContent' ? [['InputMode', 'Text'] as const] : []),
  ] as const
  const places: readonly MetricSeries['dimensions'][] = [
    [bot, ['BotAlias', botAlias], ...how],
    [bot, ['BotVersion', botVersion], ...how],
  ]
  const made = new Map<TurnMetric, readonly MetricSeries[]>()
  return name => {
    const found = made.get(name)
    if (found) return found
    const unit = name === 'RuntimeSuccessfulRequestLatency' ? 'Milliseconds' : 'Count'
    const common = { account, region, namespace: 'AWS/Lex', name, unit } as const
    const series = places.map(dimensions => ({ ...common, dimensions }))
    made.set(name, series)
    return series
  }
}
