/** Bounds of the key management service; figures of AWS unless another reason is given (spec/surroundings.md §3). */
export const LIMITS = {
  keysPerRegion: 100_000,
  aliasesPerKey: 50,
  tagsPerKey: 50,
  policyCharacters: 32_768,
  /** Of all names and values of an encryption context, UTF-8. */
  encryptionContextBytes: 8_192,
  dataKeyBytes: 1_024,
  deletionDays: { least: 7, most: 30 },
  rotationDays: 365,
  onDemandRotations: 25,
  grantsPerKey: 50_000,
  /** Pairs of one constraint of a grant, and characters of each value. */
  constraintPairs: 8,
  constraintValueCharacters: 384,
  /** Grants on one key for one grantee: what a single decision may have to look at. */
  grantsPerGrantee: 500,
  /** What listings return when they are not told, and at most. */
  pages: {
    keys: { usual: 100, most: 1_000 },
    aliases: { usual: 50, most: 100 },
    grants: { usual: 50, most: 100 },
    tags: { usual: 50, most: 50 },
    rotations: { usual: 100, most: 1_000 },
  },
  /** Ours: key pairs that are made at the same time, and that may wait for it. */
  pairsAtOnce: 2,
  pairsWaiting: 32,
  /** Ours: documents that a clean-up deletes in one commit. */
  forgottenAtOnce: 200,
} as const
