import type { JobHandler } from '../../jobs/job.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { OutgoingFetch } from '../../kernel/fetch.ts'
import type { Random } from '../../kernel/random.ts'
import type { Store } from '../../store/store.ts'
import type { Calls } from '../../wire/calls.ts'
import { ACTION_JOB, actionHandler } from './alarms/action.ts'
import { HISTORY_JOB, historyHandler } from './alarms/expiry.ts'
import { WATCH_JOB, watchHandler } from './alarms/watch.ts'
import { AGE_JOB, ageHandler } from './points/age.ts'
import { SETTLE_JOB, settleHandler } from './points/settle.ts'

export interface CloudwatchJobParts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Calls on nobody's request: the actions of alarms. */
  readonly calls: Calls
  /** The way to webhooks. */
  readonly webhooks: OutgoingFetch
}

/** What CloudWatch does with nobody asking, by kind of job. */
export const cloudwatchJobs = (parts: CloudwatchJobParts): ReadonlyMap<string, JobHandler> =>
  new Map([
    [SETTLE_JOB, settleHandler(parts)],
    [AGE_JOB, ageHandler(parts)],
    [HISTORY_JOB, historyHandler(parts)],
    [WATCH_JOB, watchHandler(parts)],
    [ACTION_JOB, actionHandler(parts)],
  ])
