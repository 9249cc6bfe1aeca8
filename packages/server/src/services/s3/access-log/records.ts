import type { Job } from '../../../jobs/job.ts'
import type { Bucket } from '../records.ts'

/** What waits for delivery: the records of one bucket's requests, in their order. */
export interface AccessEntry {
  /** Epoch ms. */
  readonly at: number
  readonly line: string
}

export const accessLogOf = ({ id }: Pick<Bucket, 'id'>): string => `s3.access-log.${id}`

/** Delivers what waits of one bucket; its id is the bucket's. */
export const ACCESS_LOG = 's3-access-log'

export const accessLogJob = ({ id, name }: Pick<Bucket, 'id' | 'name'>, runAt: number): Job => ({
  kind: ACCESS_LOG,
  id,
  runAt,
  payload: { name },
})
