import { readFileSync } from 'node:fs'
import type { Access } from './access/access.ts'
import type { RootCredentials } from './access/accounts.ts'
import { type Compiler, createCompiler } from './access/compiled.ts'
import { createAccess } from './access/create-access.ts'
import { ensureRoot } from './access/root-credentials.ts'
import { createAccessLogging } from './access-log.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { createBackground } from './background.ts'
import { type HeldBlobs, holdable } from './blobs/held.ts'
import { type Collection, createCollection } from './collection.ts'
import type { Config } from './config.ts'
import { type OpenedData, openData } from './data.ts'
import { createCalls } from './gateway/calls.ts'
import { createFrontDoor } from './gateway/front-door.ts'
import { listen } from './gateway/listener.ts'
import { createPipeline, type PipelineOptions } from './gateway/pipeline.ts'
import { type Clock, systemClock } from './kernel/clock.ts'
import { createFetch, type OutgoingFetch } from './kernel/fetch.ts'
import { createLogger, type Logger } from './kernel/log.ts'
import { type Random, systemRandom } from './kernel/random.ts'
import { createLambda, type Lambda } from './lambda.ts'
import { createOperating } from './operating.ts'
import type { Service } from './operation/operation.ts'
import { createMetricsOutbox, type Metrics } from './outbox/metrics.ts'
import { quotasOf } from './quotas.ts'
import { isMemoryStore } from './store/memory.ts'
import { watchStore } from './store/watch.ts'
import type { ServiceName } from './wire/models/model.ts'

/** What tests replace. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Whether a first start installs the sample bot. */
  readonly sample: boolean
  /** Stands between the server and what it keeps: faults. */
  readonly around: (opened: OpenedData) => OpenedData
  /** The way to identity providers. */
  readonly outgoing: OutgoingFetch
}

export interface RunningServer {
  readonly url: string
  readonly account: string
  readonly region: string
  readonly rootCredentials: RootCredentials
  /** Undefined with `--ephemeral`. */
  readonly credentialsFile: string | undefined
  /** The operations that are built, by service: what the compatibility table is made of. */
  operations(): Promise<ReadonlyMap<ServiceName, readonly string[]>>
  close(): Promise<void>
}

/** Builds the house from its parts and opens the door: the only place that knows all of them. */
export async function startServer(
  config: Config,
  surroundings: Partial<Surroundings> = {},
): Promise<RunningServer> {
  const { clock = systemClock, random = systemRandom } = surroundings
  const log = surroundings.log ?? createLogger(config.logLevel)
  const { host, port, account, region } = config
  const opened = (surroundings.around ?? unchanged)(await openData(config, { clock, random }))
  const watched = watchStore(opened.store, clock)
  const data = { ...opened, store: watched.store, blobs: holdable(opened.blobs) }
  const operating = createOperating({ watched, config, clock, log })
  const { store, blobs, seal, rootCredentials, credentialsFile } = data
  const compiler = createCompiler()
  const metrics = createMetricsOutbox()
  const { identityProviders } = config
  const outgoing = surroundings.outgoing ?? (identityProviders && createFetch(identityProviders))
  const access = createAccess({ reader: store, writer: store, seal, clock, random }, compiler)
  const audit = createAudit(store)
  const listening = Promise.withResolvers<string>()
  const { promise: url } = listening
  const around = { config, clock, random, log, url, calls: () => calls }
  const lambda = createLambda({ ...data, ...around, metrics })
  const collection = createCollection({ ...data, ...around })
  const accessLogging = createAccessLogging({ store, clock, log })
  const options: PipelineOptions = {
    store,
    access,
    audit,
    clock,
    random,
    callsOf: call => createCalls(options, call),
    services: servicesOf({
      ...data,
      config,
      access,
      audit,
      compiler,
      clock,
      random,
      log,
      outgoing,
      lambda,
      metrics,
      collection,
      url,
      figures: operating.figures,
      reset: isMemoryStore(opened.store) ? () => reset() : undefined,
    }),
    region: config.region,
    trustProxy: config.trustProxy,
    domain: config.domain,
    log,
    seal,
    share: operating.overload.share,
    observe(request, exchange) {
      operating.observe(request)
      accessLogging.observe(request, exchange)
    },
  }
  const calls = createCalls(options, undefined)
  const background = createBackground({
    store,
    blobs,
    seal,
    audit,
    clock,
    random,
    log,
    calls,
    lambda,
    collection,
    metrics,
    webhooks: createFetch(config.alarmWebhooks ?? { allows: () => false }),
    quotas: quotasOf(config.quotas),
  })
  await background.start()
  const addSample = async () => {
    if (surroundings.sample === false) return
    const { installSample } = await import('./sample/install.ts')
    await installSample({ account, region, access, calls, clock })
  }
  if (data.isNew) await addSample()
  const reset = async () => {
    await forgetAll(data, { account, clock, random })
    metrics.take()
    await background.schedule()
    await addSample()
  }
  const frontDoor = createFrontDoor({
    pipeline: createPipeline(options),
    overload: operating.overload,
    random,
    domain: config.domain,
    trouble: operating.trouble,
    openMetrics: config.metricsOpen ? operating.figures : undefined,
  })
  const listener = await listen(frontDoor, { host, port, ...tlsOf(config) })
  const scheme = config.tlsCert === undefined ? 'http' : 'https'
  listening.resolve(`${scheme}://${host}:${listener.port}`)
  return {
    url: await url,
    account,
    region,
    rootCredentials,
    credentialsFile,
    operations: () => operationsOf(options.services),
    async close() {
      await listener.close()
      await accessLogging.close()
      operating.overload.close()
      await background.stop()
      await collection.close()
      await lambda.close()
      await store.close()
    },
  }
}

