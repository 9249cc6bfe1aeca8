import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import { ServiceError } from '../kernel/errors.ts'
import { type HttpRequest, type HttpResponse, header } from '../wire/http.ts'
import type { Route } from '../wire/recognise.ts'
import { unsignedHeaders } from '../wire/sigv4/canonical.ts'
import type { ParsedSignature, Signature } from '../wire/sigv4/signature.ts'
import type { SigningKeys } from '../wire/sigv4/verify.ts'
import type { AuthFailure } from './auth-errors.ts'
import { confirm, expectedScope, screen } from './authenticate.ts'
import { headersNotSigned, namedPayload, s3AuthError } from './s3-auth-errors.ts'
import { openS3Body, type S3Body } from './s3-body.ts'

export interface S3Arrival {
  /** As it came. */
  readonly request: HttpRequest
  readonly claimed: ParsedSignature
  readonly route: Route
  readonly keys: SigningKeys
}

export interface AdmittedToS3 {
  readonly identity: Identity
  readonly region: string
  readonly body: S3Body | AsyncIterable<Uint8Array>
  /** Of a form: what its fields stand for, and how it wants to be answered. */
  readonly posted?: Posted
}

export interface Posted {
  readonly headers: HttpRequest['headers']
  readonly labels: Route['labels']
  /** The signature that stands in its fields. */
  readonly claimed: ParsedSignature
  readonly finish: (answer: HttpResponse) => HttpResponse
}

export interface S3Doors {
  readonly access: Access
  readonly region: string
  readonly now: number
}

/** Whoever signs nothing: policies decide what the world may do. */
export const ANONYMOUS: Identity = { account: 'anonymous', principal: { kind: 'anonymous' } }

/**
 * S3's way in: its signature covers the head alone, which names the hash or the framing of the body, so the
 * caller is known before a byte of the body is asked for (design §2). What is signed chunk by chunk goes on
 * from the head's signature. @throws ServiceError
 */
export async function admitToS3(arrival: S3Arrival, doors: S3Doors): Promise<AdmittedToS3> {
  const { request, claimed, route, keys } = arrival
  const { access, region, now } = doors
  if (route.isForm && claimed.kind === 'unsigned') {
    const { admitForm } = await import('./admit-form.ts')
    return admitForm(arrival, doors)
  }
  const signature = claimed.kind === 'signed' ? claimed.signature : undefined
  const fail = (failure: AuthFailure) =>
    s3AuthError(failure, { head: request, signature, now, region })
  if (claimed.kind === 'unsigned') {
    refuseOldSignature(request)
    const body = await openS3Body(request, route, undefined)
    return { identity: ANONYMOUS, region, body }
  }
  if (signature) refuseUncovered(request, signature)
  const expected = expectedScope('s3')
  const screened = await screen(request, claimed, expected, { access, keys, now })
  if (screened.kind === 'refused') throw fail(screened.failure)
  const payload = namedPayload(request, screened.signature)
  const failure = confirm(request, screened, payload)
  if (failure) throw fail(failure)
  const { identity, key } = screened
  const signed = { key, signature: screened.signature, payload }
  return {
    identity,
    region: screened.signature.region,
    body: await openS3Body(request, route, signed),
  }
}

function refuseUncovered(request: HttpRequest, signature: Signature): void {
  const open = unsignedHeaders(request, signature)
  // The hash of the body is refused like the others, but not told beside them.
  const told = open.filter(name => name !== 'x-amz-content-sha256')
  if (open.length > 0) throw headersNotSigned(told.length > 0 ? told : open)
}

// A signature of the old kind is no reason to take its bearer for a stranger.
function refuseOldSignature({ rawQuery, headers }: HttpRequest): void {
  const query = new URLSearchParams(rawQuery)
  const isOld = query.has('AWSAccessKeyId') || query.has('Signature')
  if (!isOld && header(headers, 'authorization') === undefined) return
  const message =
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
  throw new ServiceError('InvalidRequest', message, { status: 400 })
}
