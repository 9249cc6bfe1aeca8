import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Seal } from '../kernel/seal.ts'
import type { SessionIssuer } from './access.ts'
import type { Identity, Session } from './identity.ts'
import { LIMITS } from './limits.ts'

/** What a session token holds under the seal (spec/iam.md §7, "Token"). */
export interface SealedSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly account: string
  readonly issuer: SessionIssuer
  readonly session: Session
}

const PURPOSE = 'session token'

export function sealSession(session: SealedSession, seal: Seal): string {
  return seal.seal(deflateRawSync(Buffer.from(JSON.stringify(session))), PURPOSE)
}

/** Undefined for a token that is not ours or was changed. */
export function openSession(token: string, seal: Seal): SealedSession | undefined {
  if (token.length > LIMITS.tokenCharacters) return undefined
  const opened = seal.open(token, PURPOSE)
  if (!opened) return undefined
  const bytes = inflateRawSync(opened, { maxOutputLength: 64 * 1024 })
  return JSON.parse(bytes.toString('utf8')) as SealedSession
}

/** Percent of the budget that the policies and tags of a session take, rounded up. */
export function packedPolicyPercent({ inlinePolicy, policyArns, tags }: Session): number {
  if (inlinePolicy === undefined && policyArns.length === 0 && tags.length === 0) return 0
  const packed = deflateRawSync(Buffer.from(JSON.stringify([inlinePolicy, policyArns, tags])))
  return Math.ceil((100 * packed.length) / LIMITS.packedPolicyBytes)
}

/** Who acts with the session. */
export function identityOf({ accessKeyId, account, issuer, session }: SealedSession): Identity {
  return { account, accessKeyId, session, principal: principalOf(account, issuer, session) }
}

function principalOf(
  account: string,
  issuer: SessionIssuer,
  { kind, sessionName, issuerUniqueId }: Session,
): Identity['principal'] {
  if (kind === 'role' && issuer.kind === 'role') {
    const { roleArn, roleName, serviceLinked } = issuer
    const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`
    const uniqueId = issuerUniqueId
    return { kind: 'role-session', arn, account, roleArn, uniqueId, serviceLinked }
  }
  if (kind === 'federated') {
    const arn = `arn:aws:sts::${account}:federated-user/${sessionName}`
    return {
      kind: 'federated-user',
      arn,
      account,
      ...(issuer.kind === 'user' && {
        issuerArn: issuer.userArn,
        issuerUniqueId,
      }),
    }
  }
  return issuer.kind === 'user'
    ? { kind: 'user', arn: issuer.userArn, account, uniqueId: issuerUniqueId }
    : { kind: 'root', arn: `arn:aws:iam::${account}:root`, account }
}
