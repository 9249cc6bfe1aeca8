import type { ScheduleJob } from '../jobs/job.ts'
import { scheduleJob } from '../jobs/runner.ts'

/** The collector's jobs, as those who schedule them need to know. */

/** Looks for new objects of one connector and fetches them; its id is the connector's. */
export const COLLECT = 'collector'
/** Forgets what a deleted connector or account left. */
export const FORGET = 'collector-forget'
/** Writes the archive of one account; its id is the account's. */
export const ARCHIVE = 'collector-archive'
/** Brings archived lines back; its id is the restore's. */
export const RESTORE = 'collector-restore'
/** Ends the time of a restore; its id is the restore's. */
export const EXPIRE = 'collector-restore-expiry'
/** Drops lines that are older than their account keeps them. */
export const RETAIN = 'collector-retain'

export const collectJob = (
  { id, accountId, owner }: { id: string; accountId: string; owner: string },
  runAt: number,
): ReturnType<ScheduleJob> =>
  scheduleJob({ kind: COLLECT, id, runAt, payload: { accountId, owner } })

export interface Forgotten {
  readonly kind: typeof FORGET
  readonly what: 'connector' | 'account'
  readonly id: string
  readonly accountId?: string
}

export const forgetJob = (
  { what, id, accountId }: Forgotten,
  runAt: number,
): ReturnType<ScheduleJob> =>
  scheduleJob({
    kind: FORGET,
    id: `${what} ${id}`,
    runAt,
    payload: { what, id, ...(accountId !== undefined && { accountId }) },
  })

export const archiveJob = (
  { accountId, owner, id }: { accountId: string; owner: string; id: string },
  runAt: number,
): ReturnType<ScheduleJob> =>
  scheduleJob({ kind: ARCHIVE, id: accountId, runAt, payload: { owner, settingId: id } })

export const restoreJob = (owner: string, runAt: number): ReturnType<ScheduleJob> =>
  scheduleJob({ kind: RESTORE, id: owner, runAt, payload: {} })

export const COLLECTOR_KINDS = [COLLECT, FORGET, ARCHIVE, RESTORE, EXPIRE, RETAIN] as const
