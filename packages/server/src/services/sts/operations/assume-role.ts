import type { Check } from '../../../access/check.ts'
import type { Identity, Session, Tag } from '../../../access/identity.ts'
import type { Role } from '../../../access/records.ts'
import { assert, ServiceError } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { type AssumeRoleRequest, sts } from '../../../wire/models/sts.ts'
import { operation, type StsContext } from '../context.ts'
import { credentialsOf, issue } from '../issuing.ts'
import { LIMITS } from '../limits.ts'
import { acceptedDevice, spentCode } from '../mfa.ts'
import {
  accountOf,
  findRole,
  refuseMalformedArn,
  roleIssuer,
  sessionSeconds,
  tagsBeneath,
} from '../roles.ts'
import {
  sessionPolicy,
  sessionPolicyArns,
  sessionTags,
  transitiveTags,
  wireTags,
} from '../session-input.ts'

/**
 * Temporary credentials of a role (spec/iam.md §5, §7). A denial never tells whether the role is missing,
 * distrusts the caller or wants another external id.
 */
export const assumeRole = operation(sts.AssumeRole, {
  denial: 'bare',
  // A session changes nothing that is stored.
  dataEvent: true,

  async authorize(input, context) {
    const { identity } = context
    if (identity.principal.kind === 'root') {
      throw new ServiceError('AccessDenied', 'Roles may not be assumed by root accounts.', {
        status: 403,
      })
    }
    refuseMalformedArn(input.RoleArn)
    const hasMfa = (await acceptedDevice(input, context)) !== undefined
    const role = await findRole(input.RoleArn, context)
    const inherited = inheritedTags(identity)
    const checkOf = (action: string) =>
      roleCheck(action, input, { role, inherited, hasMfa }, context)
    const sourceIdentity = input.SourceIdentity ?? identity.session?.sourceIdentity
    const tagged = (input.Tags?.length ?? 0) + inherited.length > 0
    return [
      checkOf('sts:AssumeRole'),
      ...(tagged ? [checkOf('sts:TagSession')] : []),
      ...(sourceIdentity === undefined ? [] : [checkOf('sts:SetSourceIdentity')]),
    ]
  },

  async handle(input, context) {
    const { identity, clock, documents } = context
    const role = await findRole(input.RoleArn, context)
    assert(role, 'a role that was authorized exists')
    const account = accountOf(role.arn)
    const seconds = chainedSeconds(input, role, identity)
    const now = clock.now()
    const sourceIdentity = sourceIdentityOf(input, identity)
    const tags = sessionTags(input.Tags, input.TransitiveTagKeys, inheritedTags(identity))
    const inlinePolicy = sessionPolicy(input.Policy)
    const session: Session = {
      kind: 'role',
      issuedAt: now,
      expiresAt: now + seconds * 1000,
      issuerUniqueId: role.id,
      sessionName: input.RoleSessionName,
      ...tags,
      ...(inlinePolicy !== undefined && { inlinePolicy }),
      policyArns: await sessionPolicyArns(input.PolicyArns, account, documents),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    }
    const issued = await issue(account, roleIssuer(role), session, context)
    const device = await acceptedDevice(input, context)
    // Only now is the code spent: a call that is refused leaves it good.
    if (device) await documents.commit([spentCode(identity.account, device)])
    const { principal } = issued.identity
    return {
      Credentials: credentialsOf(issued, session.expiresAt),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: 'arn' in principal ? principal.arn : '',
      },
      PackedPolicySize: issued.packedPolicyPercent || undefined,
      SourceIdentity: sourceIdentity,
    }
  },
})

interface Asked {
  readonly role: Role | undefined
  readonly inherited: readonly Tag[]
  /** The request came with a good code: it counts for this decision, not for the session (§5.6). */
  readonly hasMfa: boolean
}

function roleCheck(
  action: string,
  input: AssumeRoleRequest,
  { role, inherited, hasMfa }: Asked,
  { compiler }: StsContext,
): Check {
  const requestTags = [...inherited, ...wireTags(input.Tags ?? [])]
  return check(
    action,
    { arns: [input.RoleArn], account: accountOf(input.RoleArn), trustsAccount: false },
    {
      tags: async () => role && tagsBeneath(role, inherited),
      tagPrefixes: ['iam:ResourceTag'],
      ...(requestTags.length > 0 && { requestTags }),
      policies: async () => (role ? [compiler.trust(role)] : []),
      context: {
        ...(hasMfa && MFA_NOW),
        'sts:ExternalId': input.ExternalId,
        'sts:RoleSessionName': input.RoleSessionName,
        'sts:DurationSeconds': String(input.DurationSeconds ?? LIMITS.defaultSessionSeconds),
        'sts:SourceIdentity': input.SourceIdentity,
        'sts:TransitiveTagKeys': input.TransitiveTagKeys,
      },
    },
  )
}

const inheritedTags = ({ session }: Identity): readonly Tag[] =>
  session?.kind === 'role' ? transitiveTags(session.tags, session.transitiveTagKeys) : []

const MFA_NOW = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }

/** The order of the checks was recorded: the role's maximum, then the hour of role chaining. */
function chainedSeconds({ DurationSeconds }: AssumeRoleRequest, role: Role, by: Identity): number {
  const seconds = sessionSeconds(DurationSeconds, role)
  if (by.session?.kind !== 'role' || seconds <= LIMITS.chainedSessionSeconds) return seconds
  throw new ServiceError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    { status: 400 },
  )
}

function sourceIdentityOf(
  { SourceIdentity }: AssumeRoleRequest,
  { session }: Identity,
): string | undefined {
  const inherited = session?.sourceIdentity
  if (inherited !== undefined && SourceIdentity !== undefined && inherited !== SourceIdentity) {
    throw new ServiceError(
      'ValidationError',
      'The source identity is already set for this assume role session',
      { status: 400 },
    )
  }
  return SourceIdentity ?? inherited
}
