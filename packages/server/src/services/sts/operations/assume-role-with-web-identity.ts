import type { Check } from '../../../access/check.ts'
import type { Session } from '../../../access/identity.ts'
import type { Role } from '../../../access/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { type AssumeRoleWithWebIdentityRequest, sts } from '../../../wire/models/sts.ts'
import { operation, type StsContext } from '../context.ts'
import { credentialsOf, issue } from '../issuing.ts'
import { LIMITS } from '../limits.ts'
import { accountOf, findRole, refuseMalformedArn, roleIssuer, sessionSeconds } from '../roles.ts'
import { sessionPolicy, sessionPolicyArns, sessionTags } from '../session-input.ts'
import { claimedSourceIdentity, claimedTags, providerKeysOf } from '../web-identity/claims.ts'
import { audiencesOf, type WebIdentity, webIdentityOf } from '../web-identity/token.ts'

/**
 * Temporary credentials of a role for whom an identity provider vouches: nobody signs this request, the
 * token does (spec/iam.md §7). A denial never tells whether the role is missing or distrusts the provider.
 */
export const assumeRoleWithWebIdentity = operation(sts.AssumeRoleWithWebIdentity, {
  denial: 'bare',
  // A session changes nothing that is stored.
  dataEvent: true,

  async authorize(input, context) {
    refuseMalformedArn(input.RoleArn)
    const identity = await identityOf(input, context)
    const role = await findRole(input.RoleArn, context)
    const checkOf = (action: string) => roleCheck(action, input, role, identity, context)
    const { tags } = claimedTags(identity.claims)
    return [
      checkOf('sts:AssumeRoleWithWebIdentity'),
      ...(tags.length > 0 ? [checkOf('sts:TagSession')] : []),
      ...(claimedSourceIdentity(identity.claims) === undefined
        ? []
        : [checkOf('sts:SetSourceIdentity')]),
    ]
  },

  async handle(input, context) {
    const { clock, documents } = context
    const identity = await identityOf(input, context)
    const role = await findRole(input.RoleArn, context)
    assert(role, 'a role that was authorized exists')
    const account = accountOf(role.arn)
    const now = clock.now()
    const inlinePolicy = sessionPolicy(input.Policy)
    const sourceIdentity = claimedSourceIdentity(identity.claims)
    const session: Session = {
      kind: 'role',
      issuedAt: now,
      expiresAt: now + sessionSeconds(input.DurationSeconds, role) * 1000,
      issuerUniqueId: role.id,
      sessionName: input.RoleSessionName,
      ...tagsOf(identity),
      ...(inlinePolicy !== undefined && { inlinePolicy }),
      policyArns: await sessionPolicyArns(input.PolicyArns, account, documents),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      federatedProvider: identity.provider.arn,
    }
    const issued = await issue(account, roleIssuer(role), session, context)
    const { principal } = issued.identity
    return {
      Credentials: credentialsOf(issued, session.expiresAt),
      SubjectFromWebIdentityToken: identity.subject,
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: 'arn' in principal ? principal.arn : '',
      },
      PackedPolicySize: issued.packedPolicyPercent || undefined,
      Provider: identity.provider.arn,
      Audience: audiencesOf(identity.claims)[0],
      SourceIdentity: sourceIdentity,
    }
  },
})

const identityOf = (
  { WebIdentityToken, RoleArn }: AssumeRoleWithWebIdentityRequest,
  context: StsContext,
) => webIdentityOf(WebIdentityToken, accountOf(RoleArn), context)

function tagsOf({ claims }: WebIdentity) {
  const { tags, transitiveTagKeys } = claimedTags(claims)
  return sessionTags(
    tags.map(({ key, value }) => ({ Key: key, Value: value })),
    transitiveTagKeys,
  )
}

function roleCheck(
  action: string,
  input: AssumeRoleWithWebIdentityRequest,
  role: Role | undefined,
  identity: WebIdentity,
  { compiler }: StsContext,
): Check {
  const account = accountOf(input.RoleArn)
  const { tags, transitiveTagKeys } = claimedTags(identity.claims)
  return check(
    action,
    { arns: [input.RoleArn], account, trustsAccount: false },
    {
      as: {
        account,
        principal: { kind: 'federated-identity', provider: identity.provider.arn },
      },
      tags: async () => role?.tags,
      tagPrefixes: ['iam:ResourceTag'],
      ...(tags.length > 0 && { requestTags: tags }),
      policies: async () => (role ? [compiler.trust(role)] : []),
      context: {
        ...providerKeysOf(identity),
        'aws:FederatedProvider': identity.provider.arn,
        'sts:RoleSessionName': input.RoleSessionName,
        'sts:DurationSeconds': String(input.DurationSeconds ?? LIMITS.defaultSessionSeconds),
        'sts:SourceIdentity': claimedSourceIdentity(identity.claims),
        'sts:TransitiveTagKeys': transitiveTagKeys.length > 0 ? transitiveTagKeys : undefined,
      },
    },
  )
}
