import type { Key, Store } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { chunksBetween, samplesOf, type Tier } from './records.ts'
import { coarsened, folded, type Sample } from './sample.ts'

export type PointReader = Pick<Store, 'range'>

/**
 * The samples of a metric with `from <= time < to`, no finer than their age allows, whether the job that makes
 * them coarser has come by or not.
 */
export async function readSamples(
  id: string,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
  reader: PointReader,
): Promise<readonly Sample[]> {
  const found: Sample[] = []
  for (const tier of tiersOf(from, now)) {
    for (const sample of await readTier(id, tier, { from, to }, reader)) {
      const allowed = resolutionAt(sample.time, now)
      if (allowed === undefined) continue
      const aged = coarsened(sample, allowed)
      if (aged.time >= from && aged.time < to) found.push(aged)
    }
  }
  return folded(found)
}

/** What is younger than a tier's first age has never come there. */
function tiersOf(from: number, now: number): readonly Tier[] {
  if (from > now - LIMITS.minutesMs) return ['minutes']
  return from > now - LIMITS.fiveMinutesMs ? ['minutes', 'fives'] : ['minutes', 'fives', 'hours']
}

async function readTier(
  id: string,
  tier: Tier,
  { from, to }: { readonly from: number; readonly to: number },
  reader: PointReader,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  const [first, last] = chunksBetween(id, tier, from, to)
  for (let next: Key | undefined = first; next !== undefined; ) {
    // One page is one look at the store: a chunk is seen in it or in what it was folded into, never in both.
    const page = await reader.range(next, last, { limit: LIMITS.settledAtOnce * 20 })
    for (const document of page.documents) samples.push(...samplesOf(document))
    next = page.next
  }
  return samples
}

/** How fine a sample of this time may be now, in seconds; undefined when it is forgotten. */
function resolutionAt(time: number, now: number): number | undefined {
  const age = now - time
  if (age <= LIMITS.fineMs) return 1
  if (age <= LIMITS.minutesMs) return 60
  if (age <= LIMITS.fiveMinutesMs) return 300
  return age <= LIMITS.hoursMs ? 3_600 : undefined
}
