import type { Audit } from './audit/audit.ts'
import type { Blobs } from './blobs/blobs.ts'
import type { Collection } from './collection.ts'
import { COLLECTOR_KINDS } from './collector/job-kinds.ts'
import { createDelivery } from './delivery/delivery.ts'
import { createMetricsDelivery } from './delivery/metrics.ts'
import type { JobHandler } from './jobs/job.ts'
import { createJobRunner, scheduleJob } from './jobs/runner.ts'
import type { Clock } from './kernel/clock.ts'
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
  const { store, blobs, clock, random, log, calls, metrics } = parts
  const delivery = createDelivery({ store, blobs, clock, random, log, calls, metrics })
  const measurements = createMetricsDelivery({ metrics, clock, log, calls })
  const handlers = new Map([
    ...delivery.handlers,
    ...['build', 'lex-export', 'lex-import', 'lex-forget'].map(
      kind => [kind, lexModelsHandler(kind, parts)] as const,
    ),
    [
      'sweep-blobs',
      whenNeeded(async () =>
        (await import('./blob-sweep.ts')).sweepHandler({ store, blobs, clock }),
      ),
    ],
    [
      'lex-sessions',
      whenNeeded(async () => {
        const { expiryHandler } = await import('./services/lex-runtime/expiry.ts')
        return expiryHandler({ store, clock })
      }),
    ],
    ['audit-prune', pruneHandler(parts)],
    ...['trail-deliver', 'trail-digest'].map(kind => [kind, trailHandler(kind, parts)] as const),
    ...LOGS_KINDS.map(kind => [kind, logsHandler(kind, parts)] as const),
    ...['lambda-settle', 'lambda-event', 'lambda-forget-code'].map(
      kind => [kind, lambdaHandler(kind, parts)] as const,
    ),
    ...['s3-upkeep', 's3-forget-uploads', 's3-forget-parts'].map(
      kind => [kind, s3Handler(kind, parts)] as const,
    ),
    ...CLOUDWATCH_KINDS.map(kind => [kind, cloudwatchHandler(kind, parts)] as const),
    ...['kms-delete', 'kms-rotate'].map(kind => [kind, kmsHandler(kind, parts)] as const),
    ...COLLECTOR_KINDS.map(kind => [kind, collectorHandler(kind, parts)] as const),
  ])
  const runner = createJobRunner({ store, clock, random, log, handlers })
  return {
    schedule: () => scheduleStanding(parts),
    async start() {
      await delivery.start()
      await scheduleStanding(parts)
      runner.start()
      measurements.start()
    },
    async stop() {
      await delivery.stop()
      await runner.stop()
      // Last: what ends before it is still counted.
      await measurements.stop()
    },
  }
}

const CLOUDWATCH_KINDS = [
  ...['cloudwatch-settle', 'cloudwatch-age', 'cloudwatch-history'],
  ...['cloudwatch-alarms', 'cloudwatch-action'],
]

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

function cloudwatchHandler(kind: string, parts: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { cloudwatchJobs } = await import('./services/cloudwatch/jobs.ts')
    const handler = cloudwatchJobs(parts).get(kind)
    if (!handler) throw new Error(`broken invariant: cloudwatch has jobs of the kind ${kind}`)
    return handler
  })
}

function trailHandler(kind: string, parts: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { trailJobs } = await import('./delivery/trails/jobs.ts')
    const handler = trailJobs(parts).get(kind)
    if (!handler) throw new Error(`broken invariant: trails have jobs of the kind ${kind}`)
    return handler
  })
}

function lexModelsHandler(kind: string, parts: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { lexModelsJobs } = await import('./services/lex-models/jobs.ts')
    const handler = lexModelsJobs({ ...parts, quotas: parts.quotas['lex-models'] }).get(kind)
    if (!handler) throw new Error(`broken invariant: lex-models has jobs of the kind ${kind}`)
    return handler
  })
}

const LOGS_KINDS = [
  ...['logs-forget', 'logs-retention', 'logs-deliver', 'logs-measure'],
  ...['logs-query', 'logs-export'],
]

function logsHandler(kind: string, parts: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { logsJobs } = await import('./services/logs/jobs.ts')
    const handler = logsJobs(parts).get(kind)
    if (!handler) throw new Error(`broken invariant: logs has jobs of the kind ${kind}`)
    return handler
  })
}

function s3Handler(kind: string, { store, blobs, clock, random }: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { s3Jobs } = await import('./services/s3/jobs.ts')
    const handler = s3Jobs({ store, blobs, clock, random }).get(kind)
    if (!handler) throw new Error(`broken invariant: s3 has jobs of the kind ${kind}`)
    return handler
  })
}

function kmsHandler(kind: string, { store, seal, clock, random }: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { kmsJobs } = await import('./services/kms/jobs.ts')
    const handler = kmsJobs({ store, seal, clock, random }).get(kind)
    if (!handler) throw new Error(`broken invariant: kms has jobs of the kind ${kind}`)
    return handler
  })
}

function lambdaHandler(kind: string, parts: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { lambdaJobs } = await import('./services/lambda/jobs.ts')
    const execution = await parts.lambda.execution()
    const handler = lambdaJobs({ ...parts, execution }).get(kind)
    if (!handler) throw new Error(`broken invariant: lambda has jobs of the kind ${kind}`)
    return handler
  })
}

function collectorHandler(kind: string, { collection }: BackgroundParts): JobHandler {
  return whenNeeded(async () => {
    const { handlers } = await collection.jobs()
    const handler = handlers.get(kind)
    if (!handler) throw new Error(`broken invariant: the collector has jobs of the kind ${kind}`)
    return handler
  })
}

/** A handler is loaded with its first job, so that starting costs nothing for the others. */
function whenNeeded(load: () => Promise<JobHandler>): JobHandler {
  let loaded: Promise<JobHandler> | undefined
  return async (job, run) => (await (loaded ??= load()))(job, run)
}
