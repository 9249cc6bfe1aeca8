/** Bounds of CloudWatch Logs; figures of AWS unless another reason is given (spec/surroundings.md §2). */
export const LIMITS = {
  nameCharacters: 512,
  groupsPerRegion: 1_000_000,
  tagsPerGroup: 50,
  /** UTF-8 bytes of all messages of a batch, with `eventOverheadBytes` for each. */
  batchBytes: 1_048_576,
  eventOverheadBytes: 26,
  batchSpanMs: 24 * 3_600_000,
  newestMs: 2 * 3_600_000,
  oldestMs: 14 * 24 * 3_600_000,
  retentionDays: [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ],
  describedAtOnce: 50,
  eventsAtOnce: 10_000,
  answerBytes: 1_048_576,
  /** Ours: what one FilterLogEvents call reads before it answers with a token to go on. */
  scannedEvents: 50_000,
  scannedBytes: 16 * 1_048_576,
  /** Ours: names that one DescribeLogGroups call compares with a pattern. */
  comparedNames: 2_000,
  patternCharacters: 1_024,
  /** Ours: terms, comparisons and nested parentheses of a filter pattern. */
  patternParts: 256,
  patternDepth: 32,
  /** Ours: events are kept together by this span of their time; one span is read and sorted as a whole. */
  bucketMs: 10_000,
  /** Ours: names of buckets read ahead in one page, a stream. */
  bucketsAhead: 64,
  /** Ours: documents that a clean-up deletes in one commit. */
  forgottenAtOnce: 200,
  /** Ours: how often retention looks for events that have expired; reads never show them. */
  retentionEveryMs: 3_600_000,
} as const
