import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

/** Where accounts keep their partitions; undefined: in memory alone. */
export type Home = string | undefined

/** Each account has a folder of its own, so no query can reach into another's. */
export const folderOf = (home: string, account: string) => join(home, folderName(account))

export const partitionFile = (home: string, account: string, day: string) =>
  join(folderOf(home, account), `${day}.db`)

export const bookFile = (home: string, account: string) =>
  join(folderOf(home, account), 'checkpoints.db')

export function createFolder(home: string, account: string): void {
  const folder = folderOf(home, account)
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  syncFolder(home)
}

/** Makes the names in a folder durable: `kernel/sync-directory.ts`, for threads that may wait. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Accounts that have a folder. */
export function accountsIn(home: string): string[] {
  if (!existsSync(home)) return []
  return readdirSync(home)
    .filter(name => name.startsWith('a-'))
    .map(accountOf)
}

/** Days that have a partition, oldest first. */
export function daysOf(home: string, account: string): string[] {
  const folder = folderOf(home, account)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap(name => DAY_FILE.exec(name)?.[1] ?? [])
    .sort()
}

export function partitionBytes(home: string, account: string, day: string): number {
  const file = partitionFile(home, account, day)
  return [file, `${file}-wal`].reduce(
    (sum, part) => sum + (statSync(part, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/** Tells a file from a later one of the same name; undefined when there is none. */
export const fileNumber = (file: string): number | undefined =>
  statSync(file, { throwIfNoEntry: false })?.ino

/** The main file goes last: once it is gone another process may begin the day anew, with side files of its own. */
export function removePartition(home: string, account: string, day: string): void {
  const file = partitionFile(home, account, day)
  for (const part of [`${file}-wal`, `${file}-shm`, file]) rmSync(part, { force: true })
}

export function removeAccount(home: string, account: string): void {
  rmSync(folderOf(home, account), { recursive: true, force: true })
}

const DAY_FILE = /^(\d{4}-\d\d-\d\d)\.db$/

/** A name that no file system takes for another's: capitals and signs are spelt by their codes. */
function folderName(account: string): string {
  return `a-${account.replace(/[^a-z0-9-]/g, character => `_${character.charCodeAt(0).toString(16)}_`)}`
}

const accountOf = (folder: string) =>
  folder
    .slice(2)
    .replace(/_([0-9a-f]+)_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
