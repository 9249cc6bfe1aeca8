import type { Clock } from '../kernel/clock.ts'
import type { OutgoingFetch, OutgoingResponse } from '../kernel/fetch.ts'
import { parseXml, type XmlElement } from '../wire/codecs/xml-reader.ts'
import { type SigningCredentials, signHeaders } from '../wire/sigv4/sign.ts'
import { LIMITS } from './limits.ts'
import { SourceFailure } from './source.ts'

export interface HttpParts {
  /** Reaches what the operator allowed and nothing else. */
  readonly fetch: OutgoingFetch
  readonly clock: Clock
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal | undefined
}

export interface Signing {
  readonly credentials: SigningCredentials
  readonly region: string
  readonly service: string
}

/** One signed request. @throws SourceFailure for every answer but success */
export async function send(
  base: string,
  { method, path, query = {}, headers = {}, body = new Uint8Array(), signal }: Asked,
  { credentials, region, service }: Signing,
  { fetch, clock }: HttpParts,
): Promise<OutgoingResponse> {
  const { host, origin } = new URL(base)
  const rawQuery = Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const own: [string, string][] = [['host', host], ...Object.entries(headers)]
  const head = { method, rawPath: path, rawQuery, headers: own, body }
  const signed = signHeaders(head, credentials, { region, service, time: clock.now() })
  const url = `${origin}${path}${rawQuery === '' ? '' : `?${rawQuery}`}`
  const answer = await fetch(url, {
    method,
    headers: {
      ...Object.fromEntries([...own.slice(1), ...signed]),
      'content-length': String(body.length),
    },
    body,
    timeoutMs: LIMITS.requestMs,
    maxBytes: LIMITS.answerBytes + LIMITS.rangeBytes,
    ...(signal && { signal }),
  })
  if (!answer.ok) throw new SourceFailure('EndpointUnreachable', answer.error.message)
  if (answer.value.status >= 300) throw failureOf(answer.value)
  return answer.value
}

const STATUS_CODES: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
}

function failureOf(answer: OutgoingResponse): SourceFailure {
  const fallback = STATUS_CODES[answer.status] ?? `Status${answer.status}`
  try {
    const root = parseXml(textOf(answer))
    const code = find(root, 'Code')?.text ?? fallback
    return new SourceFailure(code, find(root, 'Message')?.text ?? code)
  } catch {
    // Answers without a body, or of something that is no S3.
    return new SourceFailure(fallback, `the endpoint answered with status ${answer.status}`)
  }
}

/** The answer as XML. @throws SourceFailure for one of something that is no S3 */
export function xmlOf<T>(answer: OutgoingResponse, read: (root: XmlElement) => T): T {
  try {
    return read(parseXml(textOf(answer)))
  } catch (error) {
    throw new SourceFailure('MalformedAnswer', 'the answer is none of S3', undefined, error)
  }
}

/** The first element of this name, at any depth. */
export function find(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.name === name) return child
    const below = find(child, name)
    if (below) return below
  }
  return undefined
}

const textOf = ({ body }: OutgoingResponse) => Buffer.from(body).toString('utf8')

/** As SigV4 writes it. */
export const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
