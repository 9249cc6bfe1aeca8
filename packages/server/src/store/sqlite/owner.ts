import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { syncDirectory } from '../../kernel/sync-directory.ts'
import { sumsFile } from './raw-files.ts'

/**
 * Makes this process the one owner of a file, until it gives it up or dies: the kernel drops the lock with
 * the process, however it ends. The lock is SQLite's own, on an empty database beside the file.
 * @throws Error when another process has it
 */
export async function ownFile(file: string, waitMs: number): Promise<() => void> {
  await createPrivately(file)
  await createPrivately(sumsFile(file))
  const lockFile = `${file}.lock`
  await createPrivately(lockFile)
  const lock = new DatabaseSync(lockFile, { timeout: waitMs })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new Error(`${file} is in use by another process`, { cause: error })
  }
  return () => lock.close()
}

/** SQLite gives its side files the mode of the main file. */
async function createPrivately(file: string): Promise<void> {
  // An existing file is never opened here: closing it would drop the locks that this process has on it.
  if (existsSync(file)) return
  closeSync(openSync(file, 'wx', 0o600))
  await syncDirectory(dirname(resolve(file)))
}
