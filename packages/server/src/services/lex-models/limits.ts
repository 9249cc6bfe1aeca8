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
  /** Channels of an alias; the guide names no figure. */
  channelsPerAlias: 100,
  /** Writes after which the deletion of many versions goes on with another commit. */
  deletedAtOnce: 5_000,
  /** Default page of aliases and channels. */
  aliasPage: 50,
  /** Documents that a listing reads at once while it looks for names that contain a text. */
  scannedAtOnce: 100,
  /** Messages of a prompt or statement without groups, and of one group (§6). */
  messagesPerGroup: 5,
  /** How long an archive is kept for whoever asks again, and how long its link works. */
  exportKeptMs: 24 * 60 * 60_000,
  exportLinkSeconds: 300,
  /** A payload of StartImport, and the JSON that it holds (§5.3). */
  importBytes: 4 * 1024 * 1024,
  importJsonBytes: 50 * 1024 * 1024,
  /** Values of that JSON, and the resources among them: more than a bot within its quotas can have. */
  importValues: 1_000_000,
  /** Each is looked up by four documents, which one commit expects unchanged. */
  importItems: 2_000,
  /** Characters of a version in the file, which the import remembers, and of a name as its reasons show it. */
  importVersionCharacters: 64,
  importNameCharacters: 100,
  /** Archives of one account that wait to be opened, one after the other. */
  importsWaiting: 16,
  /** Entries of an imported archive: one file, and what a packer adds beside it. */
  importEntries: 32,
  /** Unpacked bytes per packed byte: text of the same words over and over reaches a few hundred. */
  importRatio: 1_000,
  /** Reasons that a failed import names. */
  importReasons: 100,
  /** Imports are remembered so long after they have ended. */
  importKeptMs: 15 * 24 * 60 * 60_000,
  /** How often a resource is put again because somebody else changed what it depends on. */
  importAttempts: 8,
  /** What GetUtterancesView shows: days, and utterances of a version. */
  utteranceDays: 15,
  utterancesShown: 100,
  /** Different texts of a version that are counted at once. */
  utterancesTallied: 20_000,
  /** Idle time of a session when a bot names none. */
  idleSessionSeconds: 300,
} as const
