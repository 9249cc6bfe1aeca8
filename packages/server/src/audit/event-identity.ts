import type { Json } from '../kernel/json.ts'
import type { AuditedCaller, AuditedSession } from './record.ts'

type Fields = Readonly<Record<string, Json>>

/**
 * `userIdentity` of an event. Another account's caller is told of by account and principal id alone: its names
 * are its own (spec/surroundings.md §11).
 */
export function userIdentity(caller: AuditedCaller | undefined, recipient: string): Fields {
  if (!caller) return { type: 'Unknown' }
  const isForeign = caller.account !== undefined && caller.account !== recipient
  if (isForeign && NAMED.has(caller.type)) {
    return {
      type: 'AWSAccount',
      principalId: principalIdOf(caller),
      accountId: caller.account ?? '',
      ...invokedBy(caller),
    }
  }
  switch (caller.type) {
    case 'root':
      return { type: 'Root', ...named(caller), ...attributesOnly(caller.session) }
    case 'user':
      return {
        type: 'IAMUser',
        ...named(caller),
        userName: nameOf(caller.arn),
        ...attributesOnly(caller.session),
      }
    case 'role-session':
      return { type: 'AssumedRole', ...named(caller), ...issued('Role', caller) }
    case 'federated-user':
      return { type: 'FederatedUser', ...named(caller), ...issued('IAMUser', caller) }
    case 'federated-identity':
      return { type: 'WebIdentityUser', identityProvider: caller.arn }
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }
    default:
      return { type: 'AWSService', invokedBy: caller.arn }
  }
}

/** `Username` of a looked-up event: the user's, or the session's. */
export function userNameOf(caller: AuditedCaller | undefined): string | undefined {
  if (!caller || !NAMED.has(caller.type)) return undefined
  return caller.type === 'root' ? 'root' : nameOf(caller.arn)
}

const NAMED: ReadonlySet<string> = new Set(['root', 'user', 'role-session', 'federated-user'])

function named(caller: AuditedCaller): Fields {
  return {
    principalId: principalIdOf(caller),
    arn: caller.arn,
    accountId: caller.account ?? '',
    ...(caller.accessKeyId !== undefined && { accessKeyId: caller.accessKeyId }),
    ...invokedBy(caller),
  }
}

const invokedBy = (caller: AuditedCaller): Fields =>
  caller.invokedBy === undefined ? {} : { invokedBy: caller.invokedBy }

/** How events and decoded denials name a caller that was renamed or made anew. */
export function principalIdOf({
  type,
  account = '',
  uniqueId,
  session,
  arn,
}: AuditedCaller): string {
  if (type === 'role-session') return `${uniqueId ?? ''}:${session?.name ?? nameOf(arn)}`
  if (type === 'federated-user') return `${account}:${session?.name ?? nameOf(arn)}`
  return type === 'root' ? account : (uniqueId ?? '')
}

function issued(type: 'Role' | 'IAMUser', { account = '', uniqueId, session }: AuditedCaller) {
  if (!session) return {}
  const { issuerArn = '', federatedProvider, sourceIdentity } = session
  return {
    sessionContext: {
      sessionIssuer: {
        type,
        principalId: uniqueId ?? '',
        arn: issuerArn,
        accountId: account,
        userName: nameOf(issuerArn),
      },
      ...(federatedProvider !== undefined && {
        webIdFederationData: { federatedProvider, attributes: {} },
      }),
      attributes: attributesOf(session),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    },
  }
}

const attributesOnly = (session: AuditedSession | undefined): Fields =>
  session ? { sessionContext: { attributes: attributesOf(session) } } : {}

const attributesOf = ({ issuedAt, mfaAuthenticated }: AuditedSession): Fields => ({
  creationDate: eventTime(issuedAt),
  mfaAuthenticated: String(mfaAuthenticated),
})

/** `2026-01-01T00:00:00Z` */
export const eventTime = (time: number): string =>
  new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

const nameOf = (arn: string) => arn.split('/').at(-1) ?? ''
