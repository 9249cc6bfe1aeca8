import { check } from '../../../operation/check.ts'
import { sts } from '../../../wire/models/sts.ts'
import { operation } from '../context.ts'
import { credentialsOf, issue, ownIssuer } from '../issuing.ts'
import { sessionPolicy, sessionPolicyArns, sessionTags, wireTags } from '../session-input.ts'

/**
 * Temporary credentials for somebody whom the calling user or root vouches for: what both the caller's
 * policies and the session's allow; nothing at all without a session policy (spec/iam.md §4.3).
 */
export const getFederationToken = operation(sts.GetFederationToken, {
  // A session changes nothing that is stored.
  dataEvent: true,

  authorize({ Name, Tags = [] }, { account }) {
    const arn = federatedArn(account, Name)
    if (Tags.length === 0) return check('sts:GetFederationToken', arn)
    const tags = { requestTags: wireTags(Tags) }
    return [check('sts:GetFederationToken', arn, tags), check('sts:TagSession', arn, tags)]
  },

  async handle({ Name, Policy, PolicyArns, DurationSeconds, Tags }, context) {
    const { identity, account, clock, documents } = context
    const { issuer, seconds, ...marks } = ownIssuer(identity, DurationSeconds)
    const now = clock.now()
    const expiresAt = now + seconds * 1000
    const inlinePolicy = sessionPolicy(Policy)
    const issued = await issue(
      account,
      issuer,
      {
        kind: 'federated',
        issuedAt: now,
        expiresAt,
        ...marks,
        sessionName: Name,
        ...sessionTags(Tags),
        ...(inlinePolicy !== undefined && { inlinePolicy }),
        policyArns: await sessionPolicyArns(PolicyArns, account, documents),
      },
      context,
    )
    return {
      Credentials: credentialsOf(issued, expiresAt),
      FederatedUser: { FederatedUserId: `${account}:${Name}`, Arn: federatedArn(account, Name) },
      PackedPolicySize: issued.packedPolicyPercent,
    }
  },
})

const federatedArn = (account: string, name: string) =>
  `arn:aws:sts::${account}:federated-user/${name}`
