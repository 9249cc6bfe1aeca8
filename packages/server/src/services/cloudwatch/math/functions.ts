import { LIMITS } from '../limits.ts'
import {
  across,
  combined,
  listOf,
  mapped,
  number,
  oneSeries,
  type Point,
  type Series,
  type Value,
  valuesOf,
  withPoints,
} from './series.ts'

/** What functions know of the request around them. */
export interface Surroundings {
  /** Times of the request: `from <= time < to`. */
  readonly from: number
  readonly to: number
  /** All metrics of the request that are no expressions. */
  readonly metrics: readonly Series[]
  /** Told of the points of every value that comes up. @throws Error when they are too many */
  readonly read: (points: number) => void
}

/** What is wrong with an expression; becomes a ValidationError. */
export class Misused extends Error {}

type MathFunction = (given: readonly Value[], around: Surroundings) => Value

/** Words that FILL takes stand where an id might. */
export const FILLERS: ReadonlySet<string> = new Set(['REPEAT', 'LINEAR'])

/** The functions of metric math that are built here, by name. */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  SUM: reduced(sumOf),
  AVG: reduced(values => sumOf(values) / values.length),
  MIN: reduced(values => values.reduce((a, b) => Math.min(a, b))),
  MAX: reduced(values => values.reduce((a, b) => Math.max(a, b))),
  STDDEV: reduced(deviation),
  METRIC_COUNT: given => number(seriesIn(given, 0).length),
  METRICS: (given, { metrics }) => {
    const [part] = given
    if (!part) return listOf(metrics)
    const text = textAt(given, 0)
    return listOf(metrics.filter(({ label }) => label.includes(text)))
  },
  PERIOD: given => number(singleAt(given, 0).periodSeconds),
  RATE: overEach(series =>
    stepwise(series, (a, b) => (b.value - a.value) / ((b.time - a.time) / 1000)),
  ),
  DIFF: overEach(series => stepwise(series, (a, b) => b.value - a.value)),
  RUNNING_SUM: overEach(series => {
    let sum = 0
    return mapped(series, value => (sum += value))
  }),
  FILL: fill,
  IF: choose,
  TIME_SERIES: (given, around) => oneSeries(constant(numberAt(given, 0), around)),
}

function each(change: (value: number) => number): MathFunction {
  return given => {
    const [value] = given
    if (value?.kind === 'number') return number(change(value.number))
    return overEach(series => mapped(series, change))(given, NOTHING_AROUND)
  }
}

const NOTHING_AROUND: Surroundings = { from: 0, to: 0, metrics: [], read: () => undefined }

function overEach(change: (series: Series) => Series): MathFunction {
  return ([value]) => {
    if (value?.kind === 'series') return oneSeries(change(value.series))
    if (value?.kind === 'list') return listOf(value.list.map(change))
    throw new Misused('expected a time series')
  }
}

