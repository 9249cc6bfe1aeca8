/** Bounds of the audit trail. */
export const LIMITS = {
  /** Records of allowed reads and refused requests held in memory. */
  ringRecords: 10_000,
  /** Records of requests that never proved who they were from, held in memory apart from the others. */
  strangerRecords: 1_000,
  /** Durable records (writes and denials) are forgotten after this many days, as CloudTrail's event history. */
  retentionDays: 90,
  /** Records removed in one pruning step. */
  prunedAtOnce: 500,
} as const
