/** The quotas of Amazon Lex V1 (spec/lex-models.md §6); what one message holds is bounded by the model. */
export interface Quotas {
  readonly bots: number
  readonly intents: number
  readonly slotTypes: number
  readonly versions: number
  readonly aliasesPerBot: number
  readonly intentsPerBot: number
  readonly utteranceCharactersPerBot: number
  readonly valuesPerSlotType: number
  readonly valuesPerBot: number
  readonly tagsPerResource: number
}

export const QUOTAS: Quotas = {
  bots: 250,
  intents: 1_000,
  // The guide names none; as many as intents.
  slotTypes: 1_000,
  versions: 100,
  aliasesPerBot: 5,
  intentsPerBot: 250,
  utteranceCharactersPerBot: 200_000,
  valuesPerSlotType: 10_000,
  valuesPerBot: 50_000,
  tagsPerResource: 50,
}

export const LIMITS = {
  /** Default page of most listings, and of aliases and channels (§3.9). */
  page: 10,
  aliasPage: 50,
  /** Documents that a listing reads at once while it looks for names that contain a text. */
  scannedAtOnce: 100,
  /** Messages of a prompt or statement without groups, and of one group (§6). */
  messagesPerGroup: 5,
  groups: 5,
  idleSessionSeconds: 300,
} as const
