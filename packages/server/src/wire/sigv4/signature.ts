import { header } from '../http.ts'
import type { SignedHead } from './canonical.ts'

/** What a request claims: who signed it, when, for which scope, over which headers (spec/iam.md §8.1). */
export interface Signature {
  readonly form: 'header' | 'presigned'
  readonly accessKeyId: string
  /** `YYYYMMDD` of the credential scope. */
  readonly scopeDate: string
  readonly region: string
  readonly service: string
  /** Lower case, in the order sent. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `YYYYMMDDThhmmssZ`, as it goes into the string to sign. */
  readonly amzDate: string
  /** Epoch ms. */
  readonly time: number
  readonly token?: string
  /** Lifetime of a presigned request. */
  readonly expiresSeconds?: number
}

export type ParsedSignature =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'signed'; readonly signature: Signature }

const NO_QUERY = new URLSearchParams()
const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_EXPIRES_SECONDS = 604_800

/** Reads the signature of a request's head; checks its form alone, not whether it is right. */
export function parseSignature(head: SignedHead): ParsedSignature {
  const authorizations = head.headers.filter(([name]) => name === 'authorization')
  const query = head.rawQuery === '' ? NO_QUERY : new URLSearchParams(head.rawQuery)
  const presigned =
    query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature') || query.has('X-Amz-Credential')
  if (authorizations.length > 1 || (authorizations.length === 1 && presigned)) {
    return malformed('More than one authentication mechanism was used.')
  }
  const authorization = authorizations[0]
  if (authorization) return parseHeader(authorization[1], head)
  return presigned ? parsePresigned(query, head) : { kind: 'unsigned' }
}

function parseHeader(value: string, head: SignedHead): ParsedSignature {
  if (!value.startsWith(`${ALGORITHM} `))
    return malformed(
      `Authorization header requires '${ALGORITHM}'. Authorization=${schemeOf(value)}`,
    )
  const fields = parametersOf(value)
  if (!fields) return malformed('Authorization header holds a parameter twice.')
  const problems: string[] = []
  for (const name of ['Credential', 'Signature', 'SignedHeaders']) {
    if (!fields.get(name)) problems.push(`Authorization header requires '${name}' parameter.`)
  }
  const amzDate = only(head, 'x-amz-date') ?? amzDateOf(only(head, 'date'))
  if (!amzDate) {
    problems.push(
      `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`,
    )
  }
  if (problems.length > 0)
    return malformed(`${problems.join(' ')} Authorization=${schemeOf(value)}`)
  const token = only(head, 'x-amz-security-token')
  return assemble('header', {
    credential: fields.get('Credential') ?? '',
    signedHeaders: fields.get('SignedHeaders') ?? '',
    signature: fields.get('Signature') ?? '',
    amzDate: amzDate ?? '',
    ...(token === undefined ? {} : { token }),
  })
}

/** The parameters after the algorithm, which commas and spaces part; undefined when one stands twice. */
function parametersOf(authorization: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (const part of authorization.slice(ALGORITHM.length + 1).split(/[, ]+/)) {
    const at = part.indexOf('=')
    if (at <= 0) continue
    const name = part.slice(0, at)
    if (parameters.has(name)) return undefined
    parameters.set(name, part.slice(at + 1))
  }
  return parameters
}

function parsePresigned(query: URLSearchParams, head: SignedHead): ParsedSignature {
  const names = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']
  for (const name of names) {
    const values = query.getAll(`X-Amz-${name}`)
    if (values.length !== 1 || !values[0])
      return malformed(`AWS query-string parameters must include 'X-Amz-${name}' once.`)
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    return malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`)
  const expires = query.get('X-Amz-Expires') ?? ''
  if (!/^\d{1,7}$/.test(expires) || Number(expires) < 1 || Number(expires) > MAX_EXPIRES_SECONDS) {
    return malformed('X-Amz-Expires must be a number of seconds from 1 to 604800')
  }
  // A signed token header wins over the query (spec/iam.md §8.1); an unsigned one is refused by `coverage`.
  const token = only(head, 'x-amz-security-token') ?? query.get('X-Amz-Security-Token') ?? undefined
  return assemble('presigned', {
    credential: query.get('X-Amz-Credential') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    amzDate: query.get('X-Amz-Date') ?? '',
    expiresSeconds: Number(expires),
    ...(token === undefined ? {} : { token }),
  })
}

interface Fields {
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  readonly amzDate: string
  readonly token?: string
  readonly expiresSeconds?: number
}

function assemble(form: Signature['form'], fields: Fields): ParsedSignature {
  const [accessKeyId, scopeDate, region, service, terminator, ...rest] =
    fields.credential.split('/')
  if (
    !accessKeyId ||
    !scopeDate ||
    !region ||
    !service ||
    terminator !== 'aws4_request' ||
    rest.length > 0
  ) {
    return malformed(
      `Credential must have 5 slash-delimited elements: ACCESS-KEY-ID/DATE/REGION/SERVICE/aws4_request`,
    )
  }
  const time = timeOf(fields.amzDate)
  if (time === undefined)
    return malformed(
      `Date must be in ISO-8601 'basic format'. Got '${fields.amzDate.slice(0, 40)}'.`,
    )
  if (!fields.amzDate.startsWith(scopeDate)) {
    return malformed(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${fields.amzDate.slice(0, 8)}'.`,
    )
  }
  if (!/^[0-9a-f]{64}$/.test(fields.signature))
    return malformed('Signature must be 64 hexadecimal digits.')
  const { token, expiresSeconds } = fields
  return {
    kind: 'signed',
    signature: {
      form,
      accessKeyId,
      scopeDate,
      region,
      service,
      signedHeaders: fields.signedHeaders.toLowerCase().split(';'),
      signature: fields.signature,
      amzDate: fields.amzDate,
      time,
      ...(token === undefined ? {} : { token }),
      ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
    },
  }
}

function malformed(message: string): ParsedSignature {
  return { kind: 'malformed', message }
}

/** The value of a header that must stand at most once; a repeated one counts as absent. */
function only(head: SignedHead, name: string): string | undefined {
  return header(head.headers, name)?.trim()
}

function timeOf(amzDate: string): number | undefined {
  if (!/^\d{8}T\d{6}Z$/.test(amzDate)) return undefined
  const two = (at: number) => (amzDate.charCodeAt(at) - 48) * 10 + amzDate.charCodeAt(at + 1) - 48
  const day = two(6)
  const time = Date.UTC(two(0) * 100 + two(2), two(4) - 1, day, two(9), two(11), two(13))
  return new Date(time).getUTCDate() === day ? time : undefined
}

function amzDateOf(httpDate: string | undefined): string | undefined {
  if (httpDate === undefined) return undefined
  if (timeOf(httpDate) !== undefined) return httpDate
  const time = Date.parse(httpDate)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

// A malformed header may still hold a good signature: it is not echoed.
function schemeOf(authorization: string): string {
  return authorization.split(' ', 1)[0]?.slice(0, 32) ?? ''
}
