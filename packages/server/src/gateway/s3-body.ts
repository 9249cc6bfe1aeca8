import { createHash, type KeyObject } from 'node:crypto'
import { ServiceError } from '../kernel/errors.ts'
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumText,
  startChecksum,
} from '../wire/checksums.ts'
import { type HttpRequest, header } from '../wire/http.ts'
import { loadModel, type StructureShape } from '../wire/models/model.ts'
import type { Route } from '../wire/recognise.ts'
import { type ChunkFraming, decodeChunks, type Trailers } from '../wire/sigv4/chunks.ts'
import type { Signature } from '../wire/sigv4/signature.ts'
import type { VerifiedBody } from '../wire/verified-body.ts'
import { holdBytes } from './body.ts'
import { LIMITS } from './limits.ts'

/** What a verified signature says about the body. */
export interface SignedPayload {
  readonly key: KeyObject
  readonly signature: Signature
  /** A hash in hex, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payload: string
}

export type S3Body = Uint8Array | VerifiedBody

/**
 * The body of an S3 request: of an operation that streams, opened but not read; of any other, read whole
 * and verified. @throws ServiceError for what the head alone shows to be wrong
 */
export async function openS3Body(
  request: HttpRequest,
  { operation = '' }: Route,
  signed: SignedPayload | undefined,
): Promise<S3Body> {
  // The checksums in its head are those of the object that comes of it.
  const announced =
    operation === 'CompleteMultipartUpload' ? undefined : announcedChecksum(request.headers)
  const body = verifiedBody(request, announced, signed)
  const { streams, needsChecksum } = traitsOf(operation)
  if (streams) return body
  const md5 = header(request.headers, 'content-md5')
  if (needsChecksum && md5 === undefined && !announced) {
    const message = 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*'
    throw refused('InvalidRequest', message)
  }
  const whole = await gather(body)
  if (md5 !== undefined) verifyMd5(md5, whole)
  return whole
}

interface Announced {
  readonly algorithm: ChecksumAlgorithm
  /** Undefined when it comes as a trailer. */
  readonly value: string | undefined
}

/** @throws ServiceError InvalidRequest when more than one is named, or one that cannot be */
function announcedChecksum(headers: HttpRequest['headers']): Announced | undefined {
  const trailer = header(headers, 'x-amz-trailer')?.trim().toLowerCase()
  const named = headers.filter(
    ([name]) => name.startsWith('x-amz-checksum-') && !NOT_VALUES.has(name),
  )
  const isTrailer = trailer?.startsWith('x-amz-checksum-') ?? false
  if (named.length + (isTrailer ? 1 : 0) > 1) {
    const message =
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.'
    throw refused('InvalidRequest', message)
  }
  const [name, value] = named[0] ?? [isTrailer ? trailer : undefined, undefined]
  if (name === undefined) {
    refuseNameAlone(headers)
    return undefined
  }
  const algorithm = CHECKSUM_ALGORITHMS.find(one => checksumHeader(one) === name)
  if (!algorithm) throw refused('InvalidRequest', UNSUPPORTED)
  if (value !== undefined && !isChecksumText(algorithm, value)) {
    throw refused('InvalidRequest', `Value for ${name} header is invalid.`)
  }
  return { algorithm, value }
}

const NOT_VALUES = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-type',
  'x-amz-checksum-mode',
])

const UNSUPPORTED =
  'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]'

function refuseNameAlone(headers: HttpRequest['headers']): void {
  if (header(headers, 'x-amz-sdk-checksum-algorithm') === undefined) return
  const message =
    'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.'
  throw refused('InvalidRequest', message)
}

function verifiedBody(
  request: HttpRequest,
  announced: Announced | undefined,
  signed: SignedPayload | undefined,
): VerifiedBody {
  const framing = framingOf(request, signed)
  const hash = signed && /^[0-9a-f]{64}$/.test(signed.payload) ? signed.payload : undefined
  let checksum: Checksum | undefined
  async function* read() {
    let trailers: Trailers = new Map()
    const bytes = framing
      ? decodeChunks(request.body, framing, found => {
          trailers = found
        })
      : request.body
    const sha256 = hash === undefined ? undefined : createHash('sha256')
    const running = announced && startChecksum(announced.algorithm)
    for await (const chunk of bytes) {
      sha256?.update(chunk)
      running?.update(chunk)
      yield chunk
    }
    if (sha256 && sha256.digest('hex') !== hash) throw wrongPayload(hash ?? '')
    if (!announced || !running) return
    const { algorithm } = announced
    const expected = announced.value ?? trailers.get(checksumHeader(algorithm))
    const value = running.value()
    if (expected !== value) throw wrongChecksum(algorithm, expected)
    checksum = { algorithm, value }
  }
  return {
    sizeBytes: framing?.decodedBytes ?? sizeOf(request),
    checksum: () => checksum,
    algorithm: announced?.algorithm,
    [Symbol.asyncIterator]: read,
  }
}

