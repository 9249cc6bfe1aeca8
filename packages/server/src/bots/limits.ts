/** Bounds of builds and of the recognisers in memory. */
export const LIMITS = {
  /** Recognisers kept loaded, and the bytes of their models together. */
  recognisers: 128,
  recogniserBytes: 256 * 1024 * 1024,
  /** Bots kept ready to run; each shares its recogniser. */
  runnables: 512,
  /** Heap of a training; a bot at the quotas needs far less. */
  trainingHeapMb: 2_048,
  /** What is kept of the complaints of a training that ends early. */
  complaintCharacters: 2_000,
  /** Reasons that a failed build names. */
  failureReasons: 10,
  /** Length of `failureReason`. */
  failureReasonLength: 2_000,
} as const
