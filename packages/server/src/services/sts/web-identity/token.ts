import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { recordOf } from '../../../access/records.ts'
import { type OidcProvider, oidcProviderKey } from '../../../access/sign-in-records.ts'
import {
  ExpiredTokenException,
  IDPCommunicationErrorException,
  InvalidIdentityTokenException,
} from '../../../wire/models/sts.ts'
import type { StsContext } from '../context.ts'
import { LIMITS } from '../limits.ts'

/** A token that its provider signed for an audience which the account knows. */
export interface WebIdentity {
  readonly provider: OidcProvider
  readonly subject: string
  /** Of the audiences of the token the one for which it was accepted. */
  readonly audience: string
  readonly claims: JWTPayload
}

/** Signatures only: with `none` or a shared secret anybody could make a token. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']

/**
 * Who a token speaks of, when it is signed by a provider of the role's account (spec/iam.md §7).
 * @throws InvalidIdentityToken @throws ExpiredTokenException @throws IDPCommunicationError
 */
export async function webIdentityOf(
  token: string,
  account: string,
  context: StsContext,
): Promise<WebIdentity> {
  const issuer = issuerOf(token)
  const url = issuer.replace(/^https:\/\//, '').replace(/\/$/, '')
  const provider = recordOf<OidcProvider>(
    await context.documents.get(oidcProviderKey(account, url)),
  )
  if (!provider) {
    throw InvalidIdentityTokenException(
      `No OpenIDConnect provider found in your account for ${issuer.slice(0, 255)}`,
    )
  }
  const claims = await verified(token, issuer, context)
  const audience = audiencesOf(claims).find(one => provider.clientIds.includes(one))
  if (audience === undefined) throw InvalidIdentityTokenException('Incorrect token audience')
  if (typeof claims.sub !== 'string' || claims.sub === '') {
    throw InvalidIdentityTokenException('Missing a required claim: sub')
  }
  return { provider, subject: claims.sub, audience, claims }
}

/** Only an address with which a provider can be found; nothing else of the token is believed yet. */
function issuerOf(token: string): string {
  let issuer: unknown
  try {
    issuer = decodeJwt(token).iss
  } catch (cause) {
    throw InvalidIdentityTokenException('The ID Token provided is not a valid JWT.', { cause })
  }
  if (typeof issuer === 'string' && issuer.startsWith('https://')) return issuer
  throw InvalidIdentityTokenException('Missing a required claim: iss')
}

async function verified(token: string, issuer: string, context: StsContext): Promise<JWTPayload> {
  try {
    return await verifiedWith(token, issuer, context, false)
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw refusal(error)
  }
  // The provider may have changed its keys since it was asked.
  try {
    return await verifiedWith(token, issuer, context, true)
  } catch (error) {
    throw refusal(error)
  }
}

async function verifiedWith(
  token: string,
  issuer: string,
  { providerKeys, clock }: StsContext,
  fresh: boolean,
): Promise<JWTPayload> {
  const keys = await providerKeys.keysOf(issuer, fresh)
  if (!keys.ok) {
    throw IDPCommunicationErrorException(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      { cause: keys.error },
    )
  }
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys.value), {
    algorithms: ALGORITHMS,
    issuer,
    requiredClaims: ['exp', 'sub', 'aud'],
    clockTolerance: LIMITS.providerSkewSeconds,
    currentDate: new Date(clock.now()),
  })
  return payload
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return ExpiredTokenException('Token expired: the expiration date of the token has passed', {
      cause: error,
    })
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error
    const message =
      reason === 'missing' ? `Missing a required claim: ${claim}` : `Invalid claim: ${claim}`
    return InvalidIdentityTokenException(message, { cause: error })
  }
  if (!(error instanceof errors.JOSEError)) return error
  return InvalidIdentityTokenException('The web identity token provided could not be validated', {
    cause: error,
  })
}

/** The authorized party stands for the audience where a token names one. */
export function audiencesOf({ aud, azp }: JWTPayload): readonly string[] {
  if (typeof azp === 'string') return [azp]
  return typeof aud === 'string' ? [aud] : (aud ?? [])
}
