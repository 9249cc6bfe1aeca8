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
  cachedDocuments: 65_536,
  /** Characters of JSON that the cached documents may have in all. */
  cachedCharacters: 32 * 1024 * 1024,
  /** Keys of sealed documents that are kept derived, one a scope and day. */
  sealingKeys: 1_024,
  /** Documents larger than this are never cached. */
  cachedDocumentCharacters: 256 * 1024,
  /** Commits that wait for the disk; more are refused at once. */
  waitingCommits: 65_536,
  /** Commits that share one transaction and its flush. */
  commitsPerTransaction: 1_024,
  /** Pages of the write-ahead log after which it is folded into the database. */
  walPages: 4_096,
  /** How long a start may compare the pages of the file with their sums, ms; the rest follows. */
  startCheckMs: 700,
  /** Pages compared at once, and how long the writer rests in between, ms. */
  pagesCheckedAtOnce: 1_024,
  scrubPauseMs: 1_000,
  /** A commit that waits longer tells that the disk, or the database, has more to do than it can, ms. */
  slowCommitMs: 250,
  /** How long the health of the store is believed after its last commit, and how long a probe may take, ms. */
  healthBelievedMs: 5_000,
  healthProbeMs: 2_000,
  /** Rows of a page of a snapshot, and characters after which it ends. */
  snapshotRows: 500,
  snapshotCharacters: 1_048_576,
  /** How often all pages are compared while the server runs, ms. */
  scrubEveryMs: 86_400_000,
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
  /** Changes of late that an engine of one process remembers for `changes`. */
  rememberedChanges: 10_000,
  /** Connections of one process to PostgreSQL for reads and leases; commits and the feed have one each. */
  connections: 6,
  /** Reads that wait for a connection; more are refused at once. */
  waitingReads: 1_024,
  /** How long a connection to PostgreSQL may take, waiting for a free one included, ms. */
  connectMs: 5_000,
  /** How long one statement may take at the server, ms. */
  statementMs: 10_000,
  /** How long a step of the schema may take, waiting for other processes included, ms. */
  upgradeMs: 600_000,
  /** How long a commit whose connection broke is asked after, ms. */
  patienceMs: 10_000,
  /** How long after that its answer may still come, ms. */
  answerMs: 2_000,
  /** After this, an idle connection is closed, ms. */
  idleMs: 60_000,
  /** Wait after the first failed connection, doubled by each further one, ms. */
  firstReconnectMs: 50,
  /** The longest wait between two connections, ms. */
  longestReconnectMs: 2_000,
  /** Commits that share one statement. */
  commitsPerStatement: 256,
  /** Bytes of keys and values that share one statement, about; a larger commit goes alone. */
  bytesPerStatement: 8 * 1024 * 1024,
  /** Bytes of a key in PostgreSQL, whose index rows must fit a third of a page. */
  postgresKeyBytes: 2_600,
  /** How often the feed is read when nobody tells of anything, ms: its heartbeat. */
  heartbeatMs: 200,
  /** A cached document is used while the last heartbeat is younger than this (design §6), ms. */
  freshMs: 1_000,
  /** How long a read of the feed may take before its connection is given up, ms. */
  feedStatementMs: 800,
  /** Commits whose changes are read from the feed at once. */
  feedPage: 1_000,
  /** Keys of one read of many documents. */
  keysPerRead: 1_000,
  /** How long the feed remembers, ms: who was away longer must look at everything again. */
  feedRetentionMs: 15 * 60_000,
  /** How often feed and leases are swept, ms. */
  sweepEveryMs: 60_000,
  /** Rows of the feed that one statement removes. */
  sweptAtOnce: 100_000,
  /** How long a lease is kept after it ended, ms. */
  endedLeaseMs: 3_600_000,
  /** Expired leases are looked for when there are this many, then at twice what remained. */
  leasesBeforeSweep: 1_024,
} as const
