import { ServiceError } from '../kernel/errors.ts'
import { type HttpRequest, header } from './http.ts'
import { loadModel, type StructureShape } from './models/model.ts'
import type { Route } from './recognise.ts'
import { s3NotImplemented } from './s3-not-implemented.ts'
import type { SignedHead } from './sigv4/canonical.ts'

/**
 * Finds the operation of an S3 request: the bucket is in the host or the first segment of the path, the key
 * is the rest of the path as it stands, and words of the query name sub-resources (spec/stack.md §1.3).
 * A request that nothing answers to keeps its refusal, which is given after authentication.
 */
export function recogniseS3(head: SignedHead, domain: string | undefined): Route {
  const place = placeOf(head, domain)
  if (!place) return refused('InvalidURI', "Couldn't parse the specified URI.", 400)
  const { bucket, key } = place
  const level = bucket === undefined ? 'service' : key === undefined ? 'bucket' : 'object'
  const words = new Set(new URLSearchParams(head.rawQuery).keys())
  const ends = operations().filter(end => end.level === level && end.method === head.method)
  const fitting = ends.filter(end => fits(end, words, head)).sort((a, b) => weight(b) - weight(a))
  const [best] = fitting
  const labels = new Map([
    ['Bucket', bucket ?? ''],
    ['Key', key ?? ''],
  ])
  // A sub-resource that is not built must never act on the object itself.
  const other = [...words].find(word => SUB_RESOURCES.has(word) && !best?.words.includes(word))
  if (other !== undefined) {
    return asRoute(s3NotImplemented(), labels)
  }
  // Reading knows parts of an object. Writing one that belongs to no upload would replace all of it.
  if (head.method === 'PUT' && words.has('partNumber') && !best?.words.includes('partNumber')) {
    return asRoute(PART_OF_NOTHING, labels)
  }
  if (isForm(head) && level === 'bucket' && words.size === 0) {
    return { protocol: 'rest-xml', service: 's3', operation: 'PutObject', labels, isForm: true }
  }
  if (level === 'bucket' && head.method === 'POST' && words.size === 0) {
    return asRoute(FORM_EXPECTED, labels)
  }
  if (best) return { protocol: 'rest-xml', service: 's3', operation: best.operation, labels }
  const message = 'The specified method is not allowed against this resource.'
  const members = { Method: head.method, ResourceType: level.toUpperCase() }
  return refused('MethodNotAllowed', message, 405, labels, members)
}

/** Whether an unsigned head is meant for S3: it asks for a bucket or an object. */
export function isS3Host(head: SignedHead, domain: string | undefined): boolean {
  if (domain === undefined) return false
  const host = hostOf(head)
  return host === domain || host.endsWith(`.${domain}`)
}

/**
 * A presigned request may carry its `x-amz-*` headers in the query: they count as sent. The signature is
 * checked on the request as it came.
 */
export function withQueryHeaders(request: HttpRequest): HttpRequest {
  if (!request.rawQuery.includes('X-Amz-Signature=')) return request
  const sent = new Set(request.headers.map(([name]) => name))
  const added = [...new URLSearchParams(request.rawQuery)]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !SIGNING.has(name) && !sent.has(name))
  return added.length === 0 ? request : { ...request, headers: [...request.headers, ...added] }
}

const SIGNING = new Set(
  ['algorithm', 'credential', 'date', 'expires', 'signedheaders', 'signature'].map(
    name => `x-amz-${name}`,
  ),
)

interface Place {
  readonly bucket: string | undefined
  readonly key: string | undefined
}

