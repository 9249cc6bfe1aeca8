import type { Budget } from './budget.ts'
import { compared, numberOf, textOf, type Value } from './values.ts'

/** Something that is told of every row of a group and asked once. */
export interface Aggregate {
  /** The values of its arguments in a row; its time, epoch ms. */
  add(inputs: readonly Value[], time: number): void
  result(): Value
}

interface AggregateKind {
  readonly min: number
  readonly max: number
  readonly create: (budget: Budget) => Aggregate
}

export const isAggregate = (name: string): Pick<AggregateKind, 'min' | 'max'> | undefined =>
  AGGREGATES.get(name)

/** `count(*)` counts rows. */
export const isCountOfAll = (name: string): boolean => name === 'count'

export function createAggregate(name: string, budget: Budget): Aggregate {
  const kind = AGGREGATES.get(name)
  if (!kind) throw new Error(`broken invariant: ${name} was parsed as an aggregate`)
  return kind.create(budget)
}

function count(): Aggregate {
  let found = 0
  return {
    add(inputs) {
      if (inputs.length === 0 || inputs[0] !== undefined) found++
    },
    result: () => found,
  }
}

function distinct(budget: Budget): Aggregate {
  const seen = new Set<string>()
  return {
    add([one]) {
      const text = textOf(one)
      if (text === undefined || seen.has(text)) return
      budget.hold(text.length)
      seen.add(text)
    },
    result: () => seen.size,
  }
}

/** Of the numbers: how many, their sum, and the sum of squared distances from their mean. */
function moments(tell: (n: number, sum: number, squares: number) => Value): Aggregate {
  let [n, sum, mean, squares] = [0, 0, 0, 0]
  return {
    add([one]) {
      const x = numberOf(one)
      if (x === undefined) return
      n++
      sum += x
      const distance = x - mean
      mean += distance / n
      squares += distance * (x - mean)
    },
    result: () => (n === 0 ? undefined : tell(n, sum, squares)),
  }
}

/** The least of all by an order; numbers where all are numbers. */
function first(budget: Budget, isBefore: (a: Value, b: Value) => boolean): Aggregate {
  const best = createHolder(budget)
  return {
    add([one]) {
      if (one !== undefined && (!best.isFull() || isBefore(one, best.value()))) best.set(one)
    },
    result() {
      const value = best.value()
      return typeof value === 'object' ? value.time : value
    },
  }
}

function atEdge(budget: Budget, isNearer: (a: number, b: number) => boolean): Aggregate {
  const edge = createHolder(budget)
  let at = 0
  return {
    add([value], time) {
      if (value === undefined || (edge.isFull() && !isNearer(time, at))) return
      at = time
      edge.set(value)
    },
    result: edge.value,
  }
}

/** One value at a time, which counts in the budget. */
function createHolder(budget: Budget) {
  let held: Value
  const lengthOf = (value: Value) => (typeof value === 'string' ? value.length : 0)
  return {
    isFull: () => held !== undefined,
    value: () => held,
    set(value: Value) {
      if (held !== undefined) budget.release(lengthOf(held))
      budget.hold(lengthOf(value))
      held = value
    },
  }
}

/** The value below which that share of the numbers lies: the nearest rank. */
function percentile(budget: Budget, fixed?: number): Aggregate {
  const numbers: number[] = []
  let share = fixed
  return {
    add([one, percent]) {
      share ??= numberOf(percent)
      const x = numberOf(one)
      if (x === undefined) return
      budget.hold(0)
      numbers.push(x)
    },
    result() {
      if (numbers.length === 0 || share === undefined) return undefined
      const sorted = numbers.toSorted((a, b) => a - b)
      const rank = Math.ceil((Math.min(Math.max(share, 0), 100) / 100) * sorted.length)
      return sorted[Math.max(rank - 1, 0)]
    },
  }
}

const unary = (create: (budget: Budget) => Aggregate): AggregateKind => ({ min: 1, max: 1, create })

const AGGREGATES: ReadonlyMap<string, AggregateKind> = new Map<string, AggregateKind>([
  ['count', { min: 0, max: 1, create: count }],
  ['count_distinct', unary(distinct)],
  ['sum', unary(() => moments((_, sum) => sum))],
  ['avg', unary(() => moments((n, sum) => sum / n))],
  ['stddev', unary(() => moments((n, _, squares) => (n < 2 ? 0 : Math.sqrt(squares / (n - 1)))))],
  ['min', unary(budget => first(budget, (a, b) => compared(a, b) < 0))],
  ['max', unary(budget => first(budget, (a, b) => compared(a, b) > 0))],
  ['sortsfirst', unary(budget => first(budget, (a, b) => compared(a, b) < 0))],
  ['sortslast', unary(budget => first(budget, (a, b) => compared(a, b) > 0))],
  ['earliest', unary(budget => atEdge(budget, (a, b) => a < b))],
  ['latest', unary(budget => atEdge(budget, (a, b) => a > b))],
  ['pct', { min: 2, max: 2, create: budget => percentile(budget) }],
  ['percentile', { min: 2, max: 2, create: budget => percentile(budget) }],
  ['median', unary(budget => percentile(budget, 50))],
])
