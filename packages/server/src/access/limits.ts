/** Bounds of identity and access management at run time. */
export const LIMITS = {
  /** Compiled documents remembered by content, and their characters, each of which takes about 18 bytes. */
  compiledPolicies: 4_096,
  compiledCharacters: 4 * 1024 * 1024,
  /** Users, groups, roles, sessions and trust policies whose compiled policies are at hand, and their characters. */
  compiledRecords: 10_000,
  compiledRecordCharacters: 16 * 1024 * 1024,
  /** Opened session tokens remembered. */
  openedSessions: 4_096,
  /** Opened secrets of long-term keys remembered. */
  openedSecrets: 10_000,
  /** Characters of a session token (spec/iam.md §7). */
  tokenCharacters: 4_096,
  /** Compressed bytes that policies and tags of a session may take; PackedPolicySize is relative to it. */
  packedPolicyBytes: 2_048,
  /** How often the last use of one key or role is written down. */
  lastUseIntervalMs: 15 * 60_000,
  /** How far the clock of an MFA device may be away when it is registered or synchronised. */
  mfaDriftSteps: 20,
  /** Wrong codes for one device in a row of minutes; then none is accepted until they have passed. */
  mfaGuesses: 10,
  mfaGuessWindowMs: 5 * 60_000,
  /** Devices whose wrong codes are counted. */
  guessedDevices: 10_000,
  /** Keys and roles whose last note is remembered. */
  notedUses: 10_000,
} as const