/** One series becomes a number, several become one series. */
function reduced(change: (values: readonly number[]) => number): MathFunction {
  return ([value]) => {
    if (value?.kind === 'list') return oneSeries(across(value.list, change))
    if (value?.kind !== 'series') throw new Misused('expected a time series')
    const values = value.series.points.map(point => point.value)
    return number(values.length === 0 ? Number.NaN : change(values))
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function deviation(values: readonly number[]): number {
  const average = sumOf(values) / values.length
  return Math.sqrt(sumOf(values.map(value => (value - average) ** 2)) / values.length)
}

/** From each point and the one before it. */
function stepwise(series: Series, change: (before: Point, point: Point) => number): Series {
  const points = series.points.slice(1).map((point, index) => ({
    time: point.time,
    value: change(series.points[index] ?? point, point),
  }))
  return withPoints(series, points)
}

function fill(given: readonly Value[], around: Surroundings): Value {
  const [, filler] = given
  return overEach(series => filled(series, filler, around))(given, around)
}

function filled(series: Series, filler: Value | undefined, around: Surroundings): Series {
  const known = valuesOf(series)
  const points: Point[] = []
  let next = 0
  for (const time of timesOf(series, around)) {
    while ((series.points[next]?.time ?? Number.POSITIVE_INFINITY) <= time) next++
    const gap = { time, before: points.at(-1), after: series.points[next] }
    const value = known.get(time) ?? fillerAt(filler, gap)
    if (value !== undefined) points.push({ time, value })
  }
  return withPoints(series, points)
}

interface Gap {
  readonly time: number
  readonly before: Point | undefined
  readonly after: Point | undefined
}

function fillerAt(filler: Value | undefined, { time, before, after }: Gap): number | undefined {
  if (filler?.kind === 'number') return filler.number
  const word = filler?.kind === 'text' ? filler.text.toUpperCase() : ''
  if (word === 'REPEAT') return before?.value
  if (word !== 'LINEAR') throw new Misused('FILL takes a number, REPEAT or LINEAR')
  if (!before || !after) return undefined
  const share = (time - before.time) / (after.time - before.time)
  return before.value + share * (after.value - before.value)
}

function choose([condition, ifTrue, ifFalse]: readonly Value[], around: Surroundings): Value {
  if (!condition || !ifTrue) throw new Misused('IF takes two or three arguments')
  if (condition.kind === 'number') {
    const chosen = condition.number === 0 ? ifFalse : ifTrue
    return chosen ?? oneSeries({ ...constant(0, around), points: [] })
  }
  if (condition.kind !== 'series') throw new Misused('expected one time series as a condition')
  const [yes, no] = [lookup(ifTrue), ifFalse && lookup(ifFalse)]
  const points = condition.series.points.flatMap(({ time, value }) => {
    const chosen = value === 0 ? no?.(time) : yes(time)
    return chosen === undefined ? [] : [{ time, value: chosen }]
  })
  return oneSeries(withPoints(condition.series, points))
}

function lookup(value: Value): (time: number) => number | undefined {
  if (value.kind === 'number') return () => value.number
  if (value.kind !== 'series') throw new Misused('expected a number or one time series')
  const values = valuesOf(value.series)
  return time => values.get(time)
}

function constant(value: number, around: Surroundings): Series {
  const periodSeconds = around.metrics[0]?.periodSeconds ?? 60
  const empty = { label: '', periodSeconds, points: [] }
  return withPoints(
    empty,
    timesOf(around.metrics[0] ?? empty, around).map(time => ({ time, value })),
  )
}

/** All beginnings of periods in the request's time. */
function timesOf({ periodSeconds }: Series, { from, to }: Surroundings): number[] {
  const step = periodSeconds * 1000
  const count = Math.max(0, Math.ceil((to - from) / step))
  if (count > LIMITS.dataPoints) throw new Misused('the time range has too many periods')
  return Array.from({ length: count }, (_, index) => from + index * step)
}

function seriesIn(given: readonly Value[], index: number): readonly Series[] {
  const value = given[index]
  if (value?.kind === 'series') return [value.series]
  if (value?.kind === 'list') return value.list
  throw new Misused('expected a time series')
}

function singleAt(given: readonly Value[], index: number): Series {
  const value = given[index]
  if (value?.kind === 'series') return value.series
  throw new Misused('expected one time series')
}

function numberAt(given: readonly Value[], index: number): number {
  const value = given[index]
  if (value?.kind === 'number') return value.number
  throw new Misused('expected a number')
}

function textAt(given: readonly Value[], index: number): string {
  const value = given[index]
  if (value?.kind === 'text') return value.text
  throw new Misused('expected a text')
}

/** Two values under an operator: numbers with numbers, series point by point, lists series by series. */
export function operated(a: Value, b: Value, change: (a: number, b: number) => number): Value {
  if (a.kind === 'text' || b.kind === 'text') throw new Misused('a text has no value')
  if (a.kind === 'number') {
    if (b.kind === 'number') return number(change(a.number, b.number))
    return overEach(series => mapped(series, value => change(a.number, value)))([b], NOTHING_AROUND)
  }
  if (b.kind === 'number') {
    return overEach(series => mapped(series, value => change(value, b.number)))([a], NOTHING_AROUND)
  }
  if (a.kind === 'series' && b.kind === 'series') {
    return oneSeries(combined(a.series, b.series, change))
  }
  if (a.kind === 'list' && b.kind === 'list') throw new Misused('two lists cannot be combined')
  if (a.kind === 'list') {
    return listOf(a.list.map(one => combined(one, (b as { series: Series }).series, change)))
  }
  const single = a.series
  return listOf((b as { list: readonly Series[] }).list.map(one => combined(single, one, change)))
}
