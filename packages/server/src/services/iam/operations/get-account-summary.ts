import {
  type Account,
  accountKey,
  type Counted,
  countKey,
  type ManagedPolicy,
  recordOf,
} from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { iam } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { LIMITS, type Quotas } from '../limits.ts'
import { scan } from '../paging.ts'

/** What the account has, and how much of each it may have. */
export const getAccountSummary = operation(iam.GetAccountSummary, {
  readOnly: true,
  authorize: () => check('iam:GetAccountSummary', { arns: 'any', shownAs: '*' }),

  async handle(_, context) {
    const { account, documents, quotas } = context
    const count = (what: Counted) => documents.counter(countKey(account, what))
    const own = recordOf<Account>(await documents.get(accountKey(account)))
    return {
      SummaryMap: {
        ...quotasOutput(quotas),
        Users: await count('users'),
        Groups: await count('groups'),
        Roles: await count('roles'),
        Policies: await count('policies'),
        PolicyVersionsInUse: await versionsInUse(context),
        InstanceProfiles: await count('instance-profiles'),
        ServerCertificates: await count('server-certificates'),
        Providers: (await count('oidc-providers')) + (await count('saml-providers')),
        MFADevices: await count('mfa-devices'),
        MFADevicesInUse: await count('mfa-devices-in-use'),
        AccountAccessKeysPresent: (own?.rootAccessKeyIds ?? []).length > 0 ? 1 : 0,
      },
    }
  },
})

const quotasOutput = (quotas: Quotas) => ({
  UsersQuota: quotas.UsersPerAccount,
  GroupsQuota: quotas.GroupsPerAccount,
  RolesQuota: quotas.RolesPerAccount,
  PoliciesQuota: quotas.PoliciesPerAccount,
  PolicyVersionsInUseQuota: LIMITS.policyVersionsInUse,
  VersionsPerPolicyQuota: LIMITS.versionsPerPolicy,
  PolicySizeQuota: LIMITS.PolicySize,
  UserPolicySizeQuota: LIMITS.inlinePolicySize.user,
  GroupPolicySizeQuota: LIMITS.inlinePolicySize.group,
  RolePolicySizeQuota: LIMITS.inlinePolicySize.role,
  AssumeRolePolicySizeQuota: quotas.ACLSizePerRole,
  AttachedPoliciesPerUserQuota: quotas.PoliciesPerUser,
  AttachedPoliciesPerGroupQuota: quotas.PoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: quotas.PoliciesPerRole,
  GroupsPerUserQuota: LIMITS.GroupsPerUser,
  AccessKeysPerUserQuota: LIMITS.AccessKeysPerUser,
  InstanceProfilesQuota: quotas.InstanceProfilesPerAccount,
  ServerCertificatesQuota: quotas.ServerCertificatesPerAccount,
  // Kinds of things that this server does not keep: there are none.
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  GlobalEndpointTokenVersion: 1,
})

async function versionsInUse(context: IamContext): Promise<number> {
  const policies = within('iam.policy', context.account)
  const all = { MaxItems: context.quotas.PoliciesPerAccount }
  const { items } = await scan(
    policies,
    all,
    context,
    row => recordOf<ManagedPolicy>(row)?.versions.length,
  )
  return items.reduce((sum, count) => sum + count, 0)
}
