/** Bounds of keeping and finding lines (spec/surroundings.md §14.7). */
export const LIMITS = {
  /** Lines of a block, and characters of their text; the last line may lead beyond. */
  blockLines: 1_024,
  blockCharacters: 512 * 1024,
  /** Different field names in a block. */
  blockColumns: 512,
  /** Lines that `ingest` arranges before others have their turn. */
  linesPerTurn: 256,
  /** Blocks with fewer lines are merged, when there are this many of them in a day. */
  smallBlockLines: 256,
  smallBlocks: 32,
  /** How long a merged block stays for the queries that saw it, ms. */
  retiredMs: 60_000,
  /** Different words of a block; with more, the block has no filter. */
  filterWords: 196_608,
  /** Bits of a filter for each different word, and how many of them are set. */
  filterBits: 10,
  filterProbes: 6,
  /** Bytes of filters that the reading thread keeps. */
  cachedFilterBytes: 64 * 1024 * 1024,
  /** Blocks that a query fetches at once from files, from a database, and bytes of their raw lines. */
  fileBlocksAhead: 16,
  databaseBlocksAhead: 64,
  bytesAhead: 4 * 1024 * 1024,
  /** Partitions that a thread keeps open. */
  openPartitions: 64,
  /** KiB of database pages that an open partition keeps. */
  pageCacheKiB: 1_024,
  /** How long a statement waits for the other thread, ms. */
  busyMs: 5_000,
  /** Connections to a database for each of the two threads, and how long a statement may take there, ms. */
  connections: 4,
  statementMs: 10_000,
  /** How long lines are asked for again whose connection broke, ms. */
  patienceMs: 10_000,
  /** How long a step of the schema may take, waiting for other processes included, ms. */
  upgradeMs: 600_000,
  /** Blocks of dropped days that one statement removes. */
  sweptBlocks: 1_000,
  /** Blocks, and checkpoints or objects, that are moved at once from files into a database. */
  adoptedBlocks: 64,
  adoptedAtOnce: 1_000,
  /** How long a query may take, ms. */
  queryMs: 10_000,
  /** How much longer it is waited for, ms. */
  lateMs: 2_000,
  /** How long a query works before others have their turn, ms. */
  sliceMs: 10,
  /** Queries that wait or run; more are refused at once. */
  runningQueries: 256,
  /** Lines of a page, and characters of their text. */
  pageLines: 10_000,
  defaultPageLines: 50,
  pageCharacters: 16 * 1024 * 1024,
  /** Buckets of a histogram. */
  buckets: 10_000,
  /** Fields of one facet request, and values of one field that are counted and given. */
  facetFields: 50,
  facetDefaultFields: 20,
  facetCountedValues: 20_000,
  facetValues: 1_000,
  facetDefaultValues: 10,
  /** Longer values are not counted. */
  facetValueCharacters: 1_024,
  /** Characters of a query, its parts, how deep they nest, words of a phrase. */
  queryCharacters: 16_384,
  queryParts: 1_024,
  queryDepth: 64,
  phraseWords: 64,
  /** Wildcard patterns of a query, and characters of one. */
  patterns: 8,
  patternCharacters: 128,
  /** Years around the time of arrival in which a line's own time is believed. */
  pastYears: 20,
  futureDays: 2,
} as const
