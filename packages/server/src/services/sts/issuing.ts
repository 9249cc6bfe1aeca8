import type { IssuedSession, SessionIssuer } from '../../access/access.ts'
import type { Identity, Session } from '../../access/identity.ts'
import { LIMITS as ACCESS_LIMITS } from '../../access/limits.ts'
import { assert } from '../../kernel/errors.ts'
import { PackedPolicyTooLargeException } from '../../wire/models/sts.ts'
import type { StsContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** Issues a session whose policies and tags fit. @throws PackedPolicyTooLarge */
export async function issue(
  account: string,
  issuer: SessionIssuer,
  session: Session,
  { access }: Pick<StsContext, 'access'>,
): Promise<IssuedSession> {
  const issued = await access.issueSession(account, issuer, session)
  const { packedPolicyPercent: percent, sessionToken } = issued
  if (percent > 100) {
    throw PackedPolicyTooLargeException(
      `Packed size of session tags consumes ${percent}% of allotted space.`,
    )
  }
  if (sessionToken.length > ACCESS_LIMITS.tokenCharacters) {
    throw PackedPolicyTooLargeException('Serialized token too large for session')
  }
  return issued
}

export const credentialsOf = (issued: IssuedSession, expiresAt: number) => ({
  AccessKeyId: issued.accessKeyId,
  SecretAccessKey: issued.secretAccessKey,
  SessionToken: issued.sessionToken,
  Expiration: expiresAt,
})

/** A user or the root that asks for a session of its own, with the key that asked. */
export interface OwnIssuer {
  readonly issuer: SessionIssuer
  readonly issuerUniqueId: string
  readonly issuerKeyId?: string
  readonly seconds: number
}

/** Of GetSessionToken and GetFederationToken; root's sessions are cut to an hour (spec/iam.md §5.7). */
export function ownIssuer(
  { principal, accessKeyId }: Identity,
  requestedSeconds: number = LIMITS.defaultOwnSessionSeconds,
): OwnIssuer {
  const key = accessKeyId === undefined ? {} : { issuerKeyId: accessKeyId }
  if (principal.kind === 'root') {
    const seconds = Math.min(requestedSeconds, LIMITS.rootSessionSeconds)
    return { issuer: { kind: 'root' }, issuerUniqueId: principal.account, ...key, seconds }
  }
  assert(principal.kind === 'user', 'only users and root ask for sessions of their own')
  return {
    issuer: { kind: 'user', userArn: principal.arn },
    issuerUniqueId: principal.uniqueId ?? '',
    ...key,
    seconds: requestedSeconds,
  }
}
