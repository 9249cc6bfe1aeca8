/** Bounds of signature verification. */
export const LIMITS = {
  /** Derived signing keys held in memory; one per access key, day, region and service. */
  cachedSigningKeys: 10_000,
} as const