/** What services are made of. */
interface Parts extends OpenedData {
  readonly blobs: HeldBlobs
  readonly config: Config
  readonly access: Access
  readonly audit: Audit
  readonly compiler: Compiler
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly outgoing: OutgoingFetch | undefined
  readonly lambda: Lambda
  readonly metrics: Metrics
  readonly collection: Collection
  readonly figures: () => Promise<string>
  readonly reset: (() => Promise<void>) | undefined
  /** Where clients reach this server, once it listens. */
  readonly url: Promise<string>
}

function servicesOf(parts: Parts): PipelineOptions['services'] {
  const quotas = quotasOf(parts.config.quotas)
  const { access, audit, compiler, store, blobs, seal, clock, random, log, config } = parts
  return new Map([
    service('iam', async () => {
      const { iamService } = await import('./services/iam/service.ts')
      return iamService({ seal, compiler, quotas: quotas.iam })
    }),
    service('sts', async () => {
      const { stsService } = await import('./services/sts/service.ts')
      return stsService({ access, audit, compiler, seal, clock, store, outgoing: parts.outgoing })
    }),
    service('organizations', async () => {
      const { organizationsService } = await import('./services/organizations/service.ts')
      return organizationsService({ seal, compiler })
    }),
    service('lex-models', async () => {
      const { lexModelsService } = await import('./services/lex-models/service.ts')
      const url = () => parts.url
      const own = quotas['lex-models']
      return lexModelsService({ access, blobs, compiler, seal, quotas: own, url })
    }),
    service('lex-policies', async () => {
      const { lexPoliciesService } = await import('./services/lex-policies/service.ts')
      return lexPoliciesService({ compiler })
    }),
    service('lex-runtime', async () => {
      const [{ lexRuntimeService }, { createRunnables }, { lambdaHooks }] = await Promise.all([
        import('./services/lex-runtime/service.ts'),
        import('./bots/runnable.ts'),
        import('./services/lex-runtime/lambda-hooks.ts'),
      ])
      const runnables = createRunnables({ store, blobs })
      return lexRuntimeService({
        store,
        runnables,
        clock,
        random,
        log,
        compiler,
        codeHooks: lambdaHooks,
        metrics: parts.metrics,
        quotas: quotas['lex-runtime'],
      })
    }),
    service('logs', async () => {
      const { logsService } = await import('./services/logs/service.ts')
      return logsService({ clock, random, compiler })
    }),
    service('cloudwatch', async () => {
      const { cloudwatchService } = await import('./services/cloudwatch/service.ts')
      return cloudwatchService({ store, compiler })
    }),
    service('s3', async () => {
      const { s3Service } = await import('./services/s3/service.ts')
      return s3Service({ seal, compiler, blobs, store })
    }),
    service('kms', async () => {
      const { kmsService } = await import('./services/kms/service.ts')
      return kmsService({ seal, compiler })
    }),
    service('lambda', async () => {
      const { lambdaService } = await import('./services/lambda/service.ts')
      const execution = await parts.lambda.execution()
      const hasEndpoints = config.lambdaEndpoints !== undefined
      const own = { execution, hasEndpoints, url: () => parts.url }
      return lambdaService({ access, blobs, compiler, seal, ...own })
    }),
    service('collector', async () => {
      const { collectorService } = await import('./services/collector/service.ts')
      return collectorService({ ...parts.collection, seal })
    }),
    service('cloudtrail', async () => {
      const { cloudTrailService } = await import('./services/cloudtrail/service.ts')
      return cloudTrailService({ audit, seal })
    }),
    service('parley', async () => {
      const { parleyService } = await import('./services/parley/service.ts')
      const { writeBackup } = await import('./backup/write-backup.ts')
      const { figures, reset } = parts
      const backup = store.snapshot && ((at: number) => writeBackup({ store, blobs, seal }, at))
      const operatorAccount = config.account
      return parleyService({ audit, seal, operatorAccount, figures, backup, reset })
    }),
  ])
}

const unchanged = (opened: OpenedData) => opened

/** As after a first start, with the same root credentials. */
async function forgetAll(
  { store, blobs, seal, rootCredentials }: OpenedData,
  { account, ...own }: { readonly account: string; readonly clock: Clock; readonly random: Random },
): Promise<void> {
  if (isMemoryStore(store)) store.clear()
  await blobs.sweep(() => false, 0)
  await ensureRoot({ account, given: rootCredentials, file: undefined }, store, { seal, ...own })
}

async function operationsOf(services: PipelineOptions['services']) {
  const named = await Promise.all(
    Array.from(services, async ([name, load]) => {
      const { operations } = await load()
      return [name, [...operations.keys()].sort()] as const
    }),
  )
  return new Map(named)
}

/** A service is loaded when it is first used, so that starting costs nothing for the others. */
function service(
  name: ServiceName,
  load: () => Promise<Service>,
): readonly [ServiceName, () => Promise<Service>] {
  let loaded: Promise<Service> | undefined
  return [name, () => (loaded ??= load())]
}

function tlsOf({ tlsCert, tlsKey }: Config) {
  if (tlsCert === undefined || tlsKey === undefined) return {}
  return { tls: { cert: readFileSync(tlsCert, 'utf8'), key: readFileSync(tlsKey, 'utf8') } }
}
