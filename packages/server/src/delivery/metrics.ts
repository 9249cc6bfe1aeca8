import type { Clock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import type { MeasuredMinute, MetricsOutbox } from '../outbox/metrics.ts'
import type { Calls } from '../wire/calls.ts'
import { cloudwatch, type MetricDatum } from '../wire/models/cloudwatch.ts'
import { LIMITS } from './limits.ts'

export interface MetricsDeliveryParts {
  readonly metrics: MetricsOutbox
  readonly clock: Clock
  readonly log: Logger
  /** Without a parent: nobody asks for these calls. */
  readonly calls: Calls
}

/** Tells CloudWatch what this process has measured of itself, a few seconds after it was; else it rests. */
export interface MetricsDelivery {
  start(): void
  /** Tells the rest. What a crash loses is what was measured since the last time. */
  stop(): Promise<void>
  /** Tells what there is now. */
  flush(): Promise<void>
}

export function createMetricsDelivery(parts: MetricsDeliveryParts): MetricsDelivery {
  const { clock, metrics } = parts
  const stopped = new AbortController()
  let wake = () => {}
  const rest = () =>
    new Promise<void>(resolve => {
      wake = resolve
      void metrics.something().then(resolve)
    })
  let underway = Promise.resolve()
  const flush = () => (underway = underway.then(() => deliver(parts)))
  const run = async () => {
    while (!stopped.signal.aborted) {
      await rest()
      await clock.sleep(LIMITS.metricsEveryMs, stopped.signal).catch(() => 'stopped')
      await flush()
    }
  }
  let running = Promise.resolve()
  return {
    start() {
      running = run()
    },
    async stop() {
      stopped.abort(new Error('the server stops'))
      wake()
      await running
      await flush()
    },
    flush,
  }
}

async function deliver({ metrics, calls, log }: MetricsDeliveryParts): Promise<void> {
  const places = Map.groupBy(metrics.take(), ({ series }) =>
    [series.account, series.region, series.namespace].join('\n'),
  )
  for (const minutes of places.values()) {
    for (const batch of batchesOf(minutes)) {
      try {
        await put(batch, calls)
      } catch (error) {
        // The store may be back the next time; a refusal would be our own mistake, and come again.
        log.warn('metrics could not be written', { error })
        if (!(error instanceof ServiceError)) metrics.putBack(batch)
      }
    }
  }
}

/** Who publishes into which namespace. */
const PUBLISHERS: Readonly<Record<string, string>> = {
  'AWS/Lex': 'lex.amazonaws.com',
  'AWS/Lambda': 'lambda.amazonaws.com',
}

async function put(batch: readonly MeasuredMinute[], calls: Calls): Promise<void> {
  const [first] = batch
  if (!first) return
  const { account, region, namespace } = first.series
  const principal = PUBLISHERS[namespace] ?? ''
  const service = principal.split('.')[0]
  const sourceArn = `arn:aws:${service}:${region}:${account}:*`
  await calls.call(
    cloudwatch.PutMetricData,
    { Namespace: namespace, MetricData: batch.flatMap(datumsOf) },
    { kind: 'service', principal, sourceArn, sourceAccount: account },
    { account, region },
  )
}

/** A datum holds so many values; a minute with more of them becomes several. */
function datumsOf({ series, minute, values }: MeasuredMinute): MetricDatum[] {
  const { name, unit, dimensions } = series
  const pairs = [...values]
  const datums: MetricDatum[] = []
  for (let at = 0; at < pairs.length; at += LIMITS.valuesPerDatum) {
    const part = pairs.slice(at, at + LIMITS.valuesPerDatum)
    datums.push({
      MetricName: name,
      Unit: unit,
      Timestamp: minute,
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      Values: part.map(([value]) => value),
      Counts: part.map(([, count]) => count),
    })
  }
  return datums
}

/** So many minutes at once that their datums fit into one call. */
function batchesOf(minutes: readonly MeasuredMinute[]): MeasuredMinute[][] {
  const batches: MeasuredMinute[][] = [[]]
  let datums = 0
  for (const minute of minutes) {
    const more = Math.ceil(minute.values.size / LIMITS.valuesPerDatum)
    if (datums + more > LIMITS.datumsPerCall) {
      batches.push([])
      datums = 0
    }
    batches.at(-1)?.push(minute)
    datums += more
  }
  return batches
}
