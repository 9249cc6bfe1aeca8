/** Bounds of CloudWatch; figures of AWS unless another reason is given (spec/surroundings.md §8). */
export const LIMITS = {
  datumsPerRequest: 1_000,
  valuesPerDatum: 150,
  newestMs: 2 * 3_600_000,
  oldestMs: 14 * 24 * 3_600_000,
  /** Values beyond it, in both directions, are refused. */
  largestValue: 2 ** 360,
  statisticsPoints: 1_440,
  dataQueries: 500,
  dataPoints: 100_800,
  /** Ours: points that one GetMetricData call computes, those of queries without output included. */
  computedPoints: 1_000_000,
  /** Ours: points that the expressions of one call look at, each time that they do; and what is read for its metrics. */
  pointsLookedAt: 2_000_000,
  samplesRead: 20_000_000,
  /** Ours: nesting and parts of one math expression; also how many may read one another in a row. */
  expressionDepth: 32,
  expressionParts: 512,
  /** Live parts of one label; more stay as they are. */
  liveLabelParts: 6,
  metricsPerPage: 500,
  /** A listing tells of metrics with data in the last two weeks, or in the last three hours. */
  listedMs: 14 * 24 * 3_600_000,
  recentlyActiveMs: 3 * 3_600_000,
  /** Ours: how exactly it is kept when a metric had its last data. */
  seenEveryMs: 15 * 60_000,
  /** Ours: metrics whose last data this process remembers, lest every call write it again. */
  rememberedMetrics: 100_000,
  /** How long points stay as fine as they came, then 60 s, 300 s and 3600 s apart. */
  fineMs: 3 * 3_600_000,
  minutesMs: 15 * 24 * 3_600_000,
  fiveMinutesMs: 63 * 24 * 3_600_000,
  hoursMs: 455 * 24 * 3_600_000,
  /** Ours: different values of one period that percentiles are computed from; more are put into classes. */
  distinctValues: 256,
  /** Ours: numbers that one document of points may hold, and what is left of a distribution where there are more. */
  numbersPerDocument: 300_000,
  fewValues: 16,
  /** Ours: the same of what one call writes for one metric and hour, and of what is held while reading; both are read by few. */
  numbersPerChunk: 40_000,
  numbersPerRead: 6_000_000,
  chunksReadAtOnce: 16,
  /** Ours: how often points are read again because they were folded or moved meanwhile. */
  readingsAgain: 5,
  /** Ours: numbers that pile up before they are folded. */
  numbersPerFold: 500_000,
  /** Ours: how often the writes of single calls are folded together, and how often points age. */
  settleEveryMs: 5 * 60_000,
  ageEveryMs: 6 * 3_600_000,
  /** Ours: how long before it is folded a call has at least to write what it was given. */
  settleLagMs: 60_000,
  /** Ours: documents that one step of these takes, and hours that are folded at once. */
  settledAtOnce: 500,
  settledTogether: 8,
  metricsReadAtOnce: 500,
  alarmsPerRegion: 5_000,
  /** Queries of an alarm on several metrics. */
  queriesPerAlarm: 20,
  tagsPerAlarm: 50,
  describedAlarms: 50,
  historyMs: 30 * 24 * 3_600_000,
  historyPerPage: 100,
  /** Ours: documents that a listing reads at once, and compares with its filters before it answers what it has. */
  documentsPerRead: 500,
  scannedDocuments: 20_000,
  /** Periods of one alarm together. */
  alarmSpanSeconds: 7 * 24 * 3_600,
  alarmSpanShortSeconds: 24 * 3_600,
  /** Ours: how soon an action is tried again that may still succeed, and for how long. */
  actionRetryMs: 30_000,
  actionPatienceMs: 10 * 60_000,
  /** Ours: how long a webhook may take, and how much of its answer is read. */
  webhookMs: 10_000,
  webhookAnswerBytes: 65_536,
  /** Ours: alarms are evaluated so long after a period's end, so that its last data has come. */
  alarmLagMs: 5_000,
} as const
