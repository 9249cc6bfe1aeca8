import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readZip, type ZipEntry } from '../kernel/archive.ts'
import type { Random } from '../kernel/random.ts'
import { failed, ok, type Result } from '../kernel/result.ts'
import type { FunctionCode } from './function-spec.ts'
import { LIMITS } from './limits.ts'

/** Packages as directories, each unpacked once, however many functions have it. */
export interface CodeStore {
  /** The directory of a package, which stays as long as somebody has not given it back. */
  use(code: FunctionCode): Promise<Result<UsedCode, string>>
}

export interface UsedCode {
  readonly directory: string
  release(): void
}

export function createCodeStore(root: string, random: Random): CodeStore {
  const packages = new Map<string, Package>()
  const evict = () => {
    for (const [sha256, { users, directory }] of packages) {
      if (packages.size <= LIMITS.packages) break
      if (users > 0) continue
      packages.delete(sha256)
      void directory.then(unpacked => (unpacked.ok ? remove(unpacked.value) : undefined))
    }
  }
  return {
    async use(code) {
      const known = packages.get(code.sha256)
      const kept: Package = known ?? { users: 0, directory: unpack(code, root, random) }
      // The order of the map is the order of use.
      packages.delete(code.sha256)
      packages.set(code.sha256, kept)
      kept.users++
      const unpacked = await kept.directory.catch(error => {
        packages.delete(code.sha256)
        throw error
      })
      if (!unpacked.ok) {
        packages.delete(code.sha256)
        return unpacked
      }
      evict()
      let isReleased = false
      const release = () => {
        if (!isReleased) kept.users--
        isReleased = true
      }
      return ok({ directory: unpacked.value, release })
    },
  }
}

interface Package {
  users: number
  readonly directory: Promise<Result<string, string>>
}

const PACKAGE_LIMITS = {
  entries: LIMITS.packageEntries,
  totalBytes: LIMITS.packageBytes,
  ratio: LIMITS.packageRatio,
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Reads one package after the other, and uses what is in it before the next is read: two megabytes may become 250. What
 * is wrong with a package is told when a function is made of it, too.
 */
export function readPackage<T>(
  bytes: Uint8Array,
  use: (read: Result<readonly ZipEntry[], string>) => T | Promise<T>,
): Promise<T> {
  const turn = last.then(async () => use(await readZip(bytes, PACKAGE_LIMITS)))
  last = turn.catch(() => {})
  return turn
}

/** A directory of its own each time: one that is being removed is never in the way of the same package. */
async function unpack(
  code: FunctionCode,
  root: string,
  random: Random,
): Promise<Result<string, string>> {
  return readPackage(await code.load(), async read => {
    if (!read.ok) return failed(read.error)
    const directory = join(root, random.uuid())
    try {
      await writeAll(directory, read.value)
      return ok(directory)
    } catch (error) {
      await remove(directory)
      throw error
    }
  })
}

async function writeAll(directory: string, files: readonly ZipEntry[]): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o755 })
  const made = new Set<string>()
  for (const { name, bytes, executable } of files) {
    const file = join(directory, name)
    const folder = dirname(file)
    if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o755 })
    made.add(folder)
    // The name was checked with the archive: it leads nowhere else.
    await writeFile(file, bytes, { flag: 'wx', mode: executable ? 0o555 : 0o444 })
  }
}

const remove = (directory: string) => rm(directory, { recursive: true, force: true })
