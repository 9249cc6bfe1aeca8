/** The quotas of Amazon Lex V1 (spec/lex-models.md §6); what one message holds is bounded by the model. */
export const QUOTAS = {
  /** Bots of an account, in each region. */
  bots: 250,
  /** Intents of an account. */
  intents: 1_000,
  /** Slot types of an account; the guide names no figure, so as many as intents. */
  slotTypes: 1_000,
  /** Numbered versions of a resource. */
  versions: 100,
  aliasesPerBot: 5,
  intentsPerBot: 250,
  /** Characters of sample utterances, those of intents and of slots together. */
  utteranceCharactersPerBot: 200_000,
  /** Values and synonyms together. */
  valuesPerSlotType: 10_000,
  valuesPerBot: 50_000,
  tagsPerResource: 50,
} as const

export type Quotas = { readonly [Q in keyof typeof QUOTAS]: number }

export const LIMITS = {
  /** Default page of most listings (§3.9). */
  page: 10,
  /** Default page of aliases. */
  aliasPage: 50,
  /** Documents that a listing reads at once while it looks for names that contain a text. */
  scannedAtOnce: 100,
  /** Messages of a prompt or statement without groups, and of one group (§6). */
  messagesPerGroup: 5,
  /** Idle time of a session when a bot names none. */
  idleSessionSeconds: 300,
} as const
