/** What an utterance and a model may cost (spec/nlu.md §1, spec/lex-runtime.md §1.3, §4.3). */
export const LIMITS = {
  /** Longest utterance that is read, UTF-16 units: Lex allows 1,024 code points; what follows is ignored. */
  utteranceUnits: 2048,
  /** Compatibility characters may grow under NFKC (one becomes eighteen at most). */
  normalisedUnits: 4096,
  /** Tokens that take part in understanding. */
  utteranceTokens: 512,
  /** Longest pattern of a regex slot type. Lex: 100. */
  patternLength: 100,
  /** Most repeats in `{n,m}`: a value has 30 characters at most. */
  patternRepeat: 100,
  /** States of a pattern's automaton: nested repeats multiply. */
  patternStates: 10_000,
  /** Members of the sets of states that matching remembers; beyond it, it forgets them all. */
  patternMembers: 200_000,
  /** Longest value of a regex slot type. Lex: 30. */
  patternValueLength: 30,
  /** Words that may stand for a slot in a template though no list knows them. */
  openWords: 6,
  /** Steps in matching one utterance against all templates. */
  templateArrivals: 4096,
  /** Distinct stems whose pairs are features: 24 give 276 pairs. */
  pairStems: 24,
  /** Features of one view of one utterance, repeats included; what follows is ignored. */
  featuresPerView: 8192,
  /** Values found in one utterance, over all types. */
  hits: 1024,
  /** Pairs of neighbouring values that are features of one word: where there are more, none is. */
  valuePairs: 64,
  /** Values that one span may resolve to. Lex: 5. */
  resolutions: 5,
  /** Pieces of one utterance that regex types are tried on. */
  patternChunks: 128,
  /** Values drawn from one slot's pool before it is shuffled again: the most a type may have. */
  valuePool: 50_000,
  /** Alternatives beside the best intent. Lex: 4. */
  alternatives: 4,
  /** Literal words that a configured utterance needs before unlisted words may fill its slots. */
  leastLiterals: 2,
  /** Training texts that filling templates may make, unless the templates alone are more. */
  filledTexts: 6000,
  /** Slots that the tagger may have named twice and that are looked at again. */
  slotRepeats: 3,
  /** Places of such a slot that are each tried as the only one. */
  slotPlaces: 8,
  /** Cells of one intent's tagger during training; beyond it, rare features are dropped. */
  taggerCells: 8_000_000,
} as const
