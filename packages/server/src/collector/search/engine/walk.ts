import { dayOf } from '../arrange.ts'
import type { Block } from '../block/block.ts'
import { LIMITS } from '../limits.ts'
import { columnsToMatch, matchBlock, mayMatch } from '../match.ts'
import type { Plan } from '../query/plan.ts'
import type { TimeWindow } from '../search.ts'
import { type OpenBlock, openBlocks } from './blocks.ts'
import type { BlockHead, Shelf, ShelfDay } from './shelf.ts'

/** A block of the window; it is looked into when asked. */
export interface Candidate {
  readonly head: BlockHead
  /** Undefined when its filter rules it out, or the day was dropped meanwhile. */
  open(): Promise<Found | undefined>
}

/** Columns may be looked at once they were fetched. */
export interface Found extends Omit<OpenBlock, 'id'> {
  /** Of each line 1 if it matches and lies in the window. */
  readonly mask: Uint8Array
}

export interface WalkOptions {
  readonly account: string
  readonly window: TimeWindow
  readonly plan: Plan
  readonly oldestFirst?: boolean
  /** Names of columns that will be read of what is found: fetched with those that matching needs. */
  readonly reads?: () => Iterable<string>
}

/** The blocks of a window: newest first by their last line, or oldest first by their first one. */
export async function* walk(shelf: Shelf, options: WalkOptions): AsyncGenerator<Candidate> {
  const { account, window, oldestFirst = false } = options
  const { from, to } = window
  if (!(from < to)) return
  const days = await shelf.days(account, ...daysWithin(window))
  for (const day of oldestFirst ? days : days.toReversed()) {
    const heads = (await day.heads(window)).sort(oldestFirst ? byFirst : byLast)
    for (const run of runsOf(heads, shelf.ahead)) {
      let opened: Promise<ReadonlyMap<number, OpenBlock>> | undefined
      for (const [index, head] of run.entries()) {
        yield {
          head,
          async open() {
            opened ??= openRun(day, run.slice(index), options)
            const one = (await opened).get(head.id)
            return one && matched(one, head, day, options)
          },
        }
      }
    }
  }
}

/** The first day of a window and the last. */
export const daysWithin = ({ from, to }: TimeWindow): [first: string, last: string] => [
  dayOf(clamped(from)),
  dayOf(clamped(to - 1)),
]

const clamped = (time: number) => Math.min(Math.max(time, 0), LAST_TIME)
const LAST_TIME = Date.UTC(9999, 11, 31)

const byFirst = (a: BlockHead, b: BlockHead) =>
  a.firstTime - b.firstTime || a.firstSequence - b.firstSequence
const byLast = (a: BlockHead, b: BlockHead) =>
  b.lastTime - a.lastTime || b.lastSequence - a.lastSequence

/** One block, two, four …: most searches need few, and who needs many should not wait for each. */
function* runsOf(heads: readonly BlockHead[], ahead: number): Generator<readonly BlockHead[]> {
  let size = 1
  let run: BlockHead[] = []
  let bytes = 0
  for (const head of heads) {
    if (run.length >= size || (run.length > 0 && bytes + head.rawBytes > LIMITS.bytesAhead)) {
      yield run
      size = Math.min(size * 2, ahead)
      run = []
      bytes = 0
    }
    run.push(head)
    bytes += head.rawBytes
  }
  if (run.length > 0) yield run
}

async function openRun(
  day: ShelfDay,
  heads: readonly BlockHead[],
  { plan, reads }: WalkOptions,
): Promise<ReadonlyMap<number, OpenBlock>> {
  const ids = await possible(
    day,
    heads.map(({ id }) => id),
    plan,
  )
  const names = [...(reads?.() ?? [])]
  const wanted = (block: Block) => [
    ...columnsToMatch(plan, block),
    ...names.flatMap(name => block.columns(name)),
  ]
  const opened = await openBlocks(day, ids, wanted)
  return new Map(opened.map(one => [one.id, one]))
}

async function possible(day: ShelfDay, ids: readonly number[], plan: Plan) {
  if (plan.kind === 'all') return ids
  const filters = await day.filters(ids)
  return ids.filter(id => mayMatch(plan, filters.get(id)))
}

function matched(
  opened: OpenBlock,
  head: BlockHead,
  { name }: ShelfDay,
  { plan, window: { from, to } }: WalkOptions,
): Found {
  try {
    const { block } = opened
    const mask = matchBlock(plan, block)
    if (head.firstTime < from || head.lastTime >= to) {
      const times = block.times()
      for (let row = 0; row < mask.length; row++) {
        const time = times[row]!
        if (time < from || time >= to) mask[row] = 0
      }
    }
    return { ...opened, mask }
  } catch (error) {
    throw new Error(`block ${head.id} of ${name} cannot be read: ${error}`, { cause: error })
  }
}
