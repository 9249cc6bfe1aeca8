import { dayOf } from '../arrange.ts'
import { type Block, openBlock } from '../block/block.ts'
import { LIMITS } from '../limits.ts'
import { matchBlock, mayMatch } from '../match.ts'
import type { Plan } from '../query/plan.ts'
import type { TimeWindow } from '../search.ts'
import type { Accounts } from './accounts.ts'
import type { BlockHead, Partition } from './partition.ts'

/** A block of the window; it is looked into when asked. */
export interface Candidate {
  readonly head: BlockHead
  /** Undefined when its filter rules it out, or the day was dropped meanwhile. */
  open(): Found | undefined
}

export interface Found {
  readonly block: Block
  /** Of each line 1 if it matches and lies in the window. */
  readonly mask: Uint8Array
}

export interface WalkOptions {
  readonly account: string
  readonly window: TimeWindow
  readonly plan: Plan
  readonly oldestFirst?: boolean
}

/** The blocks of a window: newest first by their last line, or oldest first by their first one. */
export function* walk(
  accounts: Accounts,
  filters: Filters,
  { account, window, plan, oldestFirst = false }: WalkOptions,
): Generator<Candidate> {
  const { from, to } = window
  if (!(from < to)) return
  const [first, last] = [dayOf(clamped(from)), dayOf(clamped(to - 1))]
  const days = accounts.days(account).filter(day => day >= first && day <= last)
  for (const day of oldestFirst ? days : days.toReversed()) {
    const heads = accounts.findPartition(account, day)?.heads(from, to) ?? []
    heads.sort(
      oldestFirst
        ? (a, b) => a.firstTime - b.firstTime || a.firstSequence - b.firstSequence
        : (a, b) => b.lastTime - a.lastTime || b.lastSequence - a.lastSequence,
    )
    for (const head of heads) {
      // INVARIANT: between two blocks others had their turn, and may have closed or dropped the partition.
      const partition = () => accounts.findPartition(account, day)
      const open = () => {
        const from = partition()
        if (!from) return undefined
        const isRuledOut = plan.kind !== 'all' && !mayMatch(plan, filters.find(from, head.id))
        if (isRuledOut) return undefined
        try {
          return openFound(from, head, window, plan)
        } catch (error) {
          throw new Error(`block ${head.id} of ${day} cannot be read: ${error}`, { cause: error })
        }
      }
      yield { head, open }
    }
  }
}

const clamped = (time: number) => Math.min(Math.max(time, 0), LAST_TIME)
const LAST_TIME = Date.UTC(9999, 11, 31)

function openFound(
  partition: Partition,
  head: BlockHead,
  { from, to }: TimeWindow,
  plan: Plan,
): Found | undefined {
  const stored = partition.block(head.id)
  if (!stored) return undefined
  const block = openBlock(stored)
  const mask = matchBlock(plan, block)
  if (head.firstTime < from || head.lastTime >= to) {
    const times = block.times()
    for (let row = 0; row < mask.length; row++) {
      const time = times[row]!
      if (time < from || time >= to) mask[row] = 0
    }
  }
  return { block, mask }
}

/** Filters of blocks that were asked for lately. */
export interface Filters {
  find(partition: Partition, id: number): Uint8Array | undefined
}

export function cachedFilters(): Filters {
  const cached = new Map<string, Uint8Array>()
  let bytes = 0
  return {
    find(partition, id) {
      const key = `${partition.opening}/${id}`
      const known = cached.get(key)
      if (known) {
        cached.delete(key)
        cached.set(key, known)
        return known
      }
      const filter = partition.filter(id)
      if (!filter) return undefined
      cached.set(key, filter)
      bytes += filter.length
      while (bytes > LIMITS.cachedFilterBytes) {
        const [oldest] = cached
        if (!oldest) break
        cached.delete(oldest[0])
        bytes -= oldest[1].length
      }
      return filter
    },
  }
}
