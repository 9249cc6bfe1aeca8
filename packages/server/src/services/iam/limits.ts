/**
 * Quotas of an account, by the names that IAM prints in `Cannot exceed quota for NAME: N`
 * (spec/iam.md §1.2, §6.3), and bounds of our own.
 */
export const LIMITS = {
  UsersPerAccount: 5_000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1_000,
  PoliciesPerAccount: 1_500,
  InstanceProfilesPerAccount: 1_000,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  GroupsPerUser: 10,
  AccessKeysPerUser: 2,
  TagsPerUser: 50,
  TagsPerRole: 50,
  TagsPerPolicy: 50,
  TagsPerInstanceProfile: 50,
  /** Characters of a role's trust policy, white space outside of texts not counted. */
  ACLSizePerRole: 2_048,
  /** Characters of one version of a managed policy. */
  PolicySize: 6_144,
  versionsPerPolicy: 5,
  /** Printed by GetAccountSummary; AWS counts versions that are attached or not alike. */
  policyVersionsInUse: 10_000,
  InstanceSessionsPerInstanceProfile: 1,
  /** Characters of all inline policies of one entity together. */
  inlinePolicySize: { user: 2_048, group: 5_120, role: 10_240 },
  pageItems: 100,
  /** Rows that a filtered listing looks at before it answers with what it has. */
  scannedRows: 5_000,
  maxSessionSeconds: 3_600,
  /** Decisions that one simulation may take: actions times resources. */
  simulatedDecisions: 5_000,
  /** Resources named by a failed deletion of a service-linked role. */
  listedUsage: 100,
} as const

/** A quota that a message names. */
export type Quota = {
  [K in keyof typeof LIMITS]: K extends Capitalize<K> ? K : never
}[keyof typeof LIMITS]
