import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import type { Random } from '../kernel/random.ts'
import { CommitConflict, type Document, type Key, type Store, type Write } from '../store/store.ts'
import type { JobHandler, JobOutcome } from './job.ts'
import { keepLease } from './keep-lease.ts'
import { LIMITS } from './limits.ts'
import { putJob, type StoredJob, storedJob } from './record.ts'

export interface RunDependencies {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly handlers: ReadonlyMap<string, JobHandler>
  /** Who this process is among those that share the store. */
  readonly holder: string
}

/**
 * Runs one job if it is due and nobody else has it, and writes down what came of it. Resolves to false
 * when another holder has it.
 * @throws when the store does
 */
export async function runJob(
  key: Key,
  stop: AbortController,
  dependencies: RunDependencies,
): Promise<boolean> {
  const { store, clock, holder } = dependencies
  const fencing = await store.lease(key, holder, LIMITS.leaseMs)
  if (fencing === undefined) return false
  const ended = new AbortController()
  try {
    const document = await store.get(key)
    if (!document || stop.signal.aborted) return true
    const stored = storedJob(document)
    if (stored.job.runAt > clock.now()) return true
    const lease = keepLease(dependencies, { key, holder, fencing }, ended.signal)
    const lost = lease.then(kept => {
      if (!kept) stop.abort(new Error('the lease of the job was lost'))
      return !kept
    })
    const write = await attempt(stored, { signal: stop.signal, fencing }, dependencies)
    ended.abort()
    // Whoever has the lease now tells what came of the job.
    const isLost = await lost
    if (write && !isLost) await record(store, document, write)
    return true
  } finally {
    ended.abort()
    await store.release(key, holder)
  }
}

/** The write that ends the attempt; undefined when an aborted one has nothing to tell. */
async function attempt(
  stored: StoredJob,
  run: { readonly signal: AbortSignal; readonly fencing: number },
  dependencies: RunDependencies,
): Promise<Ending | undefined> {
  const { job } = stored
  const handler = dependencies.handlers.get(job.kind)
  if (!handler) throw new Error(`no handler runs jobs of kind ${job.kind}`)
  try {
    return ending(stored, await handler(job, run))
  } catch (error) {
    return run.signal.aborted ? undefined : retry(stored, error, dependencies)
  }
}

type Ending = 'delete' | Write

function ending({ job }: StoredJob, outcome: JobOutcome): Ending {
  return outcome.kind === 'done' ? 'delete' : putJob({ ...job, runAt: outcome.runAt })
}

function retry(
  { job, failures: before }: StoredJob,
  error: unknown,
  { clock, random, log }: RunDependencies,
): Ending {
  const failures = before + 1
  const waitMs = backOffMs(failures, random)
  const { kind, id } = job
  log.error('a job failed and will be tried again', { kind, id, failures, waitMs, error })
  return putJob({ ...job, runAt: clock.now() + waitMs }, failures)
}

/** 1 s, 2 s, 4 s … up to five minutes, less a little. */
export function backOffMs(failures: number, random: Random): number {
  const doublings = Math.min(failures - 1, 30)
  const waitMs = Math.min(LIMITS.firstRetryMs * 2 ** doublings, LIMITS.longestRetryMs)
  return waitMs - random.below(Math.floor(waitMs * LIMITS.retryJitter) + 1)
}

/** A job that was replaced or cancelled while it ran keeps its new row. */
async function record(store: Store, { key, revision }: Document, end: Ending): Promise<void> {
  const write: Write = end === 'delete' ? { type: 'delete', key } : end
  try {
    await store.commit([{ type: 'expect', key, revision }, write])
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
}
