/** Bounds of the audit trail. */
export const LIMITS = {
  /** Records of allowed reads and refused requests held in memory. */
  ringRecords: 10_000,
  /** Records of requests that never proved who they were from, held in memory apart from the others. */
  strangerRecords: 1_000,
  /** Characters that the requests and decisions of these two may have in all, about. */
  ringCharacters: 32 * 1024 * 1024,
  strangerCharacters: 4 * 1024 * 1024,
  /** What a decision, or a record without any, takes beside the names in it, about. */
  charactersOfOne: 1_000,
  /** Durable records (writes and denials) are forgotten after this many days, as CloudTrail's event history. */
  retentionDays: 90,
  /** Records removed in one pruning step. */
  prunedAtOnce: 500,
  /** Records that one look into the history reads before it answers with what it has. */
  historyScan: 2_000,
  /** Documents of the history that are read at once. */
  historyPage: 100,
  /** Accounts whose trails are kept in memory. */
  accountsWithTrails: 4_096,
  /** A process that has not heard of the others for longer does not trust what it keeps of trails, ms. */
  longestSilenceMs: 1_000,
  /** Rows that are known to be written; beyond it they are written again. */
  knownRows: 8_192,
  /** Characters of requestParameters and of responseElements in an event; CloudTrail leaves out what is larger. */
  eventMemberCharacters: 100_000,
} as const
