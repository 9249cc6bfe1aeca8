import { type FilterCache, filterCache } from '../engine/filter-cache.ts'
import type { BlockRow, Shelf, ShelfDay, StoredParts } from '../engine/shelf.ts'
import { LIMITS } from '../limits.ts'
import type { Accounts } from './accounts.ts'
import type { Partition } from './partition.ts'

export function sqliteShelf(accounts: Accounts): Shelf {
  const filters = filterCache()
  return {
    ahead: LIMITS.fileBlocksAhead,
    days: (account, first, last) =>
      accounts
        .days(account)
        .filter(day => day >= first && day <= last)
        .map(day => shelfDay(accounts, { account, day }, filters)),
  }
}

export function shelfDay(
  accounts: Accounts,
  { account, day }: { readonly account: string; readonly day: string },
  filters: FilterCache = filterCache(),
): ShelfDay {
  // INVARIANT: between two questions others had their turn, and may have closed or dropped the partition.
  const partition = () => accounts.findPartition(account, day)
  return {
    name: day,
    heads: ({ from, to }) => partition()?.heads(from, to) ?? [],
    filters(ids) {
      const own = partition()
      const found = new Map<number, Uint8Array>()
      for (const id of own ? ids : []) {
        const filter = own && filterOf(own, id, filters)
        if (filter) found.set(id, filter)
      }
      return found
    },
    rows(ids) {
      const own = partition()
      return ids.flatMap((id): BlockRow[] | BlockRow => own?.row(id) ?? [])
    },
    parts(wanted) {
      const own = partition()
      return wanted.flatMap(({ id, columns, raws }): StoredParts[] | StoredParts => {
        const bodies = columns.flatMap(place => {
          const body = own?.column(id, place)
          return body ? [[place, body] as const] : []
        })
        const text = raws ? own?.raws(id) : undefined
        const isWhole = bodies.length === columns.length && (text !== undefined || !raws)
        return isWhole ? { id, columns: new Map(bodies), raws: text } : []
      })
    },
  }
}

function filterOf(partition: Partition, id: number, filters: FilterCache): Uint8Array | undefined {
  const key = `${partition.opening}/${id}`
  const known = filters.find(key)
  if (known) return known
  const filter = partition.filter(id)
  if (filter) filters.put(key, filter)
  return filter
}
