/** Bounds of a conversation (spec/lex-runtime.md §1.3, §2). */
export const LIMITS = {
  recentIntents: 3,
  activeContexts: 20,
  contextParameters: 10,
  /** Characters of a message after substitution, and of a context parameter. */
  messageCharacters: 1024,
  /** Characters that are put in place of the references of one text; what comes beyond is left out. */
  insertedCharacters: 16 * 1024,
  /** Characters of a card whose variables are filled in: as many as a card has as it is configured. */
  cardCharacters: 50_000,
  cardAttachments: 10,
  cardButtons: 5,
  /** Characters of the refusal of what a client ordered. */
  failureCharacters: 500,
  alternatives: 4,
  resolutions: 5,
  /** Asks when the intent has no prompt of its own that says. */
  defaultAttempts: 2,
  /** Bytes of the UTF-8 JSON that a code hook gets and gives. */
  hookInputBytes: 12 * 1024,
  hookOutputBytes: 25 * 1024,
  hookAttributeBytes: 12 * 1024,
  /** Results of a search that become request attributes. */
  searchResults: 5,
  /** Formats of time zones kept. */
  timeZones: 1000,
} as const
