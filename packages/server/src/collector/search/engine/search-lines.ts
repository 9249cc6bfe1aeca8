import { type Field, messageOf } from '../../formats/format.ts'
import type { Block } from '../block/block.ts'
import { LIMITS } from '../limits.ts'
import type { Plan } from '../query/plan.ts'
import type { FoundLine, SearchPage, SearchRequest } from '../search.ts'
import { formatToken, type LineKey, parseToken } from './page-token.ts'
import type { Shelf } from './shelf.ts'
import type { Turns } from './turns.ts'
import { type Candidate, type Found, walk } from './walk.ts'

export interface SearchOrder extends Omit<SearchRequest, 'query'> {
  readonly account: string
  readonly plan: Plan
}

/**
 * One page. Blocks overlap in time, so a line is sure of its place only when every block not yet opened lies beyond
 * it; the search ends when the page's lines are sure, or with those that are when time is up.
 */
export async function searchLines(
  shelf: Shelf,
  order: SearchOrder,
  turns: Turns,
): Promise<SearchPage> {
  const oldestFirst = order.order === 'oldest'
  const limit = Math.min(Math.max(1, order.limit ?? LIMITS.defaultPageLines), LIMITS.pageLines)
  const before = order.next === undefined ? undefined : parseToken(order.next)
  const { account, plan } = order
  const window = narrowed(order, before, oldestFirst)
  const compare = comparison(oldestFirst)
  let page: Page = { lines: [], isFull: false }
  let reached: Candidate | undefined
  let timedOut = false

  for await (const candidate of walk(shelf, { account, window, plan, oldestFirst })) {
    const edge = edgeOf(candidate, oldestFirst)
    const isSure = page.isFull && compare(page.lines.at(-1)!, edge) < 0
    if (isSure || !(await turns.next())) {
      timedOut = !isSure
      reached = candidate
      break
    }
    if (before && compare(before, farEndOf(candidate, oldestFirst)) >= 0) continue
    const found = await candidate.open()
    if (!found) continue
    const rows = firstRows(found, { limit, before, compare, oldestFirst })
    if (rows.length === 0 || !(await found.complete())) continue
    const more = rows.map(row => keyedLine(found.block, row, order.clipCharacters))
    page = fitted([...page.lines, ...more].sort(compare), limit)
  }
  const { lines, isFull } = page
  if (!timedOut) return pageOf(lines, isFull ? lines.at(-1) : undefined)
  const edge = edgeOf(reached!, oldestFirst)
  const sure = lines.filter(line => compare(line, edge) < 0)
  // A full page that is sure as a whole ends before the edge.
  const isWhole = isFull && sure.length === lines.length
  return { ...pageOf(sure, isWhole ? sure.at(-1) : edge), timedOut: true }
}

interface Page {
  readonly lines: readonly KeyedLine[]
  /** Lines behind the last one belong to the next page. */
  readonly isFull: boolean
}

/** As many of the sorted lines as a page may have, by number and by length. */
function fitted(lines: readonly KeyedLine[], limit: number): Page {
  let characters = 0
  for (const [index, { line }] of lines.entries()) {
    characters += line.raw.length
    const isBeyond = index > 0 && characters > LIMITS.pageCharacters
    if (isBeyond) return { lines: lines.slice(0, index), isFull: true }
    if (index + 1 === limit) return { lines: lines.slice(0, limit), isFull: true }
  }
  return { lines, isFull: false }
}

interface KeyedLine extends LineKey {
  readonly line: FoundLine
}

function pageOf(lines: readonly KeyedLine[], next: LineKey | undefined): SearchPage {
  return {
    lines: lines.map(({ line }) => line),
    next: next && formatToken(next),
    timedOut: false,
  }
}

/** No line of the candidate, or of one that follows it, comes before this place. */
function edgeOf({ head }: Candidate, oldestFirst: boolean): LineKey {
  return oldestFirst
    ? { time: head.firstTime, sequence: head.firstSequence - 1 }
    : { time: head.lastTime, sequence: head.lastSequence + 1 }
}

/** No line of the candidate comes after this place. */
function farEndOf({ head }: Candidate, oldestFirst: boolean): LineKey {
  return oldestFirst
    ? { time: head.lastTime, sequence: head.lastSequence }
    : { time: head.firstTime, sequence: head.firstSequence }
}

const comparison = (oldestFirst: boolean) => (a: LineKey, b: LineKey) => {
  const order = a.time - b.time || a.sequence - b.sequence
  return oldestFirst ? order : -order
}

function narrowed(order: SearchOrder, before: LineKey | undefined, oldestFirst: boolean) {
  if (!before) return { from: order.from, to: order.to }
  return oldestFirst
    ? { from: Math.max(order.from, before.time), to: order.to }
    : { from: order.from, to: Math.min(order.to, before.time + 1) }
}

interface RowOptions {
  readonly limit: number
  readonly before: LineKey | undefined
  readonly compare: (a: LineKey, b: LineKey) => number
  readonly oldestFirst: boolean
}

/** The rows that match, behind the page before, at most a page of them, first ones first. */
function firstRows(
  { block, mask }: Found,
  { limit, before, compare, oldestFirst }: RowOptions,
): number[] {
  const rows: number[] = []
  for (let step = 0; step < mask.length && rows.length < limit; step++) {
    const row = oldestFirst ? step : mask.length - 1 - step
    if (mask[row] === 0) continue
    const key = { time: block.times()[row]!, sequence: block.sequence(row) }
    if (!before || compare(before, key) < 0) rows.push(row)
  }
  return rows
}

function keyedLine(block: Block, row: number, clip = Number.MAX_SAFE_INTEGER): KeyedLine {
  const { time, own, meta, raw, sequence } = block.line(row)
  let clipped = false
  const shorten = (text: string) => {
    if (text.length <= clip) return text
    clipped = true
    return text.slice(0, clip).toWellFormed()
  }
  const fields = [...own, ...meta].map(
    ([name, value]): Field => [name, typeof value === 'string' ? shorten(value) : value],
  )
  const message = shorten(messageOf({ fields: own, raw }))
  const id = formatToken({ time, sequence })
  const shown = { id, time, fields, message, raw: shorten(raw) }
  return { time, sequence, line: { ...shown, clipped } }
}
