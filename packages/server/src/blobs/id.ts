import type { Random } from '../kernel/random.ts'
import type { BlobId } from './blobs.ts'

const BYTES = 16

/** A name that nobody can guess and that tells nothing. */
export function newBlobId(random: Random): BlobId {
  return Buffer.from(random.bytes(BYTES)).toString('hex') as BlobId
}

/** Whether a text may be looked for on the disk: it cannot name a path. */
export function isBlobId(text: string): text is BlobId {
  return /^[0-9a-f]{32}$/.test(text)
}
