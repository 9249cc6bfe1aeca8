import { type Trail, trailKey, trailOf } from '../../audit/trail.ts'
import { DELIVERY_MS, type TrailJob } from '../../audit/trail-jobs.ts'
import { queueLog, regionsOf, sourceKey } from '../../audit/trail-queues.ts'
import { statusKey, type TrailStatus } from '../../audit/trail-status.ts'
import type { JobHandler, JobOutcome, JobRun } from '../../jobs/job.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Store, Write } from '../../store/store.ts'
import { changeStatus } from './change-status.ts'
import { cursorKey, readCursor } from './cursor.ts'
import { digestStateKey } from './digest-state.ts'
import { giveUp } from './give-up.ts'
import { LIMITS } from './limits.ts'
import { deliverFile, type FileParts, filesLog } from './log-files.ts'
import { deliverToLogs } from './log-group.ts'

/**
 * Delivers what a trail has selected, every five minutes while it logs. What cannot be delivered waits in its
 * queue and is tried again (spec/surroundings.md §11).
 */
export function trailDelivery(parts: FileParts): JobHandler {
  return async ({ payload }, run) => {
    const job = payload as unknown as TrailJob
    const trail = await trailOfJob(job, parts.store)
    if (!trail) return { kind: 'done' }
    const regions = await regionsOf(trail.id, parts.store)
    // A log group that is new begins where the files do, so it comes first.
    const logs = await deliverLogs(trail, regions, parts)
    const files = await deliverFiles({ trail, regions, run }, parts)
    await trimQueues(trail, regions, parts.store)
    await tell(trail, { ...files, ...logs }, parts)
    const hasFailed = files.error !== undefined || logs.logsError !== undefined
    return outcomeOf({ job, trail, hasFailed }, regions, parts)
  }
}

/** The trail as it is now, or as it was when it was deleted. */
export async function trailOfJob(
  { account, region, name, id, deleted }: TrailJob,
  store: Pick<Store, 'get'>,
): Promise<Trail | undefined> {
  if (deleted) return deleted.trail
  const document = await store.get(trailKey(account, region, name))
  const trail = document && trailOf(document)
  return trail?.id === id ? trail : undefined
}

interface Delivering {
  readonly trail: Trail
  readonly regions: readonly string[]
  readonly run: JobRun
}

/** What came of an attempt; empty when there was nothing to deliver. */
type FileNews = Pick<TrailStatus, 'attemptedAt' | 'deliveredAt' | 'error' | 'dropped'>

async function deliverFiles(
  { trail, regions, run }: Delivering,
  parts: FileParts,
): Promise<FileNews> {
  let news: FileNews = {}
  for (const region of regions) {
    try {
      for (;;) {
        run.signal.throwIfAborted()
        const count = await deliverFile(trail, region, parts)
        if (count === undefined) break
        const now = parts.clock.now()
        news = { ...news, attemptedAt: now, deliveredAt: now }
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const given = await giveUp(trail, { region, on: 'bucket' }, parts)
      const dropped = (news.dropped ?? 0) + given
      news = { ...news, attemptedAt: parts.clock.now(), error: error.code, dropped }
    }
  }
  return news
}

async function deliverLogs(
  trail: Trail,
  regions: readonly string[],
  parts: FileParts,
): Promise<Pick<TrailStatus, 'loggedAt' | 'logsError'>> {
  const { store, calls, clock } = parts
  const { logs } = trail
  if (!logs) return {}
  try {
    const written = await deliverToLogs({ ...trail, logs }, regions, { store, calls })
    return written > 0 ? { loggedAt: clock.now() } : {}
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    for (const region of regions) await giveUp(trail, { region, on: 'log group' }, parts)
    return { logsError: error.code }
  }
}

/** What is where it belongs leaves the queue. */
async function trimQueues(trail: Trail, regions: readonly string[], store: Store): Promise<void> {
  for (const region of regions) {
    const { cursor } = await readCursor(trail.id, region, store)
    const logged = trail.logs ? (cursor.logged ?? cursor.next) : cursor.next
    const done = Math.min(cursor.next, logged)
    const log = queueLog(trail.id, region)
    const [oldest] = await store.readLog(log, { to: done, limit: 1 })
    if (oldest) await store.trimLog(log, done)
  }
}

/** Remembers how it went, for GetTrailStatus. Nothing is written when nothing was tried. */
async function tell(
  trail: Trail,
  { dropped = 0, ...news }: TrailStatus,
  { store }: FileParts,
): Promise<void> {
  if (Object.keys(news).length === 0) return
  const change = ({ error, logsError, ...before }: TrailStatus): TrailStatus => {
    const total = (before.dropped ?? 0) + dropped
    return {
      ...before,
      // An error stays until a delivery of its kind succeeds.
      ...(error !== undefined && news.deliveredAt === undefined && { error }),
      ...(logsError !== undefined && news.loggedAt === undefined && { logsError }),
      ...news,
      ...(total > 0 && { dropped: total }),
    }
  }
  await changeStatus(trail.id, change, store)
}

async function outcomeOf(
  {
    job,
    trail,
    hasFailed,
  }: { readonly job: TrailJob; readonly trail: Trail; readonly hasFailed: boolean },
  regions: readonly string[],
  { store, clock }: FileParts,
): Promise<JobOutcome> {
  const now = clock.now()
  if (trail.isLogging) {
    return { kind: 'again', runAt: now + (hasFailed ? LIMITS.retryMs : DELIVERY_MS) }
  }
  // Another process may have learned a little later that the trail no longer logs.
  const endedAt = (job.deleted?.at ?? trail.stoppedAt ?? 0) + DELIVERY_MS
  if (now < endedAt) return { kind: 'again', runAt: hasFailed ? now + LIMITS.retryMs : endedAt }
  const givesUp = job.deleted !== undefined && now > job.deleted.at + LIMITS.lastPatienceMs
  if (hasFailed && !givesUp) return { kind: 'again', runAt: now + LIMITS.retryMs }
  if (job.deleted) await forget(trail, regions, store)
  return { kind: 'done' }
}

async function forget(trail: Trail, regions: readonly string[], store: Store): Promise<void> {
  const { id } = trail
  const rows = regions.flatMap(region => [
    sourceKey(id, region),
    cursorKey(id, region),
    digestStateKey(id, region),
  ])
  const home = digestStateKey(id, trail.homeRegion)
  const deletes = [...rows, home, statusKey(id)].map((key): Write => ({ type: 'delete', key }))
  for (const region of regions) {
    for (const log of [queueLog(id, region), filesLog(id, region)]) {
      const [last] = await store.readLog(log, { reverse: true, limit: 1 })
      if (last) await store.trimLog(log, last.position + 1)
    }
  }
  await store.commit(deletes)
}
