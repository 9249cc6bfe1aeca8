import type { Job } from '../../jobs/job.ts'

/** The jobs of S3: the one that always comes again, and what ended uploads and buckets leave behind. */
export const UPKEEP = 's3-upkeep'
export const FORGET_UPLOADS = 's3-forget-uploads'
export const FORGET_PARTS = 's3-forget-parts'

export const forgetUploadsJob = (bucketId: string, now: number): Job => ({
  kind: FORGET_UPLOADS,
  id: bucketId,
  runAt: now,
  payload: { bucketId },
})

export const forgetPartsJob = (bucketId: string, uploadId: string, now: number): Job => ({
  kind: FORGET_PARTS,
  id: uploadId,
  runAt: now,
  payload: { bucketId, uploadId },
})
