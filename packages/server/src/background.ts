import type { Audit } from './audit/audit.ts'
import type { Blobs } from './blobs/blobs.ts'
import type { Collection } from './collection.ts'
import { COLLECTOR_KINDS } from './collector/job-kinds.ts'
import { createDelivery } from './delivery/delivery.ts'
import { createMetricsDelivery } from './delivery/metrics.ts'
import type { JobHandler } from './jobs/job.ts'
import { scheduleJob } from './jobs/runner.ts'
import { createJobRunners } from './jobs/runners.ts'
import type { Clock } from './kernel/clock.ts'
import { assert } from './kernel/errors.ts'
import type { OutgoingFetch } from './kernel/fetch.ts'
import type { Logger } from './kernel/log.ts'
import type { Random } from './kernel/random.ts'
import type { Seal } from './kernel/seal.ts'
import type { Lambda } from './lambda.ts'
import type { MetricsOutbox } from './outbox/metrics.ts'
import type { Quotas } from './quotas.ts'
import type { Store } from './store/store.ts'
import type { Calls } from './wire/calls.ts'

export interface BackgroundParts {
  readonly store: Store
  readonly blobs: Blobs
  readonly seal: Seal
  readonly audit: Pick<Audit, 'prune'>
  readonly lambda: Pick<Lambda, 'execution'>
  readonly collection: Pick<Collection, 'jobs'>
  readonly quotas: Quotas
  /** What this process measures of itself. */
  readonly metrics: MetricsOutbox
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Calls on nobody's request. */
  readonly calls: Calls
  /** The way to webhooks of alarms. */
  readonly webhooks: OutgoingFetch
}

/** What goes on beside the requests: builds, deliveries, expiries. */
export interface Background {
  /** Before the door opens, so that nothing is missed. */
  start(): Promise<void>
  /** Puts the standing jobs in place, if they are not. */
  schedule(): Promise<void>
  /** Ends what runs; what is left is in the store and goes on at the next start. */
  stop(): Promise<void>
}

export function createBackground(parts: BackgroundParts): Background {
  const { store, clock, random, log, calls, metrics } = parts
  const delivery = createDelivery(parts)
  const measurements = createMetricsDelivery({ metrics, clock, log, calls })
  const handlers = new Map([
    ...delivery.handlers,
    ['audit-prune', pruneHandler(parts)] as const,
    ...ROOMS.flatMap(room => handlersOf(room, parts)),
  ])
  const runners = createJobRunners({ store, clock, random, log, handlers, heavy: HEAVY })
  return {
    schedule: () => scheduleStanding(parts),
    async start() {
      await delivery.start()
      await scheduleStanding(parts)
      runners.start()
      measurements.start()
    },
    async stop() {
      await delivery.stop()
      await runners.stop()
      // Last: what ends before it is still counted.
      await measurements.stop()
    },
  }
}

/** What would keep everything else waiting. */
const HEAVY: ReadonlySet<string> = new Set(['build'])

/** The jobs of one room of the house, which is loaded with the first of them. */
interface Room {
  readonly kinds: readonly string[]
  load(parts: BackgroundParts): Promise<ReadonlyMap<string, JobHandler>>
}

const ROOMS: readonly Room[] = [
  {
    kinds: ['sweep-blobs'],
    load: async parts => {
      const { sweepHandler } = await import('./blob-sweep.ts')
      return new Map([['sweep-blobs', sweepHandler(parts)]])
    },
  },
  {
    kinds: ['trail-deliver', 'trail-digest'],
    load: async parts => (await import('./delivery/trails/jobs.ts')).trailJobs(parts),
  },
  {
    kinds: ['build', 'lex-export', 'lex-import', 'lex-forget'],
    load: async parts => {
      const { lexModelsJobs } = await import('./services/lex-models/jobs.ts')
      return lexModelsJobs({ ...parts, quotas: parts.quotas['lex-models'] })
    },
  },
  {
    kinds: ['lex-sessions'],
    load: async parts => {
      const { expiryHandler } = await import('./services/lex-runtime/expiry.ts')
      return new Map([['lex-sessions', expiryHandler(parts)]])
    },
  },
  {
    kinds: [
      ...['logs-forget', 'logs-retention', 'logs-deliver', 'logs-measure'],
      ...['logs-query', 'logs-export'],
    ],
    load: async parts => (await import('./services/logs/jobs.ts')).logsJobs(parts),
  },
  {
    kinds: [
      ...['cloudwatch-settle', 'cloudwatch-age', 'cloudwatch-history'],
      ...['cloudwatch-alarms', 'cloudwatch-action'],
    ],
    load: async parts => (await import('./services/cloudwatch/jobs.ts')).cloudwatchJobs(parts),
  },
  {
    kinds: ['s3-upkeep', 's3-forget-uploads', 's3-forget-parts'],
    load: async parts => (await import('./services/s3/jobs.ts')).s3Jobs(parts),
  },
  {
    kinds: ['s3-access-log'],
    load: async parts => {
      const { accessLogHandler } = await import('./services/s3/access-log/deliver.ts')
      return new Map([['s3-access-log', accessLogHandler(parts)]])
    },
  },
  {
    kinds: ['kms-delete', 'kms-rotate'],
    load: async parts => (await import('./services/kms/jobs.ts')).kmsJobs(parts),
  },
  {
    kinds: ['lambda-settle', 'lambda-event', 'lambda-forget-code'],
    load: async parts => {
      const { lambdaJobs } = await import('./services/lambda/jobs.ts')
      return lambdaJobs({ ...parts, execution: await parts.lambda.execution() })
    },
  },
  {
    kinds: COLLECTOR_KINDS,
    load: ({ collection }) => collection.jobs(),
  },
]

function handlersOf({ kinds, load }: Room, parts: BackgroundParts) {
  let loaded: Promise<ReadonlyMap<string, JobHandler>> | undefined
  return kinds.map(kind => {
    const handler: JobHandler = async (job, run) => {
      const found = (await (loaded ??= load(parts))).get(kind)
      assert(found, `a room has the jobs it names, ${kind} among them`)
      return found(job, run)
    }
    return [kind, handler] as const
  })
}

/** Jobs that are always there: what comes due again and again with nobody asking. */
const STANDING = [
  ...['audit-prune', 'lex-forget', 'sweep-blobs', 's3-upkeep'],
  ...['cloudwatch-age', 'cloudwatch-history', 'collector-retain'],
]

async function scheduleStanding({ store, clock }: BackgroundParts): Promise<void> {
  const writes = STANDING.map(kind =>
    scheduleJob({ kind, id: 'all', runAt: clock.now() + DAY_MS, payload: {} }),
  )
  const known = await store.getMany(writes.map(write => write.key))
  const missing = writes.filter((_, index) => known[index] === undefined)
  if (missing.length > 0) await store.commit(missing)
}

const DAY_MS = 86_400_000

function pruneHandler({ audit, clock }: BackgroundParts): JobHandler {
  return async (_job, { signal }) => {
    while ((await audit.prune(clock.now())) > 0) signal.throwIfAborted()
    return { kind: 'again', runAt: clock.now() + DAY_MS }
  }
}
