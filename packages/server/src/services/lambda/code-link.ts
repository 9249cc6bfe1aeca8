import type { IssuedSession, SessionIssuer } from '../../access/access.ts'
import type { Session } from '../../access/identity.ts'
import { presignUrl } from '../../wire/sigv4/presign.ts'
import type { LambdaContext } from './context.ts'
import { LIMITS } from './limits.ts'
import { type FunctionName, functionArn } from './names.ts'

/**
 * A link to a function's code that works for ten minutes: a presigned call of a real operation, made with a
 * session of the caller's own whose secret nobody keeps. Whoever follows it may what the caller may then.
 * Undefined for callers that have no session to give, such as services.
 */
export async function codeLink(
  name: FunctionName,
  context: LambdaContext,
): Promise<string | undefined> {
  const { clock, region, url } = context
  const issued = await callersSession(context)
  if (!issued) return undefined
  const link = new URL(await url())
  link.pathname = `/2015-03-31/functions/${encodeURIComponent(functionArn(name))}/code`
  if (name.qualifier !== undefined) link.searchParams.set('Qualifier', name.qualifier)
  return presignUrl(link, issued, {
    region,
    service: 'lambda',
    time: clock.now(),
    expiresSeconds: LIMITS.codeLinkSeconds,
  })
}

/** A short session of whoever calls. */
async function callersSession(context: LambdaContext): Promise<IssuedSession | undefined> {
  const { identity, clock, access } = context
  const now = clock.now()
  const times = { issuedAt: now, expiresAt: now + LIMITS.codeLinkSeconds * 1000 }
  const before = identity.session
  const base: Omit<Session, 'kind' | 'issuerUniqueId'> = {
    sessionName: before?.sessionName ?? '',
    tags: before?.tags ?? [],
    transitiveTagKeys: before?.transitiveTagKeys ?? [],
    policyArns: before?.policyArns ?? [],
    ...(before?.inlinePolicy !== undefined && { inlinePolicy: before.inlinePolicy }),
    ...(before?.sourceIdentity !== undefined && { sourceIdentity: before.sourceIdentity }),
    // The link ends with the key or the session that asked for it.
    ...issuerKeyOf(context),
    ...times,
    expiresAt: Math.min(times.expiresAt, before?.expiresAt ?? Number.POSITIVE_INFINITY),
  }
  const { principal } = identity
  const issue = (issuer: SessionIssuer, kind: Session['kind'], issuerUniqueId: string) =>
    access.issueSession(identity.account, issuer, { ...base, kind, issuerUniqueId })
  switch (principal.kind) {
    case 'root':
      return issue({ kind: 'root' }, 'user', principal.account)
    case 'user':
      return issue({ kind: 'user', userArn: principal.arn }, 'user', principal.uniqueId ?? '')
    case 'role-session': {
      const { roleArn, serviceLinked = false, uniqueId = '' } = principal
      const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
      return issue({ kind: 'role', roleArn, roleName, serviceLinked }, 'role', uniqueId)
    }
    default:
      return undefined
  }
}

function issuerKeyOf({ identity }: LambdaContext): Pick<Session, 'issuerKeyId'> {
  const key = identity.session?.issuerKeyId ?? identity.accessKeyId
  return key === undefined || key.startsWith('ASIA') ? {} : { issuerKeyId: key }
}
