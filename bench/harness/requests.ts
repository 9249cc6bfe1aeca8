import { type SigningCredentials, signHeaders } from '../../packages/server/src/wire/sigv4/sign.ts'

/** A request as the load generator sends it: signed beforehand, so that signing costs the server nothing. */
export interface PlannedRequest {
  readonly service: string
  readonly method: string
  /** Path and query, encoded. */
  readonly target: string
  readonly contentType?: string
  readonly body?: string
}

/** The bytes on the wire, signed for `url` now. */
export function signedRequest(
  url: URL,
  { service, method, target, contentType, body = '' }: PlannedRequest,
  credentials: SigningCredentials,
): string {
  const at = target.indexOf('?')
  const headers: [string, string][] = [['host', url.host]]
  if (contentType) headers.push(['content-type', contentType])
  const bytes = Buffer.from(body)
  const head = {
    method,
    rawPath: at < 0 ? target : target.slice(0, at),
    rawQuery: at < 0 ? '' : target.slice(at + 1),
    headers,
    body: bytes,
  }
  const signed = signHeaders(head, credentials, { region: 'us-east-1', service, time: Date.now() })
  const length: [string, string][] = bytes.length > 0 ? [['content-length', `${bytes.length}`]] : []
  const lines = [...headers, ...length, ...signed].map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** A query request of IAM or STS. */
export function queryRequest(service: 'iam' | 'sts', parameters: Record<string, string>) {
  const Version = service === 'iam' ? '2010-05-08' : '2011-06-15'
  return {
    service,
    method: 'POST',
    target: '/',
    contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    body: new URLSearchParams({ ...parameters, Version }).toString(),
  } satisfies PlannedRequest
}
