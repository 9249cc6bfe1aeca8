/** The open files of all accounts in one thread: the least recently used are closed first. */

import { LIMITS } from '../limits.ts'
import { type Book, openBook } from './book.ts'
import {
  bookFile,
  createFolder,
  daysOf,
  type Home,
  partitionBytes,
  partitionFile,
  removeAccount,
  removePartition,
} from './files.ts'
import { openPartition, type Partition } from './partition.ts'

export interface Accounts {
  days(account: string): readonly string[]
  /** Undefined when the account has no lines of the day. */
  findPartition(account: string, day: string): Partition | undefined
  partition(account: string, day: string): Partition
  book(account: string): Book
  diskBytes(account: string, day: string): number
  /** Closes what this thread has open of it: a day, or all. */
  release(account: string, day?: string): void
  remove(account: string, day?: string): void
  close(): void
}

export function openAccounts(home: Home): Accounts {
  const open = new Map<string, { readonly file: Partition | Book; readonly account: string }>()

  const find = <T extends Partition | Book>(account: string, name: string, make: () => T): T => {
    const key = `${account}\u0000${name}`
    const found = open.get(key)
    open.delete(key)
    const entry = found ?? { file: make(), account }
    open.set(key, entry)
    // In memory a closed file would be a lost one.
    if (home !== undefined && open.size > LIMITS.openPartitions) {
      const [oldest] = open
      if (oldest) closeOne(oldest[0])
    }
    // INVARIANT: a name stands for a book or for a partition, never both.
    return entry.file as T
  }
  const closeOne = (key: string) => {
    open.get(key)?.file.close()
    open.delete(key)
  }
  const isOpen = (account: string, name: string) => open.has(`${account}\u0000${name}`)
  const days = (account: string): readonly string[] => {
    if (home !== undefined) return daysOf(home, account)
    const prefix = `${account}\u0000`
    return [...open.keys()]
      .filter(key => key.startsWith(prefix) && key !== prefix + BOOK)
      .map(key => key.slice(prefix.length))
      .sort()
  }
  const partition = (account: string, day: string) =>
    find(account, day, () => {
      if (home === undefined) return openPartition(':memory:')
      createFolder(home, account)
      return openPartition(partitionFile(home, account, day))
    })
  const release = (account: string, day?: string) => {
    for (const key of [...open.keys()]) {
      const [owner, name] = key.split('\u0000')
      if (owner === account && (day === undefined || name === day)) closeOne(key)
    }
  }
  return {
    days,
    partition,
    findPartition(account, day) {
      if (isOpen(account, day) || days(account).includes(day)) return partition(account, day)
      return undefined
    },
    book: account =>
      find(account, BOOK, () => {
        if (home === undefined) return openBook(':memory:')
        createFolder(home, account)
        return openBook(bookFile(home, account))
      }),
    diskBytes: (account, day) => (home === undefined ? 0 : partitionBytes(home, account, day)),
    release,
    remove(account, day) {
      release(account, day)
      if (home === undefined) return
      if (day === undefined) removeAccount(home, account)
      else removePartition(home, account, day)
    },
    close() {
      for (const key of [...open.keys()]) closeOne(key)
    },
  }
}

const BOOK = 'book'
