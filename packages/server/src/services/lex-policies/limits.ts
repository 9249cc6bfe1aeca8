/** Bounds of resource-based policies (spec/lex-models.md §8.5); AWS names none for this version of Lex. */
export const LIMITS = {
  /** Size of a document. */
  policyBytes: 20 * 1024,
  /** The last revision that the model's five digits can tell. */
  lastRevision: 99_999,
} as const
