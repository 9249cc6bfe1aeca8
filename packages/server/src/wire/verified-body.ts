import type { Checksum, ChecksumAlgorithm } from './checksums.ts'

/**
 * The body of a request that streams. Its iteration throws a ServiceError on a wrong chunk signature, hash,
 * trailer, checksum or length; until it has ended, nothing of it may count as received.
 */
export interface VerifiedBody extends AsyncIterable<Uint8Array> {
  /** What the head says it holds. */
  readonly sizeBytes: number
  /** The kind of checksum that the client sends with it. */
  readonly algorithm: ChecksumAlgorithm | undefined
  /** That checksum, once the iteration has ended. */
  checksum(): Checksum | undefined
}

export function isVerifiedBody(body: AsyncIterable<Uint8Array>): body is VerifiedBody {
  return 'sizeBytes' in body && 'checksum' in body
}
