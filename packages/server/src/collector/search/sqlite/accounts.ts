/** The open files of all accounts in one thread: the least recently used are closed first. */

import { assert } from '../../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { type Book, openBook } from './book.ts'
import {
  bookFile,
  createFolder,
  daysOf,
  fileNumber,
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
  /** Closes what this thread has open of it: some days, or all. */
  release(account: string, which?: (day: string) => boolean): void
  remove(account: string, day?: string): void
  close(): void
}

export function openAccounts(home: Home): Accounts {
  const open = new Map<string, Open>()

  const find = <T extends Partition | Book>(account: string, name: string, make: () => T): T => {
    const key = `${account}\u0000${name}`
    if (!isOpen(account, name)) {
      // After `make`: only then is there a file.
      const file = make()
      open.set(key, { file, inode: inodeOf(account, name) })
    }
    const entry = open.get(key)
    assert(entry, 'what was opened is open')
    open.delete(key)
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
  const inodeOf = (account: string, name: string) =>
    home === undefined ? undefined : fileNumber(fileOf(home, account, name))
  /** Not when another process dropped the file. */
  const isOpen = (account: string, name: string) => {
    const key = `${account}\u0000${name}`
    const entry = open.get(key)
    if (entry && entry.inode !== inodeOf(account, name)) closeOne(key)
    return open.has(key)
  }
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
  const release = (account: string, which: (day: string) => boolean = () => true) => {
    for (const key of [...open.keys()]) {
      const [owner, name = ''] = key.split('\u0000')
      if (owner === account && which(name)) closeOne(key)
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
      release(account, name => day === undefined || name === day)
      if (home === undefined) return
      if (day === undefined) removeAccount(home, account)
      else removePartition(home, account, day)
    },
    close() {
      for (const key of [...open.keys()]) closeOne(key)
    },
  }
}

interface Open {
  readonly file: Partition | Book
  /** Of the file; undefined in memory. */
  readonly inode: number | undefined
}

const fileOf = (home: string, account: string, name: string) =>
  name === BOOK ? bookFile(home, account) : partitionFile(home, account, name)

const BOOK = 'book'
