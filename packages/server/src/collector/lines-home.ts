import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { JobHandler } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { failed, ok, type Result } from '../kernel/result.ts'
import { key } from '../store/key.ts'
import { CommitConflict, type Store } from '../store/store.ts'
import { COLLECTOR_KINDS } from './job-kinds.ts'
import { LIMITS } from './limits.ts'

/** Where the collected lines of a store are. */
interface Home {
  /** Stands in the directory as well. */
  readonly id: string
  readonly host: string
  readonly directory: string
}

const HOME = key('collector.lines-home')

/**
 * Makes sure that servers of one database keep lines and checkpoints in one place: the workers of one machine do, with
 * one data directory. A second place would find half of the lines, and collect again what the first one has.
 * @returns one sentence about where they are, if that is elsewhere
 */
export async function claimLinesHome(
  directory: string,
  { store, random }: { readonly store: Pick<Store, 'get' | 'commit'>; readonly random: Random },
): Promise<Result<undefined, string>> {
  const file = join(directory, 'home')
  const id = idIn(directory, file, random)
  const home: Home = { id, host: hostname(), directory }
  try {
    await store.commit([
      { type: 'expect', key: HOME, revision: 'absent' },
      { type: 'put', key: HOME, value: { ...home } },
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
  // The border of the document: it is written here alone.
  const known = (await store.get(HOME))?.value as unknown as Home | undefined
  if (known?.id === id) return ok(undefined)
  return failed(
    `the collected lines of this database are on ${known?.host} in ${known?.directory}: ask the server there. To go on here without them, write ${known?.id} into ${file} and start again.`,
  )
}

function idIn(directory: string, file: string, random: Random): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, random.uuid(), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

/** Leaves every job of the collector to the server that has the lines. */
export const leftToOthers = (clock: Clock): ReadonlyMap<string, JobHandler> =>
  new Map(
    COLLECTOR_KINDS.map(kind => [
      kind,
      async () => ({ kind: 'again', runAt: clock.now() + LIMITS.noRoomMs }),
    ]),
  )
