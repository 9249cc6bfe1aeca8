import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import type { SignedHead } from '../wire/sigv4/canonical.ts'
import type { ParsedSignature, Signature } from '../wire/sigv4/signature.ts'
import { isRightSignature, type SigningKeys } from '../wire/sigv4/verify.ts'
import type { AuthFailure } from './auth-errors.ts'
import { LIMITS } from './limits.ts'

/** What the endpoint that was recognised expects of a credential scope. */
export interface ExpectedScope {
  /** The signing name: `iam`, `sts`, `lex`, `logs` … */
  readonly service: string
  /** Fixed for global services; any region otherwise. */
  readonly region?: string
  readonly skewMs: number
}

export type Screened = { readonly kind: 'refused'; readonly failure: AuthFailure } | Claimed

/** Who a request would be from, if its signature is right. */
export interface Claimed {
  readonly kind: 'claimed'
  readonly identity: Identity
  readonly signature: Signature
  /** The key of that signature, for what is signed after the head, too. */
  readonly key: KeyObject
  /** A long-term key that came with a session token. */
  readonly strayToken: boolean
}

/**
 * Checks a signed head in the order that AWS was recorded to use (spec/iam.md §8.2): scope, key, token,
 * expiry, liveness of the issuer, age; then, with the body, `confirm` checks the signature.
 */
export async function screen(
  head: SignedHead,
  parsed: ParsedSignature,
  expected: ExpectedScope,
  { access, keys, now }: { access: Access; keys: SigningKeys; now: number },
): Promise<Screened> {
  if (parsed.kind === 'unsigned') return refused({ kind: 'missing' })
  if (parsed.kind === 'malformed') return refused({ kind: 'incomplete', message: parsed.message })
  const { signature } = parsed
  const scope = scopeFailure(signature, expected)
  if (scope) return refused(scope)
  const credential = await access.findCredential(signature.accessKeyId, signature.token)
  if (credential.kind === 'invalid') {
    // The same work as for a known key, so that time does not tell which ids exist.
    isRightSignature(head, signature, NOBODYS_KEY, '')
    return refused({ kind: 'unknown-key' })
  }
  if (credential.kind === 'expired') return refused({ kind: 'expired-token' })
  const age = ageFailure(signature, expected, now)
  if (age) return refused(age)
  const { identity, secret, strayToken } = credential
  const key = keys.get(signature, secret)
  return { kind: 'claimed', identity, signature, key, strayToken }
}

/** The last step, once the body's hash is known: undefined when the signature is right. */
export function confirm(
  head: SignedHead,
  { signature, key, strayToken }: Claimed,
  payloadHash: string,
): AuthFailure | undefined {
  if (!isRightSignature(head, signature, key, payloadHash)) return { kind: 'mismatch' }
  return strayToken ? { kind: 'unknown-key' } : undefined
}

const refused = (failure: AuthFailure): Screened => ({ kind: 'refused', failure })

const NOBODYS_KEY = createSecretKey(randomBytes(32))

function scopeFailure(signature: Signature, expected: ExpectedScope): AuthFailure | undefined {
  const wrongRegion =
    expected.region === undefined
      ? !/^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/.test(signature.region)
      : signature.region !== expected.region
  const wrongService = signature.service !== expected.service
  if (!wrongRegion && !wrongService) return undefined
  return { kind: 'scope', wrongRegion, service: wrongService ? expected.service : undefined }
}

function ageFailure(
  { time, form, expiresSeconds, amzDate }: Signature,
  { skewMs }: ExpectedScope,
  now: number,
): AuthFailure | undefined {
  const minutes = `${skewMs / 60_000} min.`
  if (time > now + skewMs) {
    const latest = amz(now + skewMs)
    const message = `Signature not yet current: ${amzDate} is still later than ${latest} (${amz(now)} + ${minutes})`
    return { kind: 'skew', message }
  }
  const lifetimeMs = form === 'presigned' ? (expiresSeconds ?? 0) * 1000 : skewMs
  if (time >= now - lifetimeMs) return undefined
  const earliest = amz(now - lifetimeMs)
  const back = form === 'presigned' ? `${expiresSeconds} sec.` : minutes
  const message = `Signature expired: ${amzDate} is now earlier than ${earliest} (${amz(now)} - ${back})`
  return { kind: 'skew', message }
}

const amz = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** The scope that each service's endpoint asks for (design §9: IAM and STS sign for us-east-1). */
export function expectedScope(signingName: string): ExpectedScope {
  if (signingName === 's3') return { service: 's3', skewMs: LIMITS.skewMs }
  return signingName === 'iam' || signingName === 'sts'
    ? { service: signingName, region: 'us-east-1', skewMs: LIMITS.skewMs }
    : { service: signingName, skewMs: LIMITS.shortSkewMs }
}
