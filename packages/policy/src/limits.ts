/** Bounds of the engine. */
export const LIMITS = {
  /** Nesting of a JSON document; no legal policy is deeper than 7. */
  jsonDepth: 32,
  /** Actions whose candidate statements a compiled policy remembers. */
  rememberedActions: 512,
} as const
