import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { ServiceError } from '../../kernel/errors.ts'
import { EMPTY_HASH } from './canonical.ts'
import { LIMITS } from './limits.ts'
import type { Signature } from './signature.ts'

/** How a body in `aws-chunked` encoding is framed (spec/iam.md §8.1). */
export interface ChunkFraming {
  /** Absent where the chunks are not signed. */
  readonly signed?: ChunkSigning
  /** Whether trailers may follow the last chunk. */
  readonly hasTrailer: boolean
  /** What the head says the decoded bytes are. */
  readonly decodedBytes: number
}

export interface ChunkSigning {
  readonly key: KeyObject
  /** Of the head, whose signature is the first link of the chain. */
  readonly signature: Pick<Signature, 'signature' | 'amzDate' | 'scopeDate' | 'region' | 'service'>
}

/** Names in lower case. */
export type Trailers = ReadonlyMap<string, string>

/**
 * The bytes inside. Each is given before its chunk's signature is known: whoever takes them keeps nothing
 * until the iteration has ended. Trailers are told at the end.
 * @throws ServiceError on a wrong signature, length or frame
 */
export async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  { signed, hasTrailer, decodedBytes }: ChunkFraming,
  onTrailers: (trailers: Trailers) => void,
): AsyncGenerator<Uint8Array> {
  const reader = frameReader(source)
  const chain = signed && signatureChain(signed)
  let left = decodedBytes
  for (;;) {
    const { size, signature } = chunkHead(await reader.line())
    left -= size
    if (left < 0) throw incomplete()
    const hash = chain && createHash('sha256')
    for (let open = size; open > 0; ) {
      const part = await reader.part(open)
      open -= part.length
      hash?.update(part)
      yield part
    }
    if (chain && hash) chain.verify(hash.digest('hex'), signature)
    if (size === 0) break
    if ((await reader.line()) !== '') throw malformed()
  }
  if (left !== 0) throw incomplete()
  onTrailers(await readTrailers(reader, chain, hasTrailer))
  await reader.end()
}

interface SignatureChain {
  verify(chunkHash: string, signature: string | undefined): void
  verifyTrailer(text: string, signature: string | undefined): void
}

function signatureChain({ key, signature: head }: ChunkSigning): SignatureChain {
  const scope = `${head.scopeDate}/${head.region}/${head.service}/aws4_request`
  let previous = head.signature
  const verify = (kind: string, hashes: readonly string[], given: string | undefined) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, head.amzDate, scope, previous, ...hashes].join('\n')
    const expected = createHmac('sha256', key).update(text).digest()
    const sent = Buffer.from(given ?? '', 'hex')
    const right = sent.length === expected.length && timingSafeEqual(sent, expected)
    if (!right) throw mismatch()
    previous = given ?? ''
  }
  return {
    verify: (hash, given) => verify('PAYLOAD', [EMPTY_HASH, hash], given),
    verifyTrailer: (text, given) =>
      verify('TRAILER', [createHash('sha256').update(text).digest('hex')], given),
  }
}

function chunkHead(line: string): { size: number; signature: string | undefined } {
  const [, digits, signature] =
    /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? []
  if (digits === undefined) throw malformed()
  return { size: Number.parseInt(digits, 16), signature }
}

async function readTrailers(
  reader: FrameReader,
  chain: SignatureChain | undefined,
  hasTrailer: boolean,
): Promise<Trailers> {
  const trailers = new Map<string, string>()
  let signed = ''
  let signature: string | undefined
  for (;;) {
    // Some clients end with the last chunk's line and no empty one.
    const line = await reader.line(true)
    if (line === undefined || line === '') break
    const at = line.indexOf(':')
    if (!hasTrailer || at <= 0 || trailers.size === LIMITS.trailers) throw malformedTrailer()
    const name = line.slice(0, at).toLowerCase()
    const value = line.slice(at + 1).trim()
    if (name === 'x-amz-trailer-signature') {
      signature = value
      continue
    }
    if (trailers.has(name) || signature !== undefined) throw malformedTrailer()
    trailers.set(name, value)
    signed += `${name}:${value}\n`
  }
  if (chain && hasTrailer) chain.verifyTrailer(signed, signature)
  return trailers
}

interface FrameReader {
  /** Up to the next line feed; with `mayEnd`, undefined where the bytes end. */
  line(): Promise<string>
  line(mayEnd: true): Promise<string | undefined>
  /** At most `max` bytes, at least one. */
  part(max: number): Promise<Uint8Array>
  /** @throws when more follows */
  end(): Promise<void>
}

function frameReader(source: AsyncIterable<Uint8Array>): FrameReader {
  const iterator = source[Symbol.asyncIterator]()
  let buffer: Uint8Array = new Uint8Array()
  const more = async () => {
    const next = await iterator.next()
    if (next.done) return false
    buffer = buffer.length === 0 ? next.value : Buffer.concat([buffer, next.value])
    return true
  }
  async function line(mayEnd?: true): Promise<string | undefined> {
    for (;;) {
      const at = buffer.indexOf(10)
      if (at >= 0 ? at > LIMITS.chunkLineBytes : buffer.length > LIMITS.chunkLineBytes) {
        throw malformed()
      }
      if (at >= 0) {
        const text = Buffer.from(buffer.subarray(0, at)).toString('latin1')
        buffer = buffer.subarray(at + 1)
        return text.endsWith('\r') ? text.slice(0, -1) : text
      }
      if (await more()) continue
      if (mayEnd && buffer.length === 0) return undefined
      throw incomplete()
    }
  }
  return {
    line: line as FrameReader['line'],
    async part(max) {
      while (buffer.length === 0) if (!(await more())) throw incomplete()
      const taken = buffer.subarray(0, max)
      buffer = buffer.subarray(taken.length)
      return taken
    },
    async end() {
      while (buffer.length === 0) if (!(await more())) return
      throw malformed()
    },
  }
}

const refused = (code: string, message: string, status: number) =>
  new ServiceError(code, message, { status })

const incomplete = () =>
  refused(
    'IncompleteBody',
    'The request body terminated unexpectedly: its length is not the one that was announced',
    400,
  )
const malformed = () => refused('InvalidRequest', 'The chunked encoding of the body is broken', 400)
const malformedTrailer = () =>
  refused(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    400,
  )
const mismatch = () =>
  refused(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  )
