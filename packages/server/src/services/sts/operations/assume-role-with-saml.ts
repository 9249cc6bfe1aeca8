import type { Check } from '../../../access/check.ts'
import type { Session } from '../../../access/identity.ts'
import type { Role } from '../../../access/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import {
  type AssumeRoleWithSAMLRequest,
  ExpiredTokenException,
  InvalidIdentityTokenException,
  sts,
} from '../../../wire/models/sts.ts'
import { operation, type StsContext } from '../context.ts'
import { credentialsOf, issue } from '../issuing.ts'
import { LIMITS } from '../limits.ts'
import { findRole, refuseMalformedArn, roleIssuer, sessionSeconds } from '../roles.ts'
import { samlKeys } from '../saml/condition-keys.ts'
import { type SamlIdentity, samlIdentityOf } from '../saml/identity.ts'
import { sessionPolicy, sessionPolicyArns, sessionTags } from '../session-input.ts'

/**
 * Temporary credentials of a role for whom a SAML provider vouches: nobody signs this request, the assertion
 * is signed (spec/iam.md §7). A denial never tells whether the role is missing or distrusts the provider.
 */
export const assumeRoleWithSaml = operation(sts.AssumeRoleWithSAML, {
  denial: 'bare',
  // A session changes nothing that is stored.
  dataEvent: true,

  async authorize(input, context) {
    refuseMalformedArn(input.RoleArn)
    refuseMalformedArn(input.PrincipalArn)
    const identity = await samlIdentityOf(input, context)
    const role = await findRole(input.RoleArn, context)
    const checkOf = (action: string) => roleCheck(action, input, role, identity, context)
    const { tags, sourceIdentity } = identity.claims
    return [
      checkOf('sts:AssumeRoleWithSAML'),
      ...(tags.length > 0 ? [checkOf('sts:TagSession')] : []),
      ...(sourceIdentity === undefined ? [] : [checkOf('sts:SetSourceIdentity')]),
    ]
  },

  async handle(input, context) {
    const identity = await samlIdentityOf(input, context)
    const role = await findRole(input.RoleArn, context)
    assert(role, 'a role that was authorized exists')
    const session = await sessionOf(input, identity, role, context)
    const { account, assertion } = identity
    await refuseUsedUp(identity, context)
    const issued = await issue(account, roleIssuer(role), session, context)
    const { principal } = issued.identity
    return {
      Credentials: credentialsOf(issued, session.expiresAt),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${session.sessionName}`,
        Arn: 'arn' in principal ? principal.arn : '',
      },
      PackedPolicySize: issued.packedPolicyPercent || undefined,
      Subject: assertion.subject,
      SubjectType: assertion.subjectType,
      Issuer: assertion.issuer,
      Audience: assertion.recipient,
      NameQualifier: identity.nameQualifier,
      SourceIdentity: session.sourceIdentity,
    }
  },
})

async function sessionOf(
  input: AssumeRoleWithSAMLRequest,
  { account, assertion, claims, provider }: SamlIdentity,
  role: Role,
  { clock, documents }: StsContext,
): Promise<Session> {
  const now = clock.now()
  const { sessionName, sourceIdentity, tags, transitiveTagKeys } = claims
  const seconds = sessionSeconds(input.DurationSeconds ?? claims.sessionSeconds, role)
  const { sessionEndsAt: end = Number.POSITIVE_INFINITY } = assertion
  if (end <= now) throw ExpiredTokenException('Response is expired')
  const inlinePolicy = sessionPolicy(input.Policy)
  return {
    kind: 'role',
    issuedAt: now,
    expiresAt: Math.min(now + seconds * 1000, end),
    issuerUniqueId: role.id,
    sessionName,
    ...sessionTags(
      tags.map(({ key, value }) => ({ Key: key, Value: value })),
      transitiveTagKeys,
    ),
    ...(inlinePolicy !== undefined && { inlinePolicy }),
    policyArns: await sessionPolicyArns(input.PolicyArns, account, documents),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    federatedProvider: provider.arn,
  }
}

/** An assertion may be shown again for another of its roles, unless its provider forbids it. */
async function refuseUsedUp(
  { assertion, provider }: SamlIdentity,
  { usedAssertions, requestId }: StsContext,
): Promise<void> {
  const { isForOneUse, id } = assertion
  if (!isForOneUse || (await usedAssertions.take({ providerArn: provider.arn, id }, requestId)))
    return
  throw InvalidIdentityTokenException('Response was already used')
}

function roleCheck(
  action: string,
  input: AssumeRoleWithSAMLRequest,
  role: Role | undefined,
  identity: SamlIdentity,
  { compiler }: StsContext,
): Check {
  const { account, provider, claims } = identity
  const { tags, transitiveTagKeys, sessionName, sourceIdentity } = claims
  const seconds = input.DurationSeconds ?? claims.sessionSeconds ?? LIMITS.defaultSessionSeconds
  return check(
    action,
    { arns: [input.RoleArn], account, trustsAccount: false },
    {
      as: { account, principal: { kind: 'federated-identity', provider: provider.arn } },
      tags: async () => role?.tags,
      tagPrefixes: ['iam:ResourceTag'],
      ...(tags.length > 0 && { requestTags: tags }),
      policies: async () => (role ? [compiler.trust(role)] : []),
      context: {
        ...samlKeys(identity),
        'aws:FederatedProvider': provider.arn,
        'sts:RoleSessionName': sessionName,
        'sts:DurationSeconds': String(seconds),
        'sts:SourceIdentity': sourceIdentity,
        'sts:TransitiveTagKeys': transitiveTagKeys.length > 0 ? transitiveTagKeys : undefined,
      },
    },
  )
}
