/**
 * The contract of understanding: a bot's definition is trained into a model, a model is loaded into a
 * recogniser, a recogniser reads utterances (spec/nlu.md §5, spec/lex-runtime.md §4). Nothing here executes.
 */

export type Locale =
  | 'de-DE'
  | 'en-AU'
  | 'en-GB'
  | 'en-IN'
  | 'en-US'
  | 'es-419'
  | 'es-ES'
  | 'es-US'
  | 'fr-CA'
  | 'fr-FR'
  | 'it-IT'
  | 'ja-JP'

/** What a bot version knows: the input of training. */
export interface BotDefinition {
  readonly locale: Locale
  readonly intents: readonly IntentDefinition[]
  /** Custom types, by the name that slots use; built-in ones (`AMAZON.DATE`) are not listed. */
  readonly slotTypes: readonly SlotTypeDefinition[]
}

export interface IntentDefinition {
  readonly name: string
  /** `AMAZON.HelpIntent`: its phrases are built in. Fallback and Kendra intents never compete. */
  readonly parentSignature?: string
  /** With `{slot}` placeholders. */
  readonly sampleUtterances: readonly string[]
  readonly slots: readonly SlotDefinition[]
}

export interface SlotDefinition {
  readonly name: string
  /** Name of a custom type, or `AMAZON.…`. */
  readonly type: string
  /** Phrases that answer the question for this slot, each with its own placeholder once. */
  readonly sampleUtterances: readonly string[]
  /** 0 is asked first; ties go to the one defined first. */
  readonly priority: number
}

export interface SlotTypeDefinition {
  readonly name: string
  readonly strategy: 'ORIGINAL_VALUE' | 'TOP_RESOLUTION'
  readonly values: readonly { readonly value: string; readonly synonyms: readonly string[] }[]
  /** A regex type; it has no values. */
  readonly pattern?: string
}

/** A trained model: a versioned, self-contained byte sequence, equal for equal definitions. */
export type Model = Uint8Array

export interface Recogniser {
  readonly locale: Locale
  /** Ranks the intents for an utterance; deterministic. */
  recognise(utterance: string, options: RecogniseOptions): Recognition
  /**
   * Reads an answer to the question for one slot (spec/lex-runtime.md §2.3). `closed` wants the whole text,
   * without its carrier phrase, to be a value; `open` accepts any text where the type allows it.
   */
  readSlot(
    question: SlotQuestion,
    utterance: string,
    mode: 'closed' | 'open',
  ): SlotValue | undefined
  /**
   * The values of an intent's slots that an utterance holds, whichever were asked for, in text order: those
   * that a list, a pattern or a grammar vouches for (closed resolvers). With `asked`, the slot a question was
   * for, the model may find unlisted ones as well.
   */
  findSlots(intent: string, utterance: string, now: number, asked?: string): readonly SlotMatch[]
  /** What an utterance says to a yes/no question, with what is left of it: `no, a drink` → no, `a drink`. */
  readAnswer(
    utterance: string,
  ): { readonly answer: 'yes' | 'no'; readonly rest: string } | undefined
}

export interface RecogniseOptions {
  /** Epoch ms: what `today` means, in UTC. */
  readonly now: number
  /** Intents that may be chosen; all when absent. */
  readonly eligible?: ReadonlySet<string>
  /** Configured utterances and values alone, as in READY_BASIC_TESTING. */
  readonly exactOnly?: boolean
}

export interface Recognition {
  /**
   * Best first, one entry an eligible intent at most, five at most. Intents whose parent is
   * AMAZON.FallbackIntent or AMAZON.KendraSearchIntent are never among them.
   */
  readonly ranked: readonly RankedIntent[]
  /** Two intents own the very same utterance: neither wins by itself. */
  readonly ambiguous: boolean
}

export interface RankedIntent {
  readonly intent: string
  /** 0 to 1, two decimals; 1 for a configured utterance alone. */
  readonly score: number
  /** The utterance is a configured one, after slot abstraction. */
  readonly exact: boolean
  readonly slots: readonly SlotMatch[]
}

export interface SlotQuestion {
  readonly intent: string
  readonly slot: string
  readonly now: number
  /** Listed values as they are written alone, as in READY_BASIC_TESTING. */
  readonly exactOnly?: boolean
}

export interface SlotMatch {
  readonly slot: string
  /** UTF-16 offsets into the utterance as it was given, end exclusive. */
  readonly start: number
  readonly end: number
  readonly value: SlotValue
}

/** One reading of a span (spec/lex-runtime.md §4.3). */
export interface SlotValue {
  /** What the slot becomes; null when there are several readings (AMAZON.TIME without am or pm). */
  readonly value: string | null
  /** Best first, five at most. */
  readonly resolutions: readonly string[]
  /** The text as it was said. */
  readonly original: string
}
