import { never } from '../../../kernel/errors.ts'
import { dayOf } from '../arrange.ts'
import { facets, histogram, type Shelf, stats } from '../engine/aggregate.ts'
import { searchLines } from '../engine/search-lines.ts'
import { startTurns } from '../engine/turns.ts'
import { write } from '../engine/write.ts'
import { planQuery } from '../query/plan.ts'
import type { Estimate, TimeWindow } from '../search.ts'
import type { Call } from './calls.ts'

/** What the call asks for; each kind of call has its type of answer. */
export async function answer(shelf: Shelf, call: Call, signal: AbortSignal): Promise<unknown> {
  const { accounts } = shelf
  switch (call.kind) {
    case 'write':
      return write(accounts, call.order)
    case 'checkpoint':
      return accounts.book(call.account).find(call.key)
    case 'forget':
      return accounts.book(call.account).forget(call.keys)
    case 'days':
      return accounts.days(call.account)
    case 'estimate':
      return estimate(shelf, call.account, call.window)
    case 'release':
      for (const day of call.days) accounts.release(call.account, day)
      if (call.days.length === 0) accounts.release(call.account)
      return undefined
    case 'retain': {
      const days = accounts.days(call.account).filter(day => day < call.day)
      for (const day of days) accounts.remove(call.account, day)
      return days
    }
    case 'drop':
      return accounts.remove(call.account)
    case 'search':
      return searchLines(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'histogram':
      return histogram(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'facets':
      return facets(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'stats':
      return stats(shelf, orderOf(call), startTurns({ ...call, signal }))
    default:
      return never(call)
  }
}

function orderOf<T extends { readonly query: Parameters<typeof planQuery>[0] }>({
  account,
  request,
}: {
  readonly account: string
  readonly request: T
}) {
  const { query, ...rest } = request
  return { ...rest, account, plan: planQuery(query) }
}

function estimate({ accounts }: Shelf, account: string, { from, to }: TimeWindow): Estimate {
  const days: string[] = []
  const sum = { lines: 0, rawBytes: 0, diskBytes: 0 }
  for (const day of accounts.days(account)) {
    const begin = Date.parse(`${day}T00:00:00Z`)
    if (dayOf(begin) !== day || begin >= to || begin + DAY_MS <= from) continue
    const count = accounts.findPartition(account, day)?.count(from, to)
    if (!count || count.lines === 0) continue
    days.push(day)
    sum.lines += count.lines
    sum.rawBytes += count.rawBytes
    sum.diskBytes += accounts.diskBytes(account, day)
  }
  return { ...sum, days }
}

const DAY_MS = 86_400_000
