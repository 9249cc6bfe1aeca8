/** Bounds of the engine. */
export const LIMITS = {
  /** Characters of a document: the most that IAM takes in a request, and more than any service stores. */
  documentChars: 131_072,
  /** Nesting of a JSON document; no legal policy is deeper than 7. */
  jsonDepth: 32,
  /** Actions that are known by name, in all policies together. */
  knownActions: 4096,
  /** Actions whose candidate statements a compiled policy remembers. */
  rememberedActions: 512,
  /** Values of the request times values of the policy that one condition compares; beyond it has no answer. */
  comparisons: 50_000,
  /** Steps of matching that one decision may take: a few milliseconds. */
  stepsPerDecision: 1_000_000,
  /** Steps of comparing that one lint may take: a second or so. */
  lintSteps: 50_000_000,
  /** Characters of a literal prefix by which statements are found; the rest is compared, not looked up. */
  indexedPrefix: 64,
  /** Texts of which is kept where each character stands. */
  searchedTexts: 8,
  /** Beginnings of ARNs that are kept once. */
  sharedHeads: 1024,
  /** Patterns that are tried one by one; from more than this those that can match are looked up. */
  triedOneByOne: 16,
} as const
