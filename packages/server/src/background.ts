import type { Blobs } from './blobs/blobs.ts'
import { createDelivery } from './delivery/delivery.ts'
import type { JobHandler } from './jobs/job.ts'
import { createJobRunner } from './jobs/runner.ts'
import type { Clock } from './kernel/clock.ts'
import type { Logger } from './kernel/log.ts'
import type { Random } from './kernel/random.ts'
import type { Store } from './store/store.ts'
import type { Calls } from './wire/calls.ts'

export interface BackgroundParts {
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Calls on nobody's request. */
  readonly calls: Calls
}

/** What goes on beside the requests: builds, deliveries, expiries. */
export interface Background {
  /** Before the door opens, so that nothing is missed. */
  start(): Promise<void>
  /** Ends what runs; what is left is in the store and goes on at the next start. */
  stop(): Promise<void>
}

export function createBackground(parts: BackgroundParts): Background {
  const { store, blobs, clock, random, log, calls } = parts
  const delivery = createDelivery({ store, clock, random, log, calls })
  const handlers = new Map([
    ...delivery.handlers,
    [
      'build',
      whenNeeded(async () => (await import('./bots/build.ts')).buildHandler({ store, blobs, log })),
    ],
    [
      'lex-sessions',
      whenNeeded(async () => {
        const { expiryHandler } = await import('./services/lex-runtime/expiry.ts')
        return expiryHandler({ store, clock })
      }),
    ],
    ...['logs-forget', 'logs-retention'].map(kind => [kind, logsHandler(kind, parts)] as const),
  ])
  const runner = createJobRunner({ store, clock, random, log, handlers })
  return {
    async start() {
      await delivery.start()
      runner.start()
    },
    async stop() {
      await delivery.stop()
      await runner.stop()
    },
  }
}

function logsHandler(kind: string, { store, clock }: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { logsJobs } = await import('./services/logs/jobs.ts')
    const handler = logsJobs({ store, clock }).get(kind)
    if (!handler) throw new Error(`broken invariant: logs has jobs of the kind ${kind}`)
    return handler
  })
}

/** A handler is loaded with its first job, so that starting costs nothing for the others. */
function whenNeeded(load: () => Promise<JobHandler>): JobHandler {
  let loaded: Promise<JobHandler> | undefined
  return async (job, run) => (await (loaded ??= load()))(job, run)
}
