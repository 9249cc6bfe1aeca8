/**
 * Bytes that are too large for documents: models, objects, function code. The name of a blob is random and
 * never the user's; a document names it (design §6).
 */
export interface Blobs {
  /**
   * Stores a stream under a new id. Resolves once the bytes are durable; a failed stream leaves nothing. Each
   * of its chunks is read before the next is asked for, and not after.
   */
  write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobId>
  /**
   * The bytes from `start` up to, but not including, `end`.
   * @throws BlobNotFound before the first byte
   */
  read(id: BlobId, range?: ByteRange): AsyncIterable<Uint8Array>
  /** The whole, for small ones. @throws BlobNotFound */
  readAll(id: BlobId): Promise<Uint8Array>
  /** Nothing happens when it is not there. */
  delete(id: BlobId): Promise<void>
  /** Deletes blobs older than `minimumAgeMs` that `isNamed` does not know; returns how many. */
  sweep(isNamed: (id: BlobId) => boolean | Promise<boolean>, minimumAgeMs: number): Promise<number>
}

export type BlobId = string & { readonly brand: 'blob' }

export interface ByteRange {
  readonly start: number
  readonly end?: number
}

export class BlobNotFound extends Error {
  constructor(id: BlobId) {
    super(`there is no blob ${id}`)
    this.name = 'BlobNotFound'
  }
}
