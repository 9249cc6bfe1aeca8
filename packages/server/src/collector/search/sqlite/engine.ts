import { DAY_MS, dayOf } from '../arrange.ts'
import type { Engine } from '../engine/engine.ts'
import type { Awaitable } from '../engine/shelf.ts'
import type { Estimate, TimeWindow } from '../search.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import type { Home } from './files.ts'
import { sqliteShelf } from './shelf.ts'
import { write } from './write.ts'

/** Day partitions as SQLite files, a folder for each account. */
export function openSqliteEngine(home: Home): Engine {
  const accounts = openAccounts(home)
  let last: Promise<unknown> = Promise.resolve()
  /** What changes anything waits for the change before it. */
  const alone = <T>(work: () => Awaitable<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => 'told to its caller')
    return done
  }
  return {
    shelf: sqliteShelf(accounts),
    write: order => alone(() => write(accounts, order)),
    checkpoint: (account, key) => alone(() => accounts.book(account).find(key)),
    forget: (account, keys) => alone(() => accounts.book(account).forget(keys)),
    estimate: (account, window) => estimate(accounts, account, window),
    release: (account, before) =>
      accounts.release(account, day => before === undefined || day < before),
    retain: (account, day) =>
      alone(() => {
        const days = accounts.days(account).filter(one => one < day)
        for (const one of days) accounts.remove(account, one)
        return days
      }),
    drop: account => alone(() => accounts.remove(account)),
    close: () => accounts.close(),
  }
}

function estimate(accounts: Accounts, account: string, { from, to }: TimeWindow): Estimate {
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
