/** Bounds of what the codecs read. */
export const LIMITS = {
  /** Parameters of a query request; more is refused. */
  queryParameters: 20_000,
  /** Violations that one answer names. */
  reportedViolations: 20,
  /** Characters of a refused value that an answer repeats. */
  echoedCharacters: 200,
  /** Nesting and number of the elements of an XML body, and attributes of one of them. */
  xmlDepth: 32,
  xmlElements: 50_000,
  xmlAttributes: 16,
} as const
