import type { IncomingMessage } from 'node:http'
import { EMPTY_HASH, encode } from '../../wire/sigv4/canonical.ts'
import { type SigningCredentials, signHeaders } from '../../wire/sigv4/sign.ts'
import { bytesOf, connectTo, type Times } from './connection.ts'
import { BlobsUnavailable, namedIn } from './failure.ts'
import { LIMITS } from './limits.ts'
import { createPatience, type Patience, type PatienceParts, persistently } from './patience.ts'

/** Where blobs are kept: below a prefix of one bucket. */
export interface BlobsPlace {
  /** The origin of a URL. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** Of characters that stand for themselves in a path; empty for the whole bucket. */
  readonly prefix: string
  readonly credentials: SigningCredentials
}

export interface Asked {
  /** As S3 names it: for whoever reads of its failure. */
  readonly operation: string
  readonly method: string
  /** Within the prefix; absent for the bucket. */
  readonly name?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
}

export interface Body {
  readonly pieces: readonly Uint8Array[]
  readonly sizeBytes: number
  readonly sha256: Buffer
}

export interface Answer {
  header(name: string): string | undefined
  readonly bytes: AsyncIterable<Uint8Array>
  /** Ends the connection, unless the bytes were read to their end. */
  discard(): void
}

export interface ReadAnswer extends Pick<Answer, 'header'> {
  readonly text: string
}

export interface Client {
  /** The key of a name within the prefix. */
  keyOf(name: string): string
  /** One signed request. @throws BlobsUnavailable for every answer but success */
  send(asked: Asked): Promise<Answer>
  /** One whose answer is small. @throws BlobsUnavailable */
  tell(asked: Asked): Promise<ReadAnswer>
  /** The same, once more while its failure may pass. @throws BlobsUnavailable */
  ask(asked: Asked, attempts?: number): Promise<ReadAnswer>
  patience(attempts?: number): Patience
}

export interface ClientParts extends PatienceParts {
  /** Those of the limits when absent. */
  readonly times?: Times
}

/** Speaks with the endpoint. Buckets are named in the path, which every endpoint understands. */
export function createClient(place: BlobsPlace, parts: ClientParts): Client {
  const { times = LIMITS } = parts
  const connect = connectTo(place.endpoint, times)
  const keyOf = (name: string) => (place.prefix === '' ? name : `${place.prefix}/${name}`)
  const client: Client = {
    keyOf,
    async send(asked) {
      const { operation, name, body } = asked
      const path = name === undefined ? `/${place.bucket}` : `/${place.bucket}/${keyOf(name)}`
      const query = queryOf(asked)
      const headers = signed(asked, { path, query }, place, parts.clock.now())
      const { pieces = [], sizeBytes = 0 } = body ?? {}
      const target = query === '' ? path : `${path}?${query}`
      const sent = { method: asked.method, headers, pieces, sizeBytes }
      const answer = await connect(target, sent).catch(unreachable(operation))
      const opened = answerOf(operation, answer, times)
      const { statusCode: status = 0 } = answer
      if (status >= 200 && status < 300) return opened
      throw await failureOf(operation, status, opened)
    },
    async tell(asked) {
      const { header, bytes } = await client.send(asked)
      return { header, text: await textOf(asked.operation, bytes) }
    },
    ask: (asked, attempts) => persistently(() => client.tell(asked), client.patience(attempts)),
    patience: attempts => createPatience(parts, attempts),
  }
  return client
}

const queryOf = ({ query = {} }: Asked) =>
  Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')

function signed(
  { method, headers = {}, body }: Asked,
  { path, query }: { readonly path: string; readonly query: string },
  { endpoint, region, credentials }: BlobsPlace,
  time: number,
): Record<string, string> {
  const own = {
    host: new URL(endpoint).host,
    'x-amz-content-sha256': body?.sha256.toString('hex') ?? EMPTY_HASH,
    ...headers,
  }
  const head = { method, rawPath: path, rawQuery: query, headers: Object.entries(own) }
  const unsigned = { ...head, body: new Uint8Array() }
  const added = signHeaders(unsigned, credentials, { region, service: 's3', time })
  return { ...own, ...Object.fromEntries(added), 'content-length': String(body?.sizeBytes ?? 0) }
}

function answerOf(operation: string, answer: IncomingMessage, times: Times): Answer {
  async function* bytes() {
    try {
      yield* bytesOf(answer, times)
    } catch (cause) {
      unreachable(operation)(cause)
    }
  }
  return {
    header(name) {
      const value = answer.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
    bytes: bytes(),
    discard: () => void answer.destroy(),
  }
}

/** @throws BlobsUnavailable also for one that is too long */
async function textOf(operation: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of bytes) {
    sizeBytes += chunk.length
    if (sizeBytes > LIMITS.answerBytes) {
      const message = `an answer of more than ${LIMITS.answerBytes} bytes`
      throw new BlobsUnavailable(operation, { code: 'AnswerTooLong', message })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function failureOf(operation: string, status: number, answer: Answer): Promise<Error> {
  const { code, message } = namedIn(await textOf(operation, answer.bytes))
  const region = answer.header('x-amz-bucket-region')
  const elsewhere = status === 301 && region !== undefined ? `, the bucket is in ${region}` : ''
  return new BlobsUnavailable(operation, {
    status,
    code: code ?? CODES[status] ?? 'Failed',
    message: `${message ?? 'no reason was given'}${elsewhere}`,
    retryAfterMs: Number(answer.header('retry-after') ?? 0) * 1_000 || 0,
  })
}

/** Of answers without a body. */
const CODES: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  416: 'InvalidRange',
}

const unreachable = (operation: string) => (cause: unknown) => {
  if (cause instanceof BlobsUnavailable) throw cause
  const { message, code } = cause as NodeJS.ErrnoException
  // Several addresses that all refuse have no message of their own.
  const said = { code: 'Unreachable', message: message || String(code) }
  throw new BlobsUnavailable(operation, { ...said, cause })
}
