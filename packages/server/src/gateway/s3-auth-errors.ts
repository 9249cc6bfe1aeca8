import { hash } from 'node:crypto'
import { ServiceError } from '../kernel/errors.ts'
import { canonicalRequest, type SignedHead, stringToSign } from '../wire/sigv4/canonical.ts'
import type { Signature } from '../wire/sigv4/signature.ts'
import type { AuthFailure } from './auth-errors.ts'

/** What S3 tells beside the failure: the claim, and the time here. */
export interface S3Claim {
  readonly head: SignedHead
  readonly signature: Signature | undefined
  readonly now: number
  /** The region that would have been right. */
  readonly region: string
}

/** An authentication failure in S3's words (spec/iam.md §8.2, column S3). */
export function s3AuthError(failure: AuthFailure, claim: S3Claim): ServiceError {
  const { signature } = claim
  switch (failure.kind) {
    case 'missing':
      return refused('AccessDenied', 'Access Denied', 403)
    case 'incomplete':
      return malformed(failure.message, claim)
    case 'scope':
      return wrongScope(failure, claim)
    case 'unknown-key':
      return refused(
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        403,
        { AWSAccessKeyId: signature?.accessKeyId },
      )
    case 'expired-token':
      return refused('ExpiredToken', 'The provided token has expired.', 400, {
        'Token-0': signature?.token,
      })
    case 'skew':
      return outOfTime(claim)
    case 'mismatch':
      return mismatch(claim)
  }
}

/** Present but unsigned headers of our own. */
export function headersNotSigned(names: readonly string[]): ServiceError {
  const message = 'There were headers present in the request which were not signed'
  return refused('AccessDenied', message, 403, { HeadersNotSigned: names.join(', ') })
}

function malformed(message: string, { head }: S3Claim): ServiceError {
  const isQuery = /(?:^|&)X-Amz-/.test(head.rawQuery)
  return isQuery
    ? refused('AuthorizationQueryParametersError', linkMessage(head) ?? message, 400)
    : refused(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; ${message}`,
        400,
      )
}

/** What links lack, in S3's own words. */
function linkMessage({ rawQuery }: SignedHead): string | undefined {
  const query = new URLSearchParams(rawQuery)
  if (IN_LINKS.some(name => !query.get(`X-Amz-${name}`))) {
    return 'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.'
  }
  const scope = query.get('X-Amz-Credential') ?? ''
  if (/^[^/]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request$/.test(scope)) return undefined
  return 'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
}

const IN_LINKS = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires']

function wrongScope(
  { wrongRegion, service }: Extract<AuthFailure, { kind: 'scope' }>,
  claim: S3Claim,
): ServiceError {
  const { signature, region } = claim
  const reason = wrongRegion
    ? `the region '${signature?.region}' is wrong; expecting '${region}'`
    : `incorrect service "${signature?.service}". This endpoint belongs to "${service}".`
  const isQuery = signature?.form === 'presigned'
  const code = isQuery ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed'
  const subject = isQuery
    ? 'Error parsing the X-Amz-Credential parameter; '
    : 'The authorization header is malformed; '
  return refused(code, subject + reason, 400, wrongRegion ? { Region: region } : {})
}

function outOfTime({ signature, now }: S3Claim): ServiceError {
  const { form, time = now, expiresSeconds = 0 } = signature ?? {}
  if (form === 'presigned' && time <= now) {
    return refused('AccessDenied', 'Request has expired', 403, {
      'X-Amz-Expires': expiresSeconds,
      Expires: iso(time + expiresSeconds * 1000),
      ServerTime: iso(now),
    })
  }
  const message = 'The difference between the request time and the current time is too large.'
  return refused('RequestTimeTooSkewed', message, 403, {
    RequestTime: iso(time),
    ServerTime: iso(now),
    MaxAllowedSkewMilliseconds: 900_000,
  })
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.'

/** The caller sees what it should have signed: nothing in it is not its own. */
function mismatch({ head, signature }: S3Claim): ServiceError {
  if (!signature) return refused('SignatureDoesNotMatch', MISMATCH, 403)
  const payload = namedPayload(head, signature)
  const canonical = canonicalRequest(head, signature, payload)
  const toSign = stringToSign(head, signature, payload)
  return refused('SignatureDoesNotMatch', MISMATCH, 403, {
    AWSAccessKeyId: signature.accessKeyId,
    StringToSign: toSign,
    SignatureProvided: signature.signature,
    StringToSignBytes: bytesOf(toSign),
    CanonicalRequest: canonical,
    CanonicalRequestBytes: bytesOf(canonical),
  })
}

/** What a form signs is its policy alone. */
export function formMismatch({ accessKeyId, signature }: Signature, policy: string): ServiceError {
  return refused('SignatureDoesNotMatch', MISMATCH, 403, {
    AWSAccessKeyId: accessKeyId,
    StringToSign: policy,
    SignatureProvided: signature,
    StringToSignBytes: bytesOf(policy),
  })
}

/** The hash that an S3 request's signature covers, as its head names it. */
export function namedPayload({ headers, rawQuery }: SignedHead, { form }: Signature): string {
  const named = headers.find(([name]) => name === 'x-amz-content-sha256')?.[1]
  if (named !== undefined) return named
  const inQuery = new URLSearchParams(rawQuery).get('X-Amz-Content-Sha256')
  return form === 'presigned' ? (inQuery ?? 'UNSIGNED-PAYLOAD') : hash('sha256', '')
}

const bytesOf = (text: string) =>
  Buffer.from(text)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')

const iso = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')

const refused = (
  code: string,
  message: string,
  status: number,
  members: Readonly<Record<string, unknown>> = {},
) => new ServiceError(code, message, { status, members })
