import type { Json } from '../kernel/json.ts'
import type { Write } from '../store/store.ts'

/**
 * Work that outlives the request that asked for it: builds, deliveries, expiries (design §5, §6). A job is
 * a document; exactly one process runs it at a time, under a lease, and another takes it over when that
 * process dies. A job runs at least once.
 */
export interface Job {
  /** `build`, `deliver` … */
  readonly kind: string
  /** Unique within the kind: scheduling it again replaces it. */
  readonly id: string
  /** Not before this time, epoch ms. */
  readonly runAt: number
  readonly payload: Json
}

export type JobOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly runAt: number }

export interface JobRun {
  /** Aborted at shutdown, when the lease is lost, or when the job was replaced or cancelled. */
  readonly signal: AbortSignal
  /** Grows with every holder of the job's lease. */
  readonly fencing: number
}

/** @throws whatever fails; the runner logs it and tries again with back-off. */
export type JobHandler = (job: Job, run: JobRun) => Promise<JobOutcome>

/** The write that schedules a job, for the commit of the change that needs it. */
export type ScheduleJob = (job: Job) => Extract<Write, { type: 'put' }>

export interface JobRunner {
  start(): void
  /** Aborts what runs, waits for it, takes nothing more. */
  stop(): Promise<void>
  /** Resolves once no job is running and none is due. */
  settled(): Promise<void>
}
