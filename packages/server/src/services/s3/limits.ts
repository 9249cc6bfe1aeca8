/** Bounds of S3; figures of AWS unless another reason is given (spec/surroundings.md §1.2). */
export const LIMITS = {
  bucketsPerAccount: 10_000,
  keyBytes: 1_024,
  objectBytes: 50 * 1024 ** 4,
  singlePutBytes: 5 * 1024 ** 3,
  partBytes: 5 * 1024 ** 3,
  smallestPartBytes: 5 * 1024 ** 2,
  parts: 10_000,
  metadataBytes: 2_048,
  objectTags: 10,
  bucketTags: 50,
  tagKeyCharacters: 128,
  tagValueCharacters: 256,
  policyBytes: 20 * 1024,
  listed: 1_000,
  listedBuckets: 10_000,
  /** Of which so many are read at a time, ours: their policies and rules are no part of a listing. */
  bucketsReadAtOnce: 100,
  deletedAtOnce: 1_000,
  /** How many of them go at the same time, and how often one is tried again, ours. */
  deletedTogether: 16,
  deletionAttempts: 8,
  /** Uploads of one key that are told of its deletion, ours: with more, the oldest of them are. */
  overtakenUploads: 100,
  lifecycleRules: 1_000,
  lifecycleRuleIdCharacters: 255,
  /** All rules of a bucket as JSON, ours: every request to the bucket reads them. */
  lifecycleBytes: 256 * 1024,
  /** The id or ARN of a KMS key (spec/surroundings.md §3). */
  keyIdCharacters: 2_048,
  /** Bytes of an object that are encrypted as one, ours: a range costs no more than its frames. */
  frameBytes: 65_536,
  /** Objects up to this size lie in their document, ours: one write to disk in place of four. */
  inlineBytes: 2_048,
  /** Documents that a listing reads at once behind a common prefix, ours. */
  probed: 8,
  /** Buckets of which is remembered whether they log requests, and for how long, ours, ms. */
  loggedBuckets: 1_000,
  loggingKnownMs: 5_000,
  /** Requests that are noted before they are written down, and for how long, ours; more are lost. */
  noted: 10_000,
  notedMs: 1_000,
  /** Characters of what is noted, and of one of its columns, ours: a key has 3,072 when all of it is encoded. */
  notedCharacters: 8_000_000,
  accessLogColumnCharacters: 4_096,
  /** Of the prefix of an access log, ours: with what follows it must be a key. */
  accessLogPrefixBytes: 800,
  /** How often access logs are delivered, how many records an object has, how long they wait at most, ours. */
  accessLogEveryMs: 5 * 60_000,
  accessLogLines: 5_000,
  accessLogKeptMs: 60 * 60_000,
  /** Characters of an object of access logs, about, and records that are read at once, ours. */
  accessLogCharacters: 4_000_000,
  accessLogReadAtOnce: 250,
  /** How long replaced bytes stay for those who are reading them, ours, ms. */
  trashMs: 15 * 60_000,
  /** How long a bucket stays closed whose deletion did not come to its end, ours, ms. */
  deletionMs: 30_000,
  /** How often expired objects and replaced bytes are looked for, ours, ms. */
  upkeepEveryMs: 3_600_000,
  /** Documents that a job changes in one commit, ours. */
  changedAtOnce: 100,
} as const
