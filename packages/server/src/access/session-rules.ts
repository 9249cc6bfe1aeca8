import type { Identity } from './identity.ts'

/** Why temporary credentials may not make a call, whatever the policies say (spec/iam.md §7). */
export type SessionRefusal = 'invalid-token' | 'session-credentials'

/** The table of what each kind of temporary credentials may call; undefined when nothing stands against it. */
export function sessionRefusal(
  { session }: Identity,
  service: string,
  operation: string,
): SessionRefusal | undefined {
  if (!session) return undefined
  if (service === 'iam') {
    const hasMfa = session.kind === 'user' && session.mfaAuthenticatedAt !== undefined
    return session.kind === 'role' || hasMfa ? undefined : 'invalid-token'
  }
  if (service !== 'sts') return undefined
  if (operation === 'GetFederationToken' || operation === 'GetSessionToken') {
    return 'session-credentials'
  }
  if (session.kind === 'federated') {
    return operation === 'GetCallerIdentity' ? undefined : 'invalid-token'
  }
  if (session.kind === 'user') {
    return ['AssumeRole', 'GetCallerIdentity'].includes(operation) ? undefined : 'invalid-token'
  }
  return undefined
}
