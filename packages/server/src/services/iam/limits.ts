/**
 * Quotas of an account that its operator may set, by the names that IAM prints in
 * `Cannot exceed quota for NAME: N`, with the defaults of AWS (spec/iam.md §1.2, §6.3).
 */
export const QUOTAS = {
  UsersPerAccount: 5_000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1_000,
  PoliciesPerAccount: 1_500,
  InstanceProfilesPerAccount: 1_000,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  /** Characters of a role's trust policy, white space outside of texts not counted. */
  ACLSizePerRole: 2_048,
  /** Virtual devices, assigned or not; AWS tells no number beyond that of users. */
  VirtualMFADevicesPerAccount: 40_000,
  OpenIdConnectProvidersPerAccount: 100,
  SAMLProvidersPerAccount: 100,
  ServerCertificatesPerAccount: 20,
} as const

export type Quotas = { readonly [Q in keyof typeof QUOTAS]: number }

/** Quotas that nobody may set, and bounds of our own. */
export const LIMITS = {
  GroupsPerUser: 10,
  AccessKeysPerUser: 2,
  TagsPerUser: 50,
  TagsPerRole: 50,
  TagsPerPolicy: 50,
  TagsPerInstanceProfile: 50,
  /** Characters of one version of a managed policy. */
  PolicySize: 6_144,
  versionsPerPolicy: 5,
  /** Printed by GetAccountSummary; AWS counts versions that are attached or not alike. */
  policyVersionsInUse: 10_000,
  InstanceSessionsPerInstanceProfile: 1,
  /** Characters of all inline policies of one entity together. */
  inlinePolicySize: { user: 2_048, group: 5_120, role: 10_240 },
  TagsPerMFADevice: 50,
  TagsPerOpenIDConnectProvider: 50,
  TagsPerSAMLProvider: 50,
  TagsPerServerCertificate: 50,
  MFADevicesPerUser: 8,
  ClientIdsPerOpenIdConnectProvider: 100,
  ThumbprintsPerOpenIdConnectProvider: 5,
  /** Bytes of the seed of a virtual MFA device. */
  mfaSeedBytes: 64,
  /** Of a password policy that does not say, and of accounts without one. */
  leastPasswordLength: 6,
  defaultPasswordLength: 8,
  /** Hashes of former passwords: as many as a policy may forbid to use again. */
  keptPasswords: 24,
  /** How long metadata of a SAML provider is valid. */
  samlValidityMs: 100 * 365 * 86_400_000,
  /** How long a credential report is handed out, and rows of it in one document. */
  credentialReportMs: 4 * 3_600_000,
  credentialReportRows: 500,
  pageItems: 100,
  /** Rows that a filtered listing looks at before it answers with what it has. */
  scannedRows: 5_000,
  maxSessionSeconds: 3_600,
  /** Decisions that one simulation may take: actions times resources. */
  simulatedDecisions: 5_000,
  /** Resources named by a failed deletion of a service-linked role. */
  listedUsage: 100,
} as const

/** A fixed quota that a message names. */
export type FixedQuota = {
  [K in keyof typeof LIMITS]: K extends Capitalize<K> ? K : never
}[keyof typeof LIMITS]
