import { assert } from '../kernel/errors.ts'
import { after } from './key.ts'
import { LIMITS } from './limits.ts'
import { successor } from './order.ts'
import type { Document, Key, RangeOptions, RangePage } from './store.ts'

/** What an engine must know of its ordered keys for a page to be read. */
export interface Scan {
  /** Up to `limit` documents with `from <= key < to`, from the other end in reverse. */
  documents(from: Key, to: Key, order: { reverse: boolean; limit: number }): Document[]
  /** The first key of `from <= key < to`, or the last. */
  nearest(from: Key, to: Key, reverse: boolean): Key | undefined
  get(key: Key): Document | undefined
}

/** One page of a range; the scan must stand still meanwhile. */
export function readPage(scan: Scan, from: Key, to: Key, options: RangeOptions = {}): RangePage {
  const { reverse = false, groupBy } = options
  const limit = pageLimit(options.limit)
  if (groupBy !== undefined) return readGroups(scan, [from, to], { reverse, limit, groupBy })
  return cutPage(scan.documents(from, to, { reverse, limit: limit + 1 }), limit, reverse)
}

/** The page of one document more than `limit`, if there are so many. */
export function cutPage(found: readonly Document[], limit: number, reverse: boolean): RangePage {
  const documents = found.length > limit ? found.slice(0, limit) : found
  const last = found.length > limit ? documents.at(-1)?.key : undefined
  const next = last !== undefined && !reverse ? successor(last) : last
  return { documents, groups: [], next }
}

/** How many items a read may give. */
export function pageLimit(limit: number = LIMITS.pageSize): number {
  assert(Number.isInteger(limit) && limit > 0, 'the limit of a read is a positive whole number')
  return Math.min(limit, LIMITS.largestPage)
}

/** Steps from group to group, so that the cost is of what is shown, not of what is folded. */
function readGroups(
  scan: Scan,
  [from, to]: readonly [Key, Key],
  { reverse, limit, groupBy }: { reverse: boolean; limit: number; groupBy: number },
): RangePage {
  const documents: Document[] = []
  const groups: Key[] = []
  let low = from
  let high = to
  for (;;) {
    const key = scan.nearest(low, high, reverse)
    if (key === undefined) return { documents, groups, next: undefined }
    if (documents.length + groups.length === limit) {
      return { documents, groups, next: reverse ? high : low }
    }
    const group = groupOf(key, groupBy)
    if (group !== undefined) groups.push(group)
    else documents.push(scan.get(key)!)
    if (reverse) high = group ?? key
    else low = group === undefined ? successor(key) : after(group)
  }
}

/** The key's beginning up to and including part number `groupBy`; undefined when it has fewer parts. */
function groupOf(key: Key, groupBy: number): Key | undefined {
  let end = 0
  for (let part = 0; part <= groupBy; part++) {
    end = key.indexOf('\u0000', end) + 1
    if (end === 0) return undefined
  }
  return key.slice(0, end) as Key
}
