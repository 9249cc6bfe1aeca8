import { type HttpRequest, header } from '../wire/http.ts'
import type { Route } from '../wire/recognise.ts'
import type { ParsedSignature } from '../wire/sigv4/signature.ts'
import type { Peer } from './listener.ts'

/** The part of a request that tells them. */
export interface S3Head {
  readonly request: HttpRequest
  readonly peer: Pick<Peer, 'tls'>
  readonly claimed: ParsedSignature
  readonly route: Route
}

/** The condition keys of S3 that a request's head alone tells, on every action (spec/surroundings.md §1.1). */
export function s3Keys(
  { request, peer, claimed, route }: S3Head,
  now: number,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  const payload = header(request.headers, 'x-amz-content-sha256')
  if (payload !== undefined) keys.set('s3:x-amz-content-sha256', payload)
  if (peer.tls) keys.set('s3:tlsversion', peer.tls.version.replace(/^TLSv/, ''))
  if (claimed.kind !== 'signed') return keys
  const { form, time } = claimed.signature
  const way = form === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING'
  keys.set('s3:authtype', route.isForm ? 'POST' : way)
  keys.set('s3:signatureversion', 'AWS4-HMAC-SHA256')
  keys.set('s3:signatureage', String(Math.max(now - time, 0)))
  return keys
}
