/** Bounds of delivery (design §9, spec/surroundings.md §12). */
export const LIMITS = {
  /** How long a first entry waits for others to share its batch. */
  lingerMs: 200,
  batchEvents: 256,
  /** Below the 1 MiB of PutLogEvents, with the 26 bytes that each event counts there. */
  batchBytes: 1_000_000,
  eventOverheadBytes: 26,
  /** Back-off after failures: doubled from the first to the longest. */
  firstRetryMs: 1_000,
  longestRetryMs: 5 * 60_000,
  /** How soon a failed attempt may be repeated when something that it names has changed. */
  soonestRetryMs: 1_000,
  /** Entries that fail for so long are dropped; so is a queue that nobody used. */
  patienceMs: 14 * 24 * 3_600_000,
  /** Temporary credentials are renewed this long before they expire. */
  renewBeforeMs: 5 * 60_000,
  /** How often the house's own metrics are written: what a crash loses of them. */
  metricsEveryMs: 5_000,
  /** Of one PutMetricData call (spec/surroundings.md §8). */
  datumsPerCall: 1_000,
  valuesPerDatum: 150,
  cachedSessions: 1_024,
  /** Streams known to exist. */
  knownStreams: 4_096,
} as const
