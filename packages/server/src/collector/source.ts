import type { FoundObject } from './records.ts'

/** A bucket as the collector sees it, wherever it is; entered with the rights that somebody gave us. */
export interface BucketSource {
  /** @throws SourceFailure */
  region(): Promise<string>
  list(request: ListRequest): Promise<Listing>
  head(key: string): Promise<ObjectFacts>
  /** A stream of the bytes `start <= n < end`; of the object with this ETag alone when one is named. */
  read(key: string, options?: ReadOptions): AsyncIterable<Uint8Array>
  write(key: string, bytes: Uint8Array): Promise<void>
  delete(key: string): Promise<void>
}

export interface ListRequest {
  readonly prefix: string
  /** Keys behind this one. */
  readonly after?: string | undefined
  /** Of the page before. */
  readonly token?: string | undefined
  readonly delimiter?: string
  readonly max?: number
}

/** One page, in the order of the keys. */
export interface Listing {
  readonly objects: readonly FoundObject[]
  readonly prefixes: readonly string[]
  /** The token of the next page; undefined on the last. */
  readonly next: string | undefined
}

export interface ObjectFacts extends FoundObject {
  readonly kmsKeyArn?: string
}

export interface ReadOptions {
  readonly etag?: string
  readonly start?: number
  readonly end?: number
  readonly signal?: AbortSignal | undefined
}

/** A refusal of the other side, in its words. */
export class SourceFailure extends Error {
  readonly code: string
  /** The decision can be explained under it: the bucket is on this server. */
  readonly requestId: string | undefined
  constructor(code: string, message: string, requestId?: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'SourceFailure'
    this.code = code
    this.requestId = requestId
  }
}

/** The code of a failure that is no object's: nothing more is taken while the archive takes nothing. */
export const ARCHIVE_FULL = 'ArchiveFull'

/** Everything below a prefix, page by page. */
export async function* pagesOf(
  source: BucketSource,
  request: ListRequest,
): AsyncGenerator<Listing> {
  for (let token: string | undefined; ; ) {
    const page = await source.list({ ...request, token })
    yield page
    if (page.next === undefined) return
    token = page.next
  }
}

export async function readWhole(
  source: BucketSource,
  key: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source.read(key)) {
    length += chunk.length
    if (length > maxBytes) throw new SourceFailure('TooLarge', `${key} is larger than ${maxBytes}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
