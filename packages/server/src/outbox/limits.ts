/** Bounds of the outbox. */
export const LIMITS = {
  /** Keys that are kept at hand to seal what waits: one a queue and day. */
  textKeys: 1_024,
  /** Metrics by minute that wait for their delivery; what comes beside them is lost, and counted. */
  waitingSeries: 20_000,
  /** Different values of one metric within a minute; what comes beside them is rounded to two digits. */
  valuesPerSeries: 450,
} as const
