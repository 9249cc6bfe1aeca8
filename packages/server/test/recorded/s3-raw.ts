import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { parseXml, type XmlElement } from '../../src/wire/codecs/xml-reader.ts'
import { encode, stringToSign } from '../../src/wire/sigv4/canonical.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { deriveKey } from '../../src/wire/sigv4/verify.ts'
import { DOMAIN, REGION, type Stage } from './stage.ts'

/** What no SDK sends: links, forms, requests written by hand, and their answers as documents. */

type Pairs = Readonly<Record<string, string>>

export interface Reply {
  readonly status: number
  readonly headers: Pairs
  readonly text: string
}

export interface Sent {
  readonly method?: string
  /** Path and query, encoded. */
  readonly target: string
  readonly headers?: Pairs
  readonly body?: string | Uint8Array
  /** Where it is sent to, when it is signed. */
  readonly region?: string
}

/** One request as it stands; its `host` may be any. */
export function send(
  stage: Stage,
  { method = 'GET', target, headers = {}, body }: Sent,
): Promise<Reply> {
  const { hostname, port } = new URL(stage.house.url)
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const all = { ...headers, ...length }
    const options = { host: hostname, port, method, path: target, headers: all, agent: false }
    const sent = httpRequest(options, response => {
      const parts: Uint8Array[] = []
      response.on('data', part => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Pairs,
          text: Buffer.concat(parts).toString(),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** One request that the administrator signs with its headers, but not its body. */
export async function sendSigned(stage: Stage, { method = 'GET', ...sent }: Sent): Promise<Reply> {
  const { headers = {}, target, body, region = REGION } = sent
  const all = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers }
  const request = { service: 's3', region, method, target, headers: Object.entries(all) }
  const answer = await stage.house.send(
    { ...request, ...(body !== undefined && { body }) },
    stage.as().credentials,
  )
  const { status } = answer
  return { status, headers: Object.fromEntries(answer.headers), text: await answer.text() }
}

export const hostOf = (stage: Stage, bucket?: string) =>
  bucket === undefined
    ? new URL(stage.house.url).host
    : `${bucket}.${DOMAIN}:${new URL(stage.house.url).port}`

export interface Link {
  readonly method?: string
  /** Encoded path. */
  readonly path: string
  readonly host?: string
  /** Parts of the query that are signed. */
  readonly query?: Pairs
  /** Headers that must be sent just so. */
  readonly headers?: Pairs
  readonly expiresSeconds?: number
  readonly credentials?: SigningCredentials
}

/** Path and query of a presigned link. */
export function linkTo(stage: Stage, link: Link): string {
  const { method = 'GET', path, host = hostOf(stage), headers = {}, credentials } = link
  const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? stage.as().credentials
  const amzDate = amzNow()
  const scopeDate = amzDate.slice(0, 8)
  const names = ['host', ...Object.keys(headers)].map(name => name.toLowerCase()).sort()
  const query = {
    ...link.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scopeDate}/${REGION}/s3/aws4_request`,
    'X-Amz-Date': amzDate,
    'X-Amz-Expires': String(link.expiresSeconds ?? 3600),
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': names.join(';'),
  }
  const rawQuery = queryOf(query)
  const sent = Object.entries({ host, ...headers }).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  )
  const head = { method, rawPath: path, rawQuery, headers: sent }
  const scope = { form: 'presigned' as const, accessKeyId, scopeDate, region: REGION }
  const unsigned = {
    ...scope,
    service: 's3',
    signedHeaders: names,
    signature: '',
    amzDate,
    time: 0,
  }
  const signature = createHmac('sha256', deriveKey(secretAccessKey, scopeDate, REGION, 's3'))
    .update(stringToSign(head, unsigned, 'UNSIGNED-PAYLOAD'))
    .digest('hex')
  return `${path}?${rawQuery}&X-Amz-Signature=${signature}`
}

/** A query without what the names say, and with more. */
export function changedQuery(target: string, without: readonly string[], more: Pairs = {}): string {
  const [path = '', query = ''] = target.split('?')
  const kept = [...new URLSearchParams(query)].filter(([name]) => !without.includes(name))
  return `${path}?${queryOf({ ...more, ...Object.fromEntries(kept) })}`
}

const queryOf = (pairs: Pairs) =>
  Object.entries(pairs)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')

const amzNow = () => new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')

export interface FormPolicy {
  readonly key: string
  readonly fields?: Pairs
  readonly conditions?: readonly unknown[]
  readonly expiresSeconds?: number
  readonly credentials?: SigningCredentials
}

/** The fields of a form that may be posted to a bucket, signed as its policy. */
export function formFields(stage: Stage, bucket: string, form: FormPolicy): Record<string, string> {
  const { key, fields = {}, conditions = [], expiresSeconds = 60, credentials } = form
  const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? stage.as().credentials
  const amzDate = amzNow()
  const scopeDate = amzDate.slice(0, 8)
  const end = '${filename}'
  const signing = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${scopeDate}/${REGION}/s3/aws4_request`,
    'x-amz-date': amzDate,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const document = {
    expiration: new Date(Date.now() + expiresSeconds * 1000).toISOString(),
    conditions: [
      ...conditions,
      { bucket },
      key.endsWith(end) ? ['starts-with', '$key', key.slice(0, -end.length)] : { key },
      ...Object.entries(signing).map(([name, value]) => ({ [name]: value })),
    ],
  }
  const policy = Buffer.from(JSON.stringify(document)).toString('base64')
  const signature = createHmac('sha256', deriveKey(secretAccessKey, scopeDate, REGION, 's3'))
    .update(policy)
    .digest('hex')
  return { ...fields, key, ...signing, policy, 'x-amz-signature': signature }
}

/** Posts a form. @param fileName none when the file comes as a plain field */
export function postForm(
  stage: Stage,
  bucket: string,
  fields: Pairs,
  { file, fileName, headers = {} }: { file: string; fileName?: string; headers?: Pairs },
): Promise<Reply> {
  const boundary = 'between-the-fields-of-a-form'
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
  const named = fileName === undefined ? '' : `; filename="${fileName}"`
  const body =
    Object.entries(fields)
      .map(([name, value]) => part(name, value))
      .join('') + `${part('file', file, named)}--${boundary}--\r\n`
  const type = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const target = `/${bucket}`
  return send(stage, { method: 'POST', target, headers: { ...type, ...headers }, body })
}

/** A document as the recordings show it: attributes with `@`, lists where a name is there twice. */
export function documentOf(text: string, withNamespace = false): Record<string, unknown> {
  const root = parseXml(text)
  const namespace = /^(?:<\?[^>]*>\s*)?<[^>]* xmlns="([^"]*)"/.exec(text)?.[1]
  const inner = membersOf(root)
  const isNamed = withNamespace && namespace !== undefined && typeof inner === 'object'
  return { [root.name]: isNamed ? { '@xmlns': namespace, ...inner } : inner }
}

function membersOf({ children, text }: XmlElement): Record<string, unknown> | string | null {
  if (children.length === 0) return text === '' ? null : text
  const members: Record<string, unknown> = {}
  for (const child of children) {
    const value = membersOf(child)
    const before = members[child.name]
    if (before === undefined) members[child.name] = value
    else if (Array.isArray(before)) before.push(value)
    else members[child.name] = [before, value]
  }
  return members
}

/** A refusal as the recordings show it, with its status. */
export const refusalOf = ({ status, text }: Reply) => ({
  ...(text === '' ? {} : documentOf(text)),
  StatusCode: status,
})

/** @throws Error when the status is another */
export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply
  throw new Error(`expected ${status}, got ${reply.status}: ${reply.text}`)
}
