/** Durations of sessions, in seconds (spec/iam.md §5.7). */
export const LIMITS = {
  defaultSessionSeconds: 3_600,
  /** Of GetSessionToken and GetFederationToken; root's end after an hour at most, whatever it asks for. */
  defaultOwnSessionSeconds: 43_200,
  rootSessionSeconds: 3_600,
  /** A session that assumes a role: one hour at most (role chaining, §5.3). */
  chainedSessionSeconds: 3_600,
  /** Managed session policies a call may name. */
  policyArns: 10,
} as const
