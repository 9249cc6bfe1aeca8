import { boundedMap } from '../../kernel/bounded-map.ts'
import { header } from '../http.ts'
import type { SignedHead } from './canonical.ts'
import { LIMITS } from './limits.ts'

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
  readonly token?: string | undefined
  /** Lifetime of a presigned request. */
  readonly expiresSeconds?: number | undefined
}

export type ParsedSignature =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'signed'; readonly signature: Signature }

const NO_QUERY = new URLSearchParams()
const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_EXPIRES_SECONDS = 604_800
const SIGNATURE_CHARACTERS = 64

/** Reads the signature of a request's head; checks its form alone, not whether it is right. */
export function parseSignature(head: SignedHead): ParsedSignature {
  const query = head.rawQuery === '' ? NO_QUERY : new URLSearchParams(head.rawQuery)
  const presigned =
    query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature') || query.has('X-Amz-Credential')
  let authorization: string | undefined
  for (const [name, value] of head.headers) {
    if (name !== 'authorization') continue
    if (authorization !== undefined || presigned) {
      return malformed('More than one authentication mechanism was used.')
    }
    authorization = value
  }
  if (authorization !== undefined) return parseHeader(authorization, head)
  return presigned ? parsePresigned(query, head) : { kind: 'unsigned' }
}

/** Who signs what: what a client says before each of its signatures. */
interface Signer {
  readonly accessKeyId: string
  readonly scopeDate: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
}

// Read once: by the text before the signature, which is the same in all requests of a client on a day.
const signers = boundedMap<string, Signer>(LIMITS.rememberedSigners)

function parseHeader(value: string, head: SignedHead): ParsedSignature {
  const amzDate = only(head, 'x-amz-date') ?? amzDateOf(only(head, 'date'))
  const token = only(head, 'x-amz-security-token')
  const said = value.slice(0, -SIGNATURE_CHARACTERS)
  const known = signers.get(said)
  if (known && amzDate) {
    return assemble('header', known, { signature: value.slice(said.length), amzDate, token })
  }
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
  if (!amzDate) {
    problems.push(
      `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`,
    )
  }
  if (problems.length > 0)
    return malformed(`${problems.join(' ')} Authorization=${schemeOf(value)}`)
  const signer = signerOf(fields.get('Credential') ?? '', fields.get('SignedHeaders') ?? '')
  if (!signer) return malformed(WRONG_CREDENTIAL)
  const signature = fields.get('Signature') ?? ''
  const parsed = assemble('header', signer, { signature, amzDate: amzDate ?? '', token })
  const isLast = said.endsWith('Signature=')
  if (parsed.kind === 'signed' && isLast && said.length <= LIMITS.rememberedSignerCharacters) {
    signers.set(said, signer)
  }
  return parsed
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
  const signer = signerOf(
    query.get('X-Amz-Credential') ?? '',
    query.get('X-Amz-SignedHeaders') ?? '',
  )
  if (!signer) return malformed(WRONG_CREDENTIAL)
  return assemble('presigned', signer, {
    signature: query.get('X-Amz-Signature') ?? '',
    amzDate: query.get('X-Amz-Date') ?? '',
    expiresSeconds: Number(expires),
    token,
  })
}

const WRONG_CREDENTIAL =
  'Credential must have 5 slash-delimited elements: ACCESS-KEY-ID/DATE/REGION/SERVICE/aws4_request'

function signerOf(credential: string, signedHeaders: string): Signer | undefined {
  const [accessKeyId, scopeDate, region, service, terminator, ...rest] = credential.split('/')
  if (!accessKeyId || !scopeDate || !region || !service) return undefined
  if (terminator !== 'aws4_request' || rest.length > 0) return undefined
  const names = signedHeaders.toLowerCase().split(';')
  return { accessKeyId, scopeDate, region, service, signedHeaders: names }
}

function assemble(
  form: Signature['form'],
  { accessKeyId, scopeDate, region, service, signedHeaders }: Signer,
  {
    signature,
    amzDate,
    token,
    expiresSeconds,
  }: Pick<Signature, 'signature' | 'amzDate' | 'token' | 'expiresSeconds'>,
): ParsedSignature {
  const time = timeOf(amzDate)
  if (time === undefined)
    return malformed(`Date must be in ISO-8601 'basic format'. Got '${amzDate.slice(0, 40)}'.`)
  if (!amzDate.startsWith(scopeDate)) {
    return malformed(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${amzDate.slice(0, 8)}'.`,
    )
  }
  if (!/^[0-9a-f]{64}$/.test(signature))
    return malformed('Signature must be 64 hexadecimal digits.')
  return {
    kind: 'signed',
    signature: {
      form,
      accessKeyId,
      scopeDate,
      region,
      service,
      signedHeaders,
      signature,
      amzDate,
      time,
      token,
      expiresSeconds,
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
