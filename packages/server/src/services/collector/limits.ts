/** Bounds of the collector's API. */
export const LIMITS = {
  /** Items of a page when the request names no number. */
  pageSize: 50,
  /** How deep a query of the DSL nests. */
  queryDepth: 32,
  /** Lines of a search that names no size, and of any. */
  foundLines: 50,
  mostFoundLines: 10_000,
  /** Characters of a field that a search shows. */
  shownCharacters: 16_384,
} as const
