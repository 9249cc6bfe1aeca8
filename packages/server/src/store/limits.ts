/** Bounds of the store. */
export const LIMITS = {
  /** Documents, groups or log entries of one read when it names no limit. */
  pageSize: 1_000,
  /** At most this many, whatever a read asks for. */
  largestPage: 10_000,
  /** Writes of one commit. */
  writesPerCommit: 10_000,
  /** Characters of one document or log entry as JSON; what is larger is a blob. */
  documentCharacters: 16 * 1024 * 1024,
  /** Characters of a key. */
  keyCharacters: 8_192,
  /** Keys of a chunk of the ordered set of the memory engine. */
  keysPerChunk: 512,
  /** Cached documents of the SQLite engine, absent ones included. */
  cachedDocuments: 32_768,
  /** Characters of JSON that the cached documents may have in all. */
  cachedCharacters: 16 * 1024 * 1024,
  /** Documents larger than this are never cached. */
  cachedDocumentCharacters: 256 * 1024,
  /** Commits that wait for the disk; more are refused at once. */
  waitingCommits: 65_536,
  /** Commits that share one transaction and its flush. */
  commitsPerTransaction: 1_024,
  /** Pages of the write-ahead log after which it is folded into the database. */
  walPages: 4_096,
  /** Bytes to which the write-ahead log is cut after a burst. */
  walBytes: 64 * 1024 * 1024,
  /** How long a statement waits for another connection to the file, ms. */
  busyMs: 5_000,
  /** How long a starting server waits for the one before it to give up the file, ms. */
  ownerMs: 2_000,
  /** KiB of database pages that each connection keeps. */
  pageCacheKiB: 8_192,
  /** Fencing numbers reserved on disk at once. */
  fencingBlock: 65_536,
  /** Expired leases are looked for when there are this many, then at twice what remained. */
  leasesBeforeSweep: 1_024,
} as const
