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
  /** Tags and depth of elements of a SAML response, whose 100,000 characters (AWS) the model bounds. */
  samlTags: 2_000,
  samlDepth: 32,
  /** Of the metadata that is read; AWS keeps up to 10,000,000. */
  samlMetadataCharacters: 1_000_000,
  samlKeys: 20,
  samlRsaBits: 2_048,
  /** How long after it was made an assertion is good (AWS), and how far a provider's clock may be ahead. */
  samlRedeemMinutes: 5,
  samlSkewSeconds: 60,
  /** How long the message of a denial can be decoded (spec/iam.md §8.4). */
  authorizationMessageMs: 24 * 3_600_000,
} as const