/** Undefined when the path is no percent-encoded UTF-8. */
function placeOf(head: SignedHead, domain: string | undefined): Place | undefined {
  const host = hostOf(head)
  const inHost = domain !== undefined && host.endsWith(`.${domain}`)
  const path = head.rawPath.slice(1)
  const cut = path.indexOf('/')
  const [first, rest] = cut < 0 ? [path, ''] : [path.slice(0, cut), path.slice(cut + 1)]
  try {
    if (inHost) {
      const bucket = host.slice(0, -domain.length - 1)
      return { bucket, key: path === '' ? undefined : decodeURIComponent(path) }
    }
    if (first === '') return path === '' ? { bucket: undefined, key: undefined } : undefined
    const key = rest === '' ? undefined : decodeURIComponent(rest)
    return { bucket: decodeURIComponent(first), key }
  } catch {
    return undefined
  }
}

const FORM_EXPECTED = new ServiceError(
  'PreconditionFailed',
  'At least one of the pre-conditions you specified did not hold',
  {
    status: 412,
    members: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
  },
)

const PART_OF_NOTHING = new ServiceError(
  'InvalidArgument',
  'This operation does not accept partNumber without uploadId',
  { status: 400, members: { ArgumentName: 'partNumber' } },
)

const isForm = ({ method, headers }: SignedHead) =>
  method === 'POST' && /^multipart\/form-data/i.test(header(headers, 'content-type') ?? '')

const hostOf = ({ headers }: SignedHead) =>
  (header(headers, 'host') ?? '').toLowerCase().replace(/:\d+$/, '')

interface End {
  readonly operation: string
  readonly method: string
  readonly level: 'service' | 'bucket' | 'object'
  /** Parts of the query that must be there: `list-type=2`, `policy`, `uploadId`. */
  readonly words: readonly string[]
  readonly literals: readonly (readonly [name: string, value: string])[]
  readonly headers: readonly string[]
}

let ends: readonly End[] | undefined

function operations(): readonly End[] {
  if (ends) return ends
  const { operations, shapes } = loadModel('s3')
  ends = Object.entries(operations).map(([operation, { http, input }]) => {
    const [method, uri] = http
    const [path = '', query = ''] = uri.split('?')
    const literals = [...new URLSearchParams(query)]
    const shape = input === undefined ? undefined : (shapes[input] as StructureShape)
    const required = (place: string) =>
      (shape?.required ?? []).flatMap(name => {
        const member = shape?.members[name]
        return member?.in === place ? [member.name ?? name] : []
      })
    const level = path.includes('{Key') ? 'object' : path.includes('{Bucket') ? 'bucket' : 'service'
    const words = [...literals.map(([name]) => name), ...required('querystring')]
    // A header that a sub-resource demands is not what tells it from others.
    const headers = literals.length > 0 ? [] : required('header').map(name => name.toLowerCase())
    return { operation, method, level, words, literals, headers }
  })
  return ends
}

function fits({ words, literals, headers }: End, present: ReadonlySet<string>, head: SignedHead) {
  const query = new URLSearchParams(head.rawQuery)
  return (
    words.every(word => present.has(word)) &&
    literals.every(([name, value]) => value === '' || query.get(name) === value) &&
    headers.every(name => head.headers.some(([sent]) => sent === name))
  )
}

const weight = ({ words, headers }: End) => words.length + headers.length

/** What the query may name of a bucket or an object; reading by `partNumber` is no sub-resource. */
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  [
    'accelerate acl analytics attributes annotation cors delete encryption intelligent-tiering',
    'inventory legal-hold lifecycle location logging metadataConfiguration metadataTable metrics',
    'notification object-lock ownershipControls policy policyStatus publicAccessBlock renameObject',
    'replication requestPayment restore retention select session tagging torrent uploadId uploads',
    'versioning versions website append',
  ].flatMap(line => line.split(' ')),
)

function refused(
  code: string,
  message: string,
  status: number,
  labels: ReadonlyMap<string, string> = new Map(),
  members: Readonly<Record<string, string>> = {},
): Route {
  return asRoute(new ServiceError(code, message, { status, members }), labels)
}

const asRoute = (refusal: ServiceError, labels: Route['labels']): Route => ({
  protocol: 'rest-xml',
  service: 's3',
  operation: refusal.code,
  labels,
  refusal,
})
