import { type HttpRequest, header } from '../wire/http.ts'
import type { ParsedSignature } from '../wire/sigv4/signature.ts'

/** The condition keys of S3 that a request's head alone tells, on every action (spec/surroundings.md §1.1). */
export function s3Keys(
  { headers }: HttpRequest,
  claimed: ParsedSignature,
  now: number,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  const payload = header(headers, 'x-amz-content-sha256')
  if (payload !== undefined) keys.set('s3:x-amz-content-sha256', payload)
  if (claimed.kind !== 'signed') return keys
  const { form, time } = claimed.signature
  keys.set('s3:authtype', form === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING')
  keys.set('s3:signatureversion', 'AWS4-HMAC-SHA256')
  keys.set('s3:signatureage', String(Math.max(now - time, 0)))
  return keys
}
