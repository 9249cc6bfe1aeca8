/** Bounds of archive and restore (spec/surroundings.md §14.8). */
export const LIMITS = {
  /** Packed characters that end a batch. */
  batchCharacters: 16 * 1024 * 1024,
  /** Age of the oldest line that ends a batch, ms. */
  batchAgeMs: 300_000,
  /** How often it is looked whether a batch has ended, ms. */
  pollMs: 15_000,
  /** Packed characters that may wait for a bucket that refuses; then collecting waits as well. */
  spooledCharacters: 1024 ** 3,
  /** Entries of the spool that are read at once. */
  readEntries: 50,
  /** Objects whose last archived line is remembered. */
  rememberedObjects: 256,
  /** Files, of an hour each, that a batch writes at the same time. */
  openFiles: 48,
  /** Bits of a file's filter, and how many one trigram sets. */
  bloomBits: 131_072,
  bloomHashes: 3,
  /** Bytes of one file that a restore reads. */
  fileBytes: 256 * 1024 * 1024,
  /** Bytes of one manifest. */
  manifestBytes: 8 * 1024 * 1024,
  /** Bytes of one unpacked file, and of one line in it: what is read raw is shorter. */
  unpackedBytes: 2 * 1024 ** 3,
  archivedLineBytes: 16 * 1024 * 1024,
  /** Files that the manifests of one restore may name, and manifests that are read for it. */
  restoreFiles: 20_000,
  /** The longest time that one restore may bring back, ms. */
  restoreMs: 86_400_000,
  /** How long restored lines stay, ms. */
  restoredMs: 5 * 86_400_000,
  /** Lines that are stored at once. */
  storedLines: 1_000,
  /** Terms of a power search. */
  searchTerms: 50,
  /** Restores of one owner that are remembered. */
  restoresPerOwner: 200,
  /** How long one run of a restore may go on before others have their turn, ms. */
  sliceMs: 30_000,
} as const
