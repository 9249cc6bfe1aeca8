import type { JobHandler } from '../jobs/job.ts'
import type { Clock } from '../kernel/clock.ts'
import { within } from '../store/key.ts'
import { archiveHandler } from './archive/archive.ts'
import { expiryHandler, restoreHandler } from './archive/restore.ts'
import { spoolFor } from './archive/spool.ts'
import { createArrivals } from './arrivals.ts'
import { collectHandler } from './collect.ts'
import type { CollectParts } from './collect-parts.ts'
import { forgetHandler } from './forget.ts'
import { createGate } from './ingest/gate.ts'
import { ARCHIVE, COLLECT, EXPIRE, FORGET, RESTORE, RETAIN } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import { type CollectorAccount, eventsLog, recordOf } from './records.ts'

export interface CollectorJobs {
  readonly handlers: ReadonlyMap<string, JobHandler>
  stop(): void
}

/** The collector's jobs; it listens to what buckets of this server tell from now on. */
export function collectorJobs(parts: CollectParts): CollectorJobs {
  const arrivals = createArrivals(parts)
  arrivals.start()
  const gate = createGate(LIMITS.openObjects)
  const taking = turns(parts.clock)
  const spoolOf = (accountId: string) => spoolFor(accountId, parts.store, parts.clock.now)
  return {
    handlers: new Map([
      [COLLECT, taking(collectHandler({ parts, arrivals, gate, spoolOf }))],
      [FORGET, forgetHandler(parts)],
      [ARCHIVE, taking(archiveHandler(parts))],
      [RESTORE, taking(restoreHandler(parts))],
      [EXPIRE, expiryHandler(parts)],
      [RETAIN, retainHandler(parts)],
    ]),
    stop: arrivals.stop,
  }
}

/** Lets so many long runs go on at the same time; the others ask again, and leave their place to other jobs. */
function turns(clock: Clock): (handler: JobHandler) => JobHandler {
  let running = 0
  return handler => async (job, run) => {
    if (running >= LIMITS.runs) return { kind: 'again', runAt: clock.now() + LIMITS.noRoomMs }
    running++
    try {
      return await handler(job, run)
    } finally {
      running--
    }
  }
}

/** A connector that falters for years must not fill the store with telling of it. */
async function trimEvents(accountId: string, store: CollectParts['store']): Promise<void> {
  const log = eventsLog(accountId)
  const [last] = await store.readLog(log, { reverse: true, limit: 1 })
  if (last) await store.trimLog(log, Math.max(0, last.position + 1 - LIMITS.keptEvents))
}

const DAY_MS = 86_400_000

/** Drops the days that accounts do not keep any more, and events that nobody will ask for (spec/surroundings.md §14.7). */
export function retainHandler({
  store,
  lines,
  clock,
}: Pick<CollectParts, 'store' | 'clock'> & {
  readonly lines: Pick<CollectParts['lines'], 'retain'>
}): JobHandler {
  return async (_job, { signal }) => {
    const now = clock.now()
    const [first, to] = within('collector.account')
    for (let from: typeof first | undefined = first; from !== undefined; ) {
      const page = await store.range(from, to)
      for (const document of page.documents) {
        signal.throwIfAborted()
        const account = recordOf<CollectorAccount>(document)
        // Restored lines have a time of their own.
        if (account?.type !== 'log') continue
        const day = new Date(now - account.retentionDays * DAY_MS).toISOString().slice(0, 10)
        await lines.retain(account.id, day)
        await trimEvents(account.id, store)
      }
      from = page.next
    }
    return { kind: 'again', runAt: now + DAY_MS }
  }
}
