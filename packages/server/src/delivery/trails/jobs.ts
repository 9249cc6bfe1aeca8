import { DELIVER_TRAIL, DIGEST_TRAIL } from '../../audit/trail-jobs.ts'
import type { JobHandler } from '../../jobs/job.ts'
import { trailDelivery } from './deliver.ts'
import { type DigestParts, trailDigests } from './digests.ts'

export type TrailParts = DigestParts

/** The jobs of trails, by kind. */
export function trailJobs(parts: TrailParts): ReadonlyMap<string, JobHandler> {
  return new Map([
    [DELIVER_TRAIL, trailDelivery(parts)],
    [DIGEST_TRAIL, trailDigests(parts)],
  ])
}
