import { hash } from 'node:crypto'
import { ServiceError } from '../kernel/errors.ts'
import type { ErrorFamily } from '../wire/codecs/codec.ts'
import { type HttpRequest, header } from '../wire/http.ts'
import { EMPTY_HASH } from '../wire/sigv4/canonical.ts'
import type { Signature } from '../wire/sigv4/signature.ts'
import { LIMITS } from './limits.ts'

/** Reads a body whole, within the limit of its operation and of what unverified callers may hold. */
export function readBody(
  request: HttpRequest,
  family: ErrorFamily,
  operation: string | undefined,
): Uint8Array | Promise<Uint8Array> {
  const max = limitOf(family, operation)
  const announced = Number(header(request.headers, 'content-length') ?? 0)
  if (announced > max) throw tooLarge(family, operation)
  const whole = request.body.whole()
  if (!whole) return gather(request, family, operation)
  if (whole.length > max) throw tooLarge(family, operation)
  if (allHeld + whole.length > LIMITS.unverifiedBytes) throw busy(family)
  return whole
}

async function gather(
  { body }: HttpRequest,
  family: ErrorFamily,
  operation: string | undefined,
): Promise<Uint8Array> {
  const max = limitOf(family, operation)
  const chunks: Uint8Array[] = []
  const deadline = performance.now() + LIMITS.requestTimeoutMs
  const held = holdBytes()
  let length = 0
  try {
    await body.forEach(chunk => {
      length += chunk.length
      const hasRoom = held.add(chunk.length)
      if (length > max) throw tooLarge(family, operation)
      if (performance.now() > deadline) throw tooSlow(family)
      if (!hasRoom) throw busy(family)
      chunks.push(chunk)
    })
  } finally {
    held.release()
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

// Bytes of all bodies that are coming in whole, of callers whose signature is not verified yet or whose rights are not.
let allHeld = 0

/** Those of one body, until they are released. */
export function holdBytes() {
  let own = 0
  return {
    /** Whether there is room for so many more. */
    add(bytes: number): boolean {
      own += bytes
      allHeld += bytes
      return allHeld <= LIMITS.unverifiedBytes
    },
    release() {
      allHeld -= own
      own = 0
    },
  }
}

/**
 * The hash that the signature must have covered. Every service but PostContent's signs the body; there the
 * body may go unsigned (spec/iam.md §8.1), and presigned calls cover an empty one.
 */
export function payloadHash(
  { headers }: HttpRequest,
  body: Uint8Array,
  { form }: Signature,
  operation: string | undefined,
): string {
  const named = header(headers, 'x-amz-content-sha256')
  if (operation === 'PostContent') {
    if (named === 'UNSIGNED-PAYLOAD') return named
    if (form === 'presigned') return EMPTY_HASH
  }
  return body.length === 0 ? EMPTY_HASH : hash('sha256', body)
}

/** Two operations carry a function's package. */
const PACKAGES: ReadonlySet<string> = new Set(['CreateFunction', 'UpdateFunctionCode'])

function limitOf(family: ErrorFamily, operation = ''): number {
  if (family === 'query') return LIMITS.queryBodyBytes
  return PACKAGES.has(operation) ? LIMITS.packageBodyBytes : LIMITS.bodyBytes
}

function tooLarge(family: ErrorFamily, operation = ''): ServiceError {
  const code = family === 'query' ? 'RequestEntityTooLarge' : 'RequestEntityTooLargeException'
  const message = PACKAGES.has(operation)
    ? `Request must be smaller than ${LIMITS.packageBodyBytes} bytes for the ${operation} operation`
    : 'Request size exceeded the limit'
  return new ServiceError(code, message, { status: 413 })
}

function tooSlow(family: ErrorFamily): ServiceError {
  const code = family === 'query' ? 'RequestTimeout' : 'RequestTimeoutException'
  return new ServiceError(code, 'The request body took too long to arrive', { status: 408 })
}

function busy(family: ErrorFamily): ServiceError {
  const code = family === 'query' ? 'Throttling' : 'ThrottlingException'
  return new ServiceError(code, 'Rate exceeded', { status: family === 'query' ? 400 : 429 })
}
