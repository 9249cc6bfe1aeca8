/** Bounds of the job runner. */
export const LIMITS = {
  /** Jobs that one process runs at the same time. */
  concurrency: 8,
  /** Heavy jobs of one process at the same time, beside the others: a training may take 2 GB. */
  heavyConcurrency: 4,
  /** How long a job stays with a process that says nothing any more, ms. */
  leaseMs: 15_000,
  /** How often the lease of a running job is renewed, ms. */
  renewEveryMs: 5_000,
  /** When to ask again for a job that another process runs, ms. */
  heldElsewhereMs: 5_000,
  /** Wait after the first failure of a job, doubled by each further one, ms. */
  firstRetryMs: 1_000,
  /** The longest wait after a failure (design §9), ms. */
  longestRetryMs: 300_000,
  /** A wait is shortened by up to this share, so that what failed together does not come back together. */
  retryJitter: 0.1,
  /** Wait after the store failed the runner itself, ms. */
  storeRetryMs: 2_000,
  /** Timers are set for no longer than this, ms: longer ones overflow. */
  longestSleepMs: 3_600_000,
  /** Outdated places in the queue of due jobs before it is put in order. */
  outdatedPlaces: 1_024,
} as const
