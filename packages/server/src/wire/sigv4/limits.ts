/** Bounds of signature verification. */
export const LIMITS = {
  /** Derived signing keys held in memory; one per access key, day, region and service. */
  cachedSigningKeys: 10_000,
  /** Beginnings of `Authorization` headers whose meaning is known, and the characters of one. */
  rememberedSigners: 10_000,
  rememberedSignerCharacters: 512,
  /** Bytes of the line before a chunk, and of a trailer. */
  chunkLineBytes: 1_024,
  /** Trailers of a chunked body. */
  trailers: 16,
} as const
