/** Requests and responses as the wire has them, free of any server library. */

export interface HttpRequest {
  readonly method: string
  /** Path before decoding. */
  readonly rawPath: string
  /** Query without `?`, before decoding. */
  readonly rawQuery: string
  /** Names in lower case, in wire order, repeated ones repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: HttpBody
}

/** The bytes of a request, to be read once. */
export interface HttpBody extends AsyncIterable<Uint8Array> {
  /** All of them, when they have come already and nobody has read any. */
  whole(): Uint8Array | undefined
  /** Hands over each chunk as it arrives, for what is held whole anyway; ends with what `take` throws. */
  forEach(take: (chunk: Uint8Array) => void): Promise<void>
}

export interface HttpResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Text is sent as UTF-8, together with the head in one write. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
}

/** The value of a header; undefined when it is absent or stands more than once. */
export function header(
  headers: readonly (readonly [string, string])[],
  name: string,
): string | undefined {
  let found: string | undefined
  for (const pair of headers) {
    if (pair[0] !== name) continue
    if (found !== undefined) return undefined
    found = pair[1]
  }
  return found
}

/**
 * Whether a value may stand in a header as it is: no CR, LF, NUL or other control character, and no
 * character beyond ISO-8859-1 (spec/lex-runtime.md §1.5, "Header safety").
 */
export function isHeaderSafe(value: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
}
