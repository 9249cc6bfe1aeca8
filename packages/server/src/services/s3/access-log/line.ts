import type { Identity } from '../../../access/identity.ts'
import { type HttpRequest, type HttpResponse, header } from '../../../wire/http.ts'
import { LIMITS } from '../limits.ts'
import { ownerId } from '../outputs.ts'

/** A request to S3 and what was answered, as the gateway saw it. */
export interface Accessed {
  readonly requestId: string
  /** Undefined when nothing here answers to it. */
  readonly operation: string | undefined
  readonly request: HttpRequest
  readonly answer: HttpResponse
  /** `Bucket` and `Key`. */
  readonly labels: ReadonlyMap<string, string>
  /** Undefined for whoever was not recognised. */
  readonly identity: Identity | undefined
  readonly sourceIp: string
  readonly tls: { readonly version: string; readonly cipher: string } | undefined
  readonly seconds: number
}

/**
 * The record of one request in a server access log (spec/surroundings.md §14.6 names its columns). Words without
 * quotation marks hold no blanks, so that nobody's request can look like two.
 */
export function accessLine(accessed: Accessed, owner: string, now: number): string {
  const { requestId, operation = '', request, answer, labels, sourceIp, tls, seconds } = accessed
  const { status, headers: answered } = answer
  const key = labels.get('Key') ?? ''
  const ms = Math.round(seconds * 1_000)
  const signature = signatureOf(request)
  return [
    ownerId(owner),
    word(labels.get('Bucket')),
    `[${logTime(now)}]`,
    word(sourceIp),
    requester(accessed.identity),
    word(requestId),
    operationOf(operation, request.method, key),
    key === '' ? '-' : cut(encoded(key)),
    quoted(`${request.method} ${cut(targetOf(request), TARGET_CHARACTERS)} HTTP/1.1`),
    status,
    word(errorCode(answer)),
    sizeOf(header(answered, 'content-length') ?? lengthOf(answer.body)),
    sizeOf(objectSize(accessed)),
    ms,
    ms,
    quoted(header(request.headers, 'referer')),
    quoted(header(request.headers, 'user-agent')),
    word(header(answered, 'x-amz-version-id')),
    word(header(answered, 'x-amz-id-2')),
    signature === undefined ? '-' : 'SigV4',
    word(tls?.cipher),
    signature ?? '-',
    word(header(request.headers, 'host')),
    word(tls?.version),
    '-',
    '-',
  ].join(' ')
}

/** An account's root by its canonical id, as S3 does; nobody is `-`. */
function requester(identity: Identity | undefined): string {
  if (!identity || identity.principal.kind === 'anonymous') return '-'
  const { principal, account } = identity
  if (principal.kind === 'root') return ownerId(account)
  return word('arn' in principal ? principal.arn : principal.kind)
}

const OBJECT = 'OBJECT'
const BUCKET = 'BUCKET'

/** What has another name than that of its operation; `GetBucketTagging` is `REST.GET.TAGGING`. */
const NAMES: Readonly<Record<string, string>> = {
  ListObjects: BUCKET,
  ListObjectsV2: BUCKET,
  ListObjectVersions: 'BUCKETVERSIONS',
  DeleteObjects: 'MULTI_OBJECT_DELETE',
  CreateMultipartUpload: 'UPLOADS',
  ListMultipartUploads: 'UPLOADS',
  UploadPart: 'PART',
  UploadPartCopy: 'PART',
  CompleteMultipartUpload: 'UPLOAD',
  AbortMultipartUpload: 'UPLOAD',
  ListParts: 'UPLOAD',
  GetBucketPolicy: 'BUCKETPOLICY',
  PutBucketPolicy: 'BUCKETPOLICY',
  DeleteBucketPolicy: 'BUCKETPOLICY',
  GetBucketLogging: 'LOGGING_STATUS',
  PutBucketLogging: 'LOGGING_STATUS',
}

function operationOf(operation: string, method: string, key: string): string {
  const verb = /Copy/.test(operation) ? 'COPY' : method.replace(/[^A-Z]/g, '')
  return `REST.${verb}.${NAMES[operation] ?? resourceOf(operation, key)}`
}

function resourceOf(operation: string, key: string): string {
  const rest = operation.replace(/^(?:Get|Put|Delete|Head|Create|Copy|List)/, '')
  if (rest === '' || rest === 'Object' || rest === 'Bucket') return key === '' ? BUCKET : OBJECT
  const name = rest.replace(/^Bucket(?=.)/, '').replace(/(?<=[a-z])(?=[A-Z])/g, '_')
  return name.toUpperCase()
}

/** A signature in the query is good for whoever reads it, until it expires. */
function targetOf({ rawPath, rawQuery }: HttpRequest): string {
  if (rawQuery === '') return rawPath
  const shown = rawQuery.replace(/(^|&)(X-Amz-(?:Signature|Security-Token))=[^&]*/gi, '$1$2=-')
  return `${rawPath}?${shown}`
}

function signatureOf({ headers, rawQuery }: HttpRequest): string | undefined {
  if (header(headers, 'authorization') !== undefined) return 'AuthHeader'
  return /(?:^|&)X-Amz-Signature=/i.test(rawQuery) ? 'QueryString' : undefined
}

function errorCode({ status, body }: HttpResponse): string | undefined {
  if (status < 400 || typeof body !== 'string') return undefined
  return /<Code>([A-Za-z0-9]{1,100})<\/Code>/.exec(body)?.[1]
}

const lengthOf = (body: HttpResponse['body']) =>
  typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined

/** Of what was read, all of it; of what was written, as it was sent. */
function objectSize({ operation, request, answer }: Accessed): string | undefined {
  const { headers } = answer
  if (operation === 'GetObject' || operation === 'HeadObject') {
    const range = header(headers, 'content-range')
    return answer.status < 300
      ? (range?.slice(range.indexOf('/') + 1) ?? header(headers, 'content-length'))
      : undefined
  }
  if (operation !== 'PutObject' && operation !== 'UploadPart') return undefined
  const sent = header(request.headers, 'x-amz-decoded-content-length')
  return sent ?? header(request.headers, 'content-length')
}

const sizeOf = (size: string | number | undefined) => {
  const text = String(size ?? '-')
  return /^\d{1,15}$/.test(text) && text !== '0' ? text : '-'
}

const logTime = (now: number) => {
  const [day = '', month = '', year = '', time = ''] = new Date(now)
    .toUTCString()
    .split(' ')
    .slice(1)
  return `${day}/${month}/${year}:${time} +0000`
}

const encoded = (text: string) => text.toWellFormed().split('/').map(encodeURIComponent).join('/')

/** Without blanks and quotation marks. */
const word = (text = '') => (text === '' ? '-' : cut(text.replace(/[^!#-~]/g, escaped)))

const quoted = (text = '') => `"${text === '' ? '-' : cut(text.replace(/[^ !#-~]/g, escaped))}"`

/** Anybody may send a head of any length. */
const cut = (text: string, most: number = LIMITS.accessLogColumnCharacters) => text.slice(0, most)

/** With a method and a version around it. */
const TARGET_CHARACTERS = LIMITS.accessLogColumnCharacters - 64

const escaped = (character: string) =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
