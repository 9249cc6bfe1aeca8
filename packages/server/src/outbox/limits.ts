/** Bounds of the outbox. */
export const LIMITS = {
  /** Metrics by minute that wait for their delivery; what comes beside them is lost, and counted. */
  waitingSeries: 20_000,
  /** Different values of one metric within a minute; what comes beside them is rounded to two digits. */
  valuesPerSeries: 450,
} as const
