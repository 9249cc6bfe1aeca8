/** Bounds of the processes that `parley serve --workers` looks after. */
export const LIMITS = {
  /** Wait before a process that ended is replaced, doubled each time it ends early, ms. */
  firstRestartMs: 100,
  longestRestartMs: 10_000,
  /** Who has run for so long did not end early, ms. */
  settledMs: 30_000,
  /** How long a process may take to answer what is in flight, ms. */
  stopMs: 15_000,
} as const
