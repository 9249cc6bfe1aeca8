/** Durations of sessions, in seconds (spec/iam.md §5.7), and bounds of asking identity providers. */
export const LIMITS = {
  defaultSessionSeconds: 3_600,
  /** Of GetSessionToken and GetFederationToken; root's end after an hour at most, whatever it asks for. */
  defaultOwnSessionSeconds: 43_200,
  rootSessionSeconds: 3_600,
  /** A session that assumes a role: one hour at most (role chaining, §5.3). */
  chainedSessionSeconds: 3_600,
  /** Managed session policies a call may name. */
  policyArns: 10,
  /** Identity providers whose keys are remembered, how long, and how soon they may be asked again. */
  providers: 200,
  providerKeysMs: 10 * 60_000,
  providerRefreshMs: 60_000,
  /** How soon a provider is asked again that gave no keys. */
  providerFailureMs: 10_000,
  /** Keys of one provider, bytes of one of its answers, and the time that it has. */
  providerKeys: 100,
  providerBytes: 256 * 1024,
  providerTimeoutMs: 5_000,
  /** How far the clock of an identity provider may be away. */
  providerSkewSeconds: 5 * 60,
} as const
