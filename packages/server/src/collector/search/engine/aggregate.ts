import { type Block, valuesOf } from '../block/block.ts'
import { LIMITS } from '../limits.ts'
import type { Plan } from '../query/plan.ts'
import type {
  Facet,
  FacetRequest,
  Facets,
  Histogram,
  HistogramRequest,
  Stats,
  StatsRequest,
} from '../search.ts'
import type { Shelf } from './shelf.ts'
import type { Turns } from './turns.ts'
import { type Found, walk } from './walk.ts'

type Order<T> = Omit<T, 'query'> & { readonly account: string; readonly plan: Plan }

export async function histogram(
  shelf: Shelf,
  order: Order<HistogramRequest>,
  turns: Turns,
): Promise<Histogram> {
  const { account, plan, from, to, bucketMs } = order
  const counts = new Map<number, number>()
  let total = 0
  let timedOut = false
  const add = (time: number, lines: number) => {
    const bucket = Math.floor(time / bucketMs)
    counts.set(bucket, (counts.get(bucket) ?? 0) + lines)
    total += lines
  }
  for await (const candidate of walk(shelf, { account, plan, window: { from, to } })) {
    if (!(await turns.next())) {
      timedOut = true
      break
    }
    const { firstTime, lastTime, lines } = candidate.head
    const isInside = firstTime >= from && lastTime < to
    const isOne = Math.floor(firstTime / bucketMs) === Math.floor(lastTime / bucketMs)
    if (plan.kind === 'all' && isInside && isOne) add(firstTime, lines)
    else eachRow(await candidate.open(), (block, row) => add(block.times()[row]!, 1))
  }
  const buckets = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bucket, lines]) => ({ time: bucket * bucketMs, lines }))
  return { buckets, total, timedOut }
}

export async function stats(
  shelf: Shelf,
  order: Order<StatsRequest>,
  turns: Turns,
): Promise<Stats> {
  const { account, plan, from, to, field } = order
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let timedOut = false
  const reads = () => [field]
  for await (const candidate of walk(shelf, { account, plan, window: { from, to }, reads })) {
    if (!(await turns.next())) {
      timedOut = true
      break
    }
    const found = await candidate.open()
    for (const column of found?.block.columns(field) ?? []) {
      const numbers = column.entries().map(entry => valuesOf(entry).flatMap(numberIn))
      eachRow(found, (_, row) => {
        for (const number of numbers[column.rows()[row]! - 1] ?? []) {
          count++
          sum += number
          min = Math.min(min, number)
          max = Math.max(max, number)
        }
      })
    }
  }
  const isAny = count > 0
  return { count, sum, min: isAny ? min : undefined, max: isAny ? max : undefined, timedOut }
}

export async function facets(
  shelf: Shelf,
  order: Order<FacetRequest>,
  turns: Turns,
): Promise<Facets> {
  const { account, plan, from, to, fields } = order
  const counters = new Map<string, Counter>()
  let timedOut = false
  for (const name of fields?.slice(0, LIMITS.facetFields) ?? []) counters.set(name, newCounter())
  const reads = () => counters.keys()
  for await (const candidate of walk(shelf, { account, plan, window: { from, to }, reads })) {
    if (!(await turns.next())) {
      timedOut = true
      break
    }
    const found = await candidate.open()
    if (!found?.mask.includes(1)) continue
    if (fields === undefined && counters.size === 0) {
      if (!(await found.complete())) continue
      for (const name of commonFields(found)) counters.set(name, newCounter())
    }
    // It may have been fetched before the fields were known.
    if (!(await found.fetch([...reads()].flatMap(name => found.block.columns(name))))) continue
    for (const [name, counter] of counters) countValues(found, name, counter)
  }
  const limit = Math.min(order.limit ?? LIMITS.facetDefaultValues, LIMITS.facetValues)
  return { fields: [...counters].map(([name, counter]) => facetOf(name, counter, limit)), timedOut }
}

interface Counter {
  lines: number
  readonly values: Map<string, number>
  isFull: boolean
}

const newCounter = (): Counter => ({ lines: 0, values: new Map(), isFull: false })

function countValues(found: Found, name: string, counter: Counter): void {
  for (const column of found.block.columns(name)) {
    const rows = column.rows()
    const entries = column.entries()
    const counts = new Uint32Array(entries.length + 1)
    eachRow(found, (_, row) => {
      counts[rows[row]!]!++
    })
    entries.forEach((entry, index) => {
      const lines = counts[index + 1] ?? 0
      const values = new Set(
        valuesOf(entry).flatMap(value => (value === null ? [] : String(value))),
      )
      if (lines === 0 || values.size === 0) return
      counter.lines += lines
      for (const value of values) countValue(counter, value, lines)
    })
  }
}

function countValue(counter: Counter, value: string, lines: number): void {
  const known = counter.values.get(value)
  const isLong = value.length > LIMITS.facetValueCharacters
  if (isLong || (known === undefined && counter.values.size >= LIMITS.facetCountedValues)) {
    counter.isFull = true
    return
  }
  counter.values.set(value, (known ?? 0) + lines)
}

function facetOf(name: string, { lines, values, isFull }: Counter, limit: number): Facet {
  const sorted = [...values].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const given = sorted.slice(0, limit).map(([value, count]) => ({ value, lines: count }))
  return { name, lines, approximate: isFull, values: given }
}

/** What most lines of a block have. */
function commonFields({ block }: Found): string[] {
  const counts = new Map<string, number>()
  for (const column of block.allColumns()) {
    let lines = 0
    for (const entry of column.rows()) if (entry > 0) lines++
    counts.set(column.name, (counts.get(column.name) ?? 0) + lines)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, LIMITS.facetDefaultFields)
    .map(([name]) => name)
}

function eachRow(found: Found | undefined, visit: (block: Block, row: number) => void): void {
  if (!found) return
  const { block, mask } = found
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) visit(block, row)
}

function numberIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'string' || !/^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return []
  return [Number(value)]
}
