import { sts } from '../../../wire/models/sts.ts'
import { operation } from '../context.ts'
import { credentialsOf, issue, ownIssuer } from '../issuing.ts'
import { acceptedDevice, spentCode } from '../mfa.ts'

/**
 * Temporary credentials of the calling user or root itself; with a code of its device they say so for as long as
 * they last. No policy controls it (spec/iam.md §4.3).
 */
export const getSessionToken = operation(sts.GetSessionToken, {
  // A session changes nothing that is stored.
  dataEvent: true,
  authorize: () => [],

  async handle({ DurationSeconds, ...mfa }, context) {
    const { identity, account, clock, documents } = context
    const device = await acceptedDevice(mfa, context)
    const { issuer, seconds, ...marks } = ownIssuer(identity, DurationSeconds)
    const now = clock.now()
    const expiresAt = now + seconds * 1000
    const issued = await issue(
      account,
      issuer,
      {
        kind: 'user',
        issuedAt: now,
        expiresAt,
        ...marks,
        sessionName: '',
        tags: [],
        transitiveTagKeys: [],
        policyArns: [],
        ...(device && { mfaAuthenticatedAt: now }),
      },
      context,
    )
    if (device) await documents.commit([spentCode(account, device)])
    return { Credentials: credentialsOf(issued, expiresAt) }
  },
})
