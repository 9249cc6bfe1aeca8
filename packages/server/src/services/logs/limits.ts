/** Bounds of CloudWatch Logs; figures of AWS unless another reason is given (spec/surroundings.md §2). */
export const LIMITS = {
  nameCharacters: 512,
  groupsPerRegion: 1_000_000,
  tagsPerGroup: 50,
  accountPolicies: 10,
  accountPolicyCharacters: 5_120,
  groupPolicyCharacters: 51_200,
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
  subscriptionsPerGroup: 2,
  metricFiltersPerGroup: 100,
  dimensionsPerMetric: 3,
  /** One PutMetricData call (spec/surroundings.md §8). */
  valuesPerDatum: 150,
  dataPerCall: 1_000,
  dimensionCharacters: 1_024,
  largestValue: 2 ** 360,
  /** Ours: how much earlier than CloudWatch's own limit a data point is too old to be handed on. */
  oldestMarginMs: 60_000,
  /** Payload of one asynchronous invocation (spec/surroundings.md §4). */
  subscriptionBytes: 1_048_576,
  /** How long events for a subscription or a metric are tried to be handed on, and how long while that is denied. */
  arrivalAgeMs: 24 * 3_600_000,
  deniedArrivalAgeMs: 10 * 60_000,
  /** Ours: the waits between two tries. */
  shortestArrivalRetryMs: 1_000,
  longestArrivalRetryMs: 300_000,
  /** Rows of a query's results. */
  queryRows: 10_000,
  activeQueries: 30,
  queryGroupNames: 50,
  queriesAtOnce: 1_000,
  queryMs: 60 * 60_000,
  /** Ours: queries that one process runs at the same time, and when to look again for a place. */
  queriesAtWork: 2,
  workWaitMs: 500,
  /** How long results can be read. */
  queryKeptMs: 7 * 24 * 3_600_000,
  /** Ours: nesting and number of what a query says. */
  queryDepth: 64,
  queryCommands: 64,
  queryParts: 1_000,
  /** Ours: rows that a query holds while it sorts, and characters of what it holds, 32 more for each value. */
  queryHeldRows: 50_000,
  queryHeldCharacters: 32 * 1_048_576,
  /** Ours: characters of one text that `concat` or `replace` make; a message has half of it at most. */
  queryTextCharacters: 2 * 1_048_576,
  /** Ours: rows beyond twice the wanted ones after which a sort lets go of those that cannot be shown. */
  querySpareRows: 1_000,
  /** Ours: characters of results in one document, and in all. */
  queryPartCharacters: 2 * 1_048_576,
  queryResultCharacters: 32 * 1_048_576,
  activeExports: 1,
  /** Ours: a task can be looked at and cancelled before it begins. */
  exportDelayMs: 2_000,
  /** Ours: how long tasks are told of; characters of lines in one file. */
  exportKeptMs: 30 * 24 * 3_600_000,
  exportPartCharacters: 32 * 1_048_576,
  /** Ours: what one FilterLogEvents call reads before it answers with a token to go on. */
  scannedEvents: 50_000,
  scannedBytes: 16 * 1_048_576,
  scannedMs: 2_000,
  /** Ours: after how many events, or how long, going through events lets others run. */
  breathEvents: 1_000,
  breathMs: 20,
  /** Ours: names that one DescribeLogGroups call compares with a pattern. */
  comparedNames: 2_000,
  patternCharacters: 1_024,
  /** Ours: terms, comparisons and nested parentheses of a filter pattern. */
  patternParts: 256,
  patternDepth: 32,
  /** Wildcards of one property selector. */
  selectorWildcards: 3,
  /** Ours: steps of a compiled regular expression; matching costs at most this times the text. */
  regexSteps: 2_000,
  /** Ours: sets of places that the automaton of an expression keeps, and what one message may cost beside them. */
  regexStates: 256,
  regexWork: 10_000_000,
  /** Ours: regular expressions of one filter pattern or query (AWS: two of a pattern). */
  regexes: 32,
  /** Ours: events are kept together by this span of their time; one span is read and sorted as a whole. */
  bucketMs: 10_000,
  /** Ours: calls whose events are read in one page, and characters of all events of a span that is read. */
  chunksAtOnce: 64,
  heldCharacters: 128 * 1_048_576,
  /** What an event counts beside its message. */
  heldEventCharacters: 200,
  /** Ours: streams of a group that are begun to be read at the same time. */
  streamsAtOnce: 64,
  /** Ours: names of buckets read ahead in one page, a stream. */
  bucketsAhead: 64,
  /** Ours: documents that a clean-up deletes in one commit. */
  forgottenAtOnce: 64,
  /** Ours: how often retention looks for events that have expired; reads never show them. */
  retentionEveryMs: 3_600_000,
} as const