function framingOf(
  { headers }: HttpRequest,
  signed: SignedPayload | undefined,
): ChunkFraming | undefined {
  const mode = signed?.payload ?? header(headers, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  if (!mode.startsWith('STREAMING-')) {
    const isPlain = mode === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/.test(mode)
    if (!isPlain) throw refused('InvalidArgument', INVALID_MODE)
    return undefined
  }
  const decoded = header(headers, 'x-amz-decoded-content-length')
  if (decoded === undefined || !/^\d{1,15}$/.test(decoded)) throw missingLength()
  const decodedBytes = Number(decoded)
  if (mode === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return { hasTrailer: true, decodedBytes }
  const hasTrailer = mode === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  const isSigned = hasTrailer || mode === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  if (!isSigned || signed?.signature.form !== 'header') {
    throw refused('InvalidArgument', INVALID_MODE)
  }
  return { signed, hasTrailer, decodedBytes }
}

const INVALID_MODE =
  'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.'

function sizeOf({ headers }: HttpRequest): number {
  const length = header(headers, 'content-length')
  if (length !== undefined) return Number(length)
  if (header(headers, 'transfer-encoding') !== undefined) throw missingLength()
  return 0
}

/** Within what callers may hold of whom nobody knows yet what they may do, strangers among them. */
async function gather(body: VerifiedBody): Promise<Uint8Array> {
  if (body.sizeBytes > LIMITS.s3DocumentBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  const deadline = performance.now() + LIMITS.requestTimeoutMs
  const held = holdBytes()
  let length = 0
  try {
    for await (const chunk of body) {
      length += chunk.length
      if (performance.now() > deadline) throw tooSlow()
      if (length > LIMITS.s3DocumentBytes) throw tooLarge()
      if (!held.add(chunk.length)) throw busy()
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } finally {
    held.release()
  }
}

function verifyMd5(expected: string, whole: Uint8Array): void {
  if (Buffer.from(expected, 'base64').length !== 16) {
    const message = 'The Content-MD5 you specified was invalid.'
    throw refused('InvalidDigest', message, { 'Content-MD5': expected })
  }
  const found = createHash('md5').update(whole).digest('base64')
  if (found !== expected) {
    throw refused('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  }
}

/** What the model says of an operation's body. */
function traitsOf(operation: string): { streams: boolean; needsChecksum: boolean } {
  const { operations, shapes } = loadModel('s3')
  const { input, checksumRequired = false } = operations[operation] ?? {}
  const shape = input === undefined ? undefined : (shapes[input] as StructureShape)
  const payload = shape?.payload === undefined ? undefined : shape.members[shape.payload]
  const target = payload && shapes[payload.shape]
  const streams = target?.type === 'blob' && target.streaming === true
  return { streams, needsChecksum: checksumRequired }
}

function wrongPayload(named: string): ServiceError {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
  return refused('XAmzContentSHA256Mismatch', message, { ClientComputedContentSHA256: named })
}

function wrongChecksum(algorithm: ChecksumAlgorithm, sent: string | undefined): ServiceError {
  if (sent === undefined || !isChecksumText(algorithm, sent)) {
    return refused('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`)
  }
  const message = `The ${algorithm} you specified did not match the calculated checksum.`
  return refused('BadDigest', message)
}

const missingLength = () =>
  new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', {
    status: 411,
  })

const tooSlow = () =>
  refused(
    'RequestTimeout',
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  )

const busy = () => new ServiceError('SlowDown', 'Please reduce your request rate.', { status: 503 })

const tooLarge = () =>
  refused('MaxMessageLengthExceeded', 'Your request was too big.', {
    MaxMessageLengthBytes: LIMITS.s3DocumentBytes,
  })

const refused = (
  code: string,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): ServiceError => new ServiceError(code, message, { status: 400, members })
