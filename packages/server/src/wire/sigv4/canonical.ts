import { hash } from 'node:crypto'
import type { Signature } from './signature.ts'

/** The parts of a request that a signature covers, as they came over the wire. */
export interface SignedHead {
  readonly method: string
  /** Path before decoding. */
  readonly rawPath: string
  /** Query without `?`, before decoding. */
  readonly rawQuery: string
  /** Names in lower case, in wire order, repeated ones repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** The string to sign of spec/iam.md §8.1; `payloadHash` is hex SHA-256 or `UNSIGNED-PAYLOAD`. */
export function stringToSign(
  head: SignedHead,
  signature: Signature,
  payloadHash: string,
  values = signedValues(head, signature),
): string {
  const canonical = canonicalRequest(head, signature, payloadHash, values)
  const { scopeDate, region, service } = signature
  const scope = `${scopeDate}/${region}/${service}/aws4_request`
  return `AWS4-HMAC-SHA256\n${signature.amzDate}\n${scope}\n${hash('sha256', canonical)}`
}

/** The request in the one spelling that is signed. */
export function canonicalRequest(
  head: SignedHead,
  signature: Signature,
  payloadHash: string,
  values = signedValues(head, signature),
): string {
  const { service, signedHeaders } = signature
  const path = canonicalPath(head.rawPath, service)
  const query = canonicalQuery(head.rawQuery)
  let lines = ''
  for (const name of signedHeaders) lines += `${name}:${values.get(name) ?? ''}\n`
  return `${head.method}\n${path}\n${query}\n${lines}\n${signedHeaders.join(';')}\n${payloadHash}`
}

/** The headers that are signed, by name: undefined for one that is not there. */
export type SignedValues = ReadonlyMap<string, string | undefined>

export function signedValues(
  { headers }: SignedHead,
  { signedHeaders }: Pick<Signature, 'signedHeaders'>,
): SignedValues {
  const values = new Map<string, string | undefined>()
  for (const name of signedHeaders) values.set(name, undefined)
  for (const [name, value] of headers) {
    if (!values.has(name)) continue
    const before = values.get(name)
    values.set(name, before === undefined ? trimmed(value) : `${before},${trimmed(value)}`)
  }
  return values
}

/** Headers of AWS that are there and not signed. */
export function unsignedHeaders({ headers }: SignedHead, { signedHeaders }: Signature): string[] {
  const names = new Set(headers.map(([name]) => name))
  return [...names].filter(name => name.startsWith('x-amz-') && !signedHeaders.includes(name))
}

/**
 * What makes a signature cover too little: an unsigned `host`, an unsigned `x-amz-*` header, a signed
 * header that is not there. Undefined when it covers all that matters.
 */
export function uncovered(
  head: SignedHead,
  signature: Signature,
  values = signedValues(head, signature),
): string | undefined {
  if (!values.has('host')) return 'host'
  for (const [name] of head.headers) {
    if (name.startsWith('x-amz-') && !values.has(name)) return name
  }
  for (const name of signature.signedHeaders) if (values.get(name) === undefined) return name
  return values.size === signature.signedHeaders.length ? undefined : 'duplicate'
}

// Every service but S3 encodes the path that stands on the wire once more; S3 puts it into one spelling.
function canonicalPath(rawPath: string, service: string): string {
  if (rawPath === '' || rawPath === '/') return '/'
  if (/^[A-Za-z0-9\-._~/]*$/.test(rawPath)) return rawPath
  const segments = rawPath.split('/')
  return segments.map(part => encode(service === 's3' ? decode(part) : part)).join('/')
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return ''
  return rawQuery
    .split('&')
    .filter(part => part !== '' && !part.startsWith('X-Amz-Signature='))
    .map(part => {
      const at = part.indexOf('=')
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      return [encode(decode(name)), encode(decode(value))] as const
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function trimmed(value: string): string {
  const sent = /[\u0080-\u00ff]/.test(value) ? asUtf8(value) : value
  return sent.includes('  ') ? sent.replace(/ +/g, ' ').trim() : sent.trim()
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What clients sign is UTF-8, of which a header shows byte by byte; other bytes stand for themselves. */
function asUtf8(value: string): string {
  if (/[^\u0000-\u00ff]/.test(value)) return value
  try {
    return utf8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** RFC 3986: everything but unreserved characters. */
export function encode(text: string): string {
  return /^[A-Za-z0-9\-._~]*$/.test(text)
    ? text
    : encodeURIComponent(text).replace(
        /[!'()*]/g,
        char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      )
}
