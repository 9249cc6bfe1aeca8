import { ServiceError } from '../kernel/errors.ts'
import type { ErrorFamily } from '../wire/codecs/codec.ts'

/** The families of error names and statuses (spec/iam.md §8.2–8.3). */
export type { ErrorFamily }

export type AuthFailure =
  | { readonly kind: 'missing' }
  | { readonly kind: 'incomplete'; readonly message: string }
  | { readonly kind: 'scope'; readonly wrongRegion: boolean; readonly service: string | undefined }
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'skew'; readonly message: string }
  | { readonly kind: 'mismatch' }

/** The failure in the words of the request's protocol. */
export function authError(failure: AuthFailure, family: ErrorFamily): ServiceError {
  switch (failure.kind) {
    case 'missing':
      return family === 'query'
        ? refused('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
        : refused(
            'MissingAuthenticationTokenException',
            'Missing Authentication Token',
            status(family),
          )
    case 'incomplete':
      return refused(name('IncompleteSignature', family), failure.message, 400)
    case 'scope':
      return mismatch(scopeMessage(failure), family)
    case 'unknown-key':
      return family === 'query'
        ? refused('InvalidClientTokenId', INVALID_TOKEN, 403)
        : refused('UnrecognizedClientException', INVALID_TOKEN, status(family))
    case 'expired-token': {
      const message = 'The security token included in the request is expired'
      return refused(name('ExpiredToken', family), message, status(family))
    }
    case 'skew':
      return mismatch(failure.message, family)
    case 'mismatch':
      return mismatch(MISMATCH, family)
  }
}

/** A denial in the protocol's own code and status; `message` comes from `access/denial.ts`. */
export function accessDenied(message: string, family: ErrorFamily): ServiceError {
  return refused(name('AccessDenied', family), message, status(family))
}

const INVALID_TOKEN = 'The security token included in the request is invalid.'

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

function mismatch(message: string, family: ErrorFamily): ServiceError {
  return family === 'query'
    ? refused('SignatureDoesNotMatch', message, 403)
    : refused('InvalidSignatureException', message, status(family))
}

// The trailing spaces stand in the recorded answers; both wrong gives both sentences.
function scopeMessage(failure: Extract<AuthFailure, { kind: 'scope' }>): string {
  const region = failure.wrongRegion ? 'Credential should be scoped to a valid region. ' : ''
  const service = failure.service
    ? `Credential should be scoped to correct service: '${failure.service}'. `
    : ''
  return region + service
}

const isXml = (family: ErrorFamily) => family === 'query' || family === 'rest-xml'
const name = (base: string, family: ErrorFamily) => (isXml(family) ? base : `${base}Exception`)
const status = (family: ErrorFamily) => (family === 'json' ? 400 : 403)
const refused = (code: string, message: string, http: number) =>
  new ServiceError(code, message, { status: http })
