import { type Distribution, percentile } from './points/distribution.ts'
import type { Sample } from './points/sample.ts'
import {
  type Bound,
  countOf,
  type Range,
  sumOf,
  trimmed,
  winsorizedMean,
} from './points/trimming.ts'

/** A statistic by its name on the wire: `Average`, `p99.9`, `TM(10%:90%)`. */
export type Statistic = (sample: Sample) => number | undefined

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
}

/** Undefined when there is no such statistic. */
export function statisticOf(name: string): Statistic | undefined {
  return Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : extendedStatistic(name)
}

/** Percentiles and what is trimmed by them. Their value is unknown where only sets were reported. */
export function extendedStatistic(name: string): Statistic | undefined {
  const percent = percentOf(name)
  if (percent !== undefined) return ({ values }) => values && percentile(values, percent)
  const read = readTrimming(name)
  if (!read) return undefined
  const { range, compute } = read
  return ({ values }) => values && compute(values, range)
}

/** What a percentile is of, with up to ten decimals; undefined for the name of another statistic. */
export function percentOf(name: string): number | undefined {
  return percentIn(/^p(\d{1,3}(?:\.\d{0,10})?)$/i.exec(name)?.[1])
}

type Compute = (values: Distribution, range: Range) => number | undefined

const TRIMMINGS: Readonly<Record<string, Compute>> = {
  TM: (values, range) => {
    const inside = trimmed(values, range)
    return inside.length === 0 ? undefined : sumOf(inside) / countOf(inside)
  },
  WM: winsorizedMean,
  TC: (values, range) => countOf(trimmed(values, range)),
  TS: (values, range) => sumOf(trimmed(values, range)),
  PR: (values, range) => (100 * countOf(trimmed(values, range))) / countOf(values),
}

/** `tm90`, `TM(10%:90%)`, `TC(:500)`, `PR(100:2000)`, `IQM`. */
function readTrimming(name: string): { range: Range; compute: Compute } | undefined {
  const short = /^(TM|WM|TC|TS)(\d{1,2}(?:\.\d{0,10})?)$/i.exec(name)
  const long = /^(TM|WM|TC|TS|PR)\(([^:]{0,24}):([^:]{0,24})\)$/i.exec(name)
  const [, word = '', lower = '', upper = ''] =
    (/^IQM$/i.test(name) && ['', 'TM', '25%', '75%']) ||
    (short && ['', short[1] ?? '', '', `${short[2]}%`]) ||
    long ||
    []
  const compute = TRIMMINGS[word.toUpperCase()]
  const [low, high] = [boundIn(lower), boundIn(upper)]
  if (!compute || low === 'wrong' || high === 'wrong' || (!low && !high)) return undefined
  const isRank = word.toUpperCase() === 'PR'
  // Ranks are of values; a range is of one kind.
  if (isRank && [low, high].some(bound => bound?.kind === 'percent')) return undefined
  if (low && high && low.kind !== high.kind) return undefined
  return { range: { lower: low, upper: high }, compute }
}

function boundIn(text: string): Bound | undefined | 'wrong' {
  if (text === '') return undefined
  if (text.endsWith('%')) {
    const percent = percentIn(text.slice(0, -1))
    return percent === undefined ? 'wrong' : { kind: 'percent', percent }
  }
  const value = /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? Number(text) : Number.NaN
  return Number.isNaN(value) ? 'wrong' : { kind: 'value', value }
}

function percentIn(text: string | undefined): number | undefined {
  const percent = /^\d{1,3}(?:\.\d{0,10})?$/.test(text ?? '') ? Number(text) : Number.NaN
  return percent >= 0 && percent <= 100 ? percent : undefined
}
