/** Bounds of the blobs. */
export const LIMITS = {
  /** Bytes of a block on disk, its checksum included: what is read at once, and verified as one. */
  blockBytes: 65_536,
  /** Blobs that a sweep asks about at the same time. */
  sweptAtOnce: 16,
} as const
