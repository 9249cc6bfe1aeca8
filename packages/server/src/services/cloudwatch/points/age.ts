import { setImmediate } from 'node:timers/promises'
import type { JobHandler } from '../../../jobs/job.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { within } from '../../../store/key.ts'
import type { Document, Key, Store, Write } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { idOfMetric, METRIC_KIND, metricOf } from '../metrics.ts'
import { fitting } from './fitting.ts'
import {
  bucketOf,
  chunkKey,
  chunksBefore,
  chunksOf,
  chunkWrite,
  FOLDED,
  samplesOf,
  TIERS,
  type Tier,
} from './records.ts'
import { coarsened, folded, type Sample } from './sample.ts'
import { taken, unlessChanged } from './settle.ts'

export const AGE_JOB = 'cloudwatch-age'

/** Moves points that have become old to coarser tiers, and forgets those older than any (§8, retention). */
export function ageHandler({ store, clock }: AgeParts): JobHandler {
  return async (_, { signal }) => {
    const [first, last] = within(METRIC_KIND)
    for (let next: Key | undefined = first; next !== undefined; ) {
      signal.throwIfAborted()
      const page = await store.range(next, last, { limit: LIMITS.metricsReadAtOnce })
      for (const metric of page.documents) {
        await ageMetric(metric, store, clock.now())
        // Most have nothing to move, and reading alone lets nobody else have a turn.
        await setImmediate()
      }
      next = page.next
    }
    return { kind: 'again', runAt: clock.now() + LIMITS.ageEveryMs }
  }
}

interface AgeParts {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
}

async function ageMetric(metric: Document, store: AgeParts['store'], now: number): Promise<void> {
  const id = idOfMetric(metric)
  await move(id, { from: 'minutes', into: 'fives', before: now - LIMITS.minutesMs }, store)
  await move(id, { from: 'fives', into: 'hours', before: now - LIMITS.fiveMinutesMs }, store)
  await forget(id, now - LIMITS.hoursMs, store)
  if (metricOf(metric).seenAt > now - LIMITS.hoursMs - TIERS.hours.bucketMs) return
  await unlessChanged(store, taken([metric]))
}

interface Move {
  readonly from: Tier
  readonly into: Tier
  readonly before: number
}

/** One bucket after the other; what is taken from one tier is in the other with the same commit. */
async function move(
  id: string,
  { from, into, before }: Move,
  store: AgeParts['store'],
): Promise<void> {
  const { resolutionSeconds } = TIERS[into]
  for (;;) {
    const old = await store.range(...chunksBefore(id, from, before), {
      limit: LIMITS.chunksReadAtOnce,
    })
    if (old.documents.length === 0) return
    const samples = old.documents.flatMap(samplesOf).map(one => coarsened(one, resolutionSeconds))
    const buckets = Map.groupBy(samples, ({ time }) => bucketOf(time, into))
    const writes: Write[] = taken(old.documents)
    for (const [bucket, fresh] of buckets) {
      writes.push(...(await added(id, into, { bucket, fresh }, store)))
    }
    await unlessChanged(store, writes)
  }
}

async function added(
  id: string,
  into: Tier,
  { bucket, fresh }: { readonly bucket: number; readonly fresh: readonly Sample[] },
  store: AgeParts['store'],
): Promise<Write[]> {
  const { documents } = await store.range(...chunksOf(id, into, bucket))
  const key = chunkKey(id, into, bucket, FOLDED)
  const all = fitting(folded([...documents.flatMap(samplesOf), ...fresh]))
  return [...taken(documents), chunkWrite(key, all)]
}

async function forget(id: string, before: number, store: AgeParts['store']): Promise<void> {
  for (;;) {
    const bounds = chunksBefore(id, 'hours', before)
    const { documents } = await store.range(...bounds, { limit: LIMITS.settledAtOnce })
    if (documents.length === 0) return
    await store.commit(taken(documents))
  }
}
