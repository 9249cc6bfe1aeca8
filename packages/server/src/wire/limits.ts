/** Bounds of what the codecs read. */
export const LIMITS = {
  /** Parameters of a query request; more is refused. */
  queryParameters: 20_000,
  /** Violations that one answer names. */
  reportedViolations: 20,
  /** Characters of a refused value that an answer repeats. */
  echoedCharacters: 2_048,
  /** Characters of a text that is held against its pattern although it is too long. */
  matchedCharacters: 512,
  /** Nesting and number of the elements of an XML body, and attributes of one of them. */
  xmlDepth: 32,
  xmlElements: 50_000,
  xmlAttributes: 16,
  /** Nesting of a CBOR body, and its items: keys, values and tags each count. */
  cborDepth: 32,
  cborItems: 500_000,
} as const
