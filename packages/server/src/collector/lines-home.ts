import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JobHandler } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import { key } from '../store/key.ts'
import { CommitConflict, type Document, type Store } from '../store/store.ts'
import { COLLECTOR_KINDS } from './job-kinds.ts'
import type { CollectorJobs } from './jobs.ts'
import { LIMITS } from './limits.ts'

/**
 * Servers of one database keep collected lines in it. Versions before kept them in files of one data directory, and
 * wrote down which: the server that has that directory brings them over.
 */
export interface LinesHome {
  /** @throws ServiceError (503) while lines are on their way, or in the directory of another server */
  ready(): Promise<void>
}

export interface LinesHomeParts {
  /** Where this server would keep lines in files. */
  readonly directory: string
  readonly store: Pick<Store, 'get' | 'commit'>
  readonly log: Logger
  /** Brings the lines of the directory into the database. False: another process is at it. */
  readonly move: () => Promise<boolean>
}

export function createLinesHome(parts: LinesHomeParts): LinesHome {
  let settled = false
  let isMoving = false
  const move = async (known: Document | undefined) => {
    const { directory, log } = parts
    log.info('collected lines are being moved into the database', { directory })
    if (!(await parts.move())) return
    await put(known, parts.store)
    log.info('collected lines were moved into the database', { directory })
  }
  return {
    async ready() {
      if (settled) return
      const state = await look(parts)
      if (state.kind === 'elsewhere') throw unavailable(state.reason)
      if (state.kind === 'in the database') {
        settled = true
        return
      }
      if (!isMoving) {
        isMoving = true
        void move(state.known)
          .catch(error => parts.log.error('collected lines could not be moved', { error }))
          .finally(() => {
            isMoving = false
          })
      }
      throw unavailable('the collected lines are being moved into the database')
    },
  }
}

/** The document of versions before; the server of one that finds another directory in it leaves lines alone. */
interface Home {
  /** Stands in the directory as well. */
  readonly id: string
  readonly host: string
  readonly directory: string
}

const HOME = key('collector.lines-home')
const DATABASE: Home = { id: 'database', host: 'this database', directory: 'its tables' }

type State =
  | { readonly kind: 'in the database' }
  | { readonly kind: 'here'; readonly known: Document | undefined }
  | { readonly kind: 'elsewhere'; readonly reason: string }

async function look({ directory, store, log }: LinesHomeParts): Promise<State> {
  const known = await store.get(HOME)
  // The border of the document: it is written here alone.
  const home = known?.value as unknown as Home | undefined
  const isHere = home === undefined ? hasLines(directory) : home.id === idIn(directory)
  if (isHere) return { kind: 'here', known }
  if (home === undefined) {
    await put(known, store)
    return { kind: 'in the database' }
  }
  if (home.id === DATABASE.id) {
    if (hasLines(directory)) {
      log.warn('lines in files are not those of the database, and nobody finds them', { directory })
    }
    return { kind: 'in the database' }
  }
  const file = join(directory, 'home')
  return {
    kind: 'elsewhere',
    reason: `the collected lines of this database are still in files, on ${home.host} in ${home.directory}: start the server there, it moves them into the database. To go on without them, write ${home.id} into ${file}.`,
  }
}

/** From now on they are in the database. Whoever was quicker said the same. */
async function put(known: Document | undefined, store: Pick<Store, 'commit'>): Promise<void> {
  try {
    await store.commit([
      { type: 'expect', key: HOME, revision: known?.revision ?? 'absent' },
      { type: 'put', key: HOME, value: { ...DATABASE } },
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
}

function idIn(directory: string): string | undefined {
  const file = join(directory, 'home')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/** Folders of accounts. */
const hasLines = (directory: string) =>
  existsSync(directory) && readdirSync(directory).some(name => name.startsWith('a-'))

const unavailable = (reason: string) =>
  new ServiceError('ServiceUnavailableException', reason, { status: 503, fault: 'server' })

/** The collector's jobs, put off for as long as there is no place for lines. */
export function onceLinesAreThere(
  load: () => Promise<CollectorJobs>,
  clock: Clock,
): CollectorJobs['handlers'] {
  const handler =
    (kind: string): JobHandler =>
    async (job, run) => {
      const jobs = await load().catch(error => {
        if (!(error instanceof ServiceError)) throw error
        return undefined
      })
      const found = jobs?.handlers.get(kind)
      return found ? found(job, run) : { kind: 'again', runAt: clock.now() + LIMITS.noRoomMs }
    }
  return new Map(COLLECTOR_KINDS.map(kind => [kind, handler(kind)]))
}
