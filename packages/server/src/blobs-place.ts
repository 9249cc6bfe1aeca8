import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { BLOBS_PLACE } from './backup/left-out.ts'
import type { Blobs } from './blobs/blobs.ts'
import { fileBlobs } from './blobs/files.ts'
import { memoryBlobs } from './blobs/memory.ts'
import type { S3Blobs } from './blobs/s3/s3.ts'
import type { BlobsConfig } from './config.ts'
import type { Clock } from './kernel/clock.ts'
import type { Random } from './kernel/random.ts'
import { CommitConflict, type Store } from './store/store.ts'

export interface PlaceParts {
  readonly clock: Clock
  readonly random: Random
}

export interface OpenedBlobs {
  readonly blobs: Blobs
  /**
   * Makes sure that store and blobs belong together: the sweep of another store would delete what this one names.
   * @throws Error that says what to do
   */
  claim(store: Store): Promise<void>
}

/** Opens the keeper of blobs: memory, files of the data directory, or a bucket. @throws Error when it is of no use */
export async function openBlobs(
  directory: string | undefined,
  place: BlobsConfig | undefined,
  parts: PlaceParts,
): Promise<OpenedBlobs> {
  if (directory === undefined) return { blobs: memoryBlobs(parts.random), claim: async () => {} }
  const files = join(directory, 'blobs')
  if (place === undefined) return { blobs: fileBlobs(files, parts.random), claim: assertFiles }
  const { s3Blobs } = await import('./blobs/s3/s3.ts')
  const blobs = s3Blobs(place, parts)
  await blobs.check()
  const url = `s3://${place.bucket}/${place.prefix} at ${place.endpoint}`
  return { blobs, claim: store => claimBucket({ store, blobs, url, files }, parts.random) }
}

/** What the store knows of its blobs, once they are in a bucket. */
interface Place {
  readonly id: string
  readonly url: string
}

async function assertFiles(store: Store): Promise<void> {
  const known = await store.get(BLOBS_PLACE)
  if (!known) return
  const { url } = known.value as unknown as Place
  throw new Error(`the blobs of this store are in ${url}: start with --blobs`)
}

interface Claim {
  readonly store: Store
  readonly blobs: S3Blobs
  readonly url: string
  /** The directory that blobs would be in without a bucket. */
  readonly files: string
}

async function claimBucket(claim: Claim, random: Random): Promise<void> {
  const { store, blobs, url, files } = claim
  // First the bucket: what another server of this store writes there, its store knows by then.
  const owner = await blobs.owner()
  const known = await store.get(BLOBS_PLACE)
  const place = known?.value as Place | undefined
  if (owner !== undefined && owner !== place?.id) {
    throw new Error(`${url} has the blobs of another store: choose another prefix`)
  }
  if (place && place.url !== url && owner === undefined) {
    throw new Error(`the blobs of this store are in ${place.url}: copy all of them to ${url} first`)
  }
  if (!place && existsSync(files) && readdirSync(files).length > 0) {
    throw new Error(
      `the blobs of this store are in ${files}: copy them all to ${url} and take the directory away first`,
    )
  }
  const id = place?.id ?? random.uuid()
  if (place?.url !== url) {
    const value = { id, url } satisfies Place
    const revision = known?.revision ?? 'absent'
    try {
      await store.commit([
        { type: 'expect', key: BLOBS_PLACE, revision },
        { type: 'put', key: BLOBS_PLACE, value },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error
      // Another server of this store starts at the same moment, and was first.
      return claimBucket(claim, random)
    }
  }
  // After the commit: what a crash leaves between them is a claim that the next start completes.
  await blobs.own(id)
}
