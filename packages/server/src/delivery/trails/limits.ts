/** Bounds of the delivery of trails (spec/surroundings.md §11). */
export const LIMITS = {
  /** Events of one log file. */
  fileEvents: 5_000,
  /** Characters of the events of one log file; the last event may go beyond it. */
  fileCharacters: 8 * 1024 * 1024,
  /** Entries of a queue that are read at once. */
  pageEntries: 50,
  /** Log files that one digest tells of; the next one tells of the others. */
  digestFiles: 5_000,
  /** When a delivery that failed is tried again. */
  retryMs: 60_000,
  /** Events that could not be delivered for so long are dropped, as CloudTrail does. */
  patienceMs: 30 * 86_400_000,
  /** The same once the trail is deleted. */
  lastPatienceMs: 86_400_000,
  /** Bounds of PutLogEvents, with room for what each event counts there. */
  logEvents: 256,
  logBytes: 1_000_000,
  logEventBytes: 256_000,
  logEventOverheadBytes: 26,
  logSpanMs: 23 * 3_600_000,
} as const
