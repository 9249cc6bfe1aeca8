/** Quotas of AWS Organizations (its user guide, "Quotas"), and bounds of our own. */
export const LIMITS = {
  accounts: 1_000,
  units: 2_000,
  policies: 2_000,
  /** Levels of units beneath the root. */
  unitDepth: 5,
  /** Policies of one type on one root, unit or account. */
  policiesPerTarget: 5,
  /** Characters of a policy, white space counted. */
  policyCharacters: 5_120,
  tagsPerResource: 50,
  pageItems: 20,
  /** How long an invitation stands. */
  handshakeMs: 15 * 86_400_000,
  /** Ours: invitations of one account by one organisation that are kept (AWS: for 30 days). */
  keptInvitations: 10,
  /** How often a random account id may be taken already. */
  idAttempts: 20,
} as const
