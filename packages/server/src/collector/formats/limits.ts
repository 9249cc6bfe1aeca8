/** Bounds of reading objects (spec/surroundings.md §14.6). */
export const LIMITS = {
  /** Bytes of one line or record; a longer one is cut into pieces, each a marked line. */
  lineBytes: 1024 * 1024,
  /** Lines of a batch. */
  batchLines: 4_096,
  /** Bytes of a batch's lines, the last of which may lead beyond. */
  batchBytes: 1024 * 1024,
  /** Unpacked bytes of one object. */
  unpackedBytes: 10 * 1024 ** 3,
  /** Unpacked bytes per packed byte, once more than `ratioFromBytes` came out. */
  ratio: 200,
  ratioFromBytes: 16 * 1024 * 1024,
  /** Packed bytes given to the decompressor at once, and plain bytes parsed before others have their turn. */
  sliceBytes: 16 * 1024,
  /** Packed bytes kept to save what stands right before a break in them. */
  salvageBytes: 1024 * 1024,
  /** Not for objects that unpacked to more before the break. */
  salvageUnpackedBytes: 32 * 1024 * 1024,
  /** Base-2 logarithm of the memory that a zstd frame may ask for. */
  zstdWindowLog: 25,
  /** Objects and arrays within each other. */
  depth: 64,
  /** Fields of one line; what is beyond stays in `raw` alone. */
  fields: 512,
  /** Characters of a field's name. */
  fieldNameCharacters: 256,
  /** Names in a header line. */
  headerNames: 256,
  /** Characters of a multiline pattern. */
  patternCharacters: 256,
  /** Bytes from which `recogniseFormat` judges. */
  sampleBytes: 64 * 1024,
} as const
