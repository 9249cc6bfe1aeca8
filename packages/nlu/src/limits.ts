/** What an utterance and a model may cost (spec/nlu.md §1, spec/lex-runtime.md §1.3, §4.3). */

/** Longest utterance that is read, UTF-16 units: Lex allows 1,024 code points; what follows is ignored. */
export const UTTERANCE_UNITS = 2048
/** Compatibility characters may grow under NFKC (one becomes eighteen at most). */
export const NORMALISED_UNITS = 4096
/** Tokens that take part in understanding. */
export const UTTERANCE_TOKENS = 512

/** Longest pattern of a regex slot type. Lex: 100. */
export const PATTERN_LENGTH = 100
/** Most repeats in `{n,m}`: a value has 30 characters at most. */
export const PATTERN_REPEAT = 100
/** States of a pattern's automaton: nested repeats multiply. */
export const PATTERN_STATES = 10_000
/** Longest value of a regex slot type. Lex: 30. */
export const PATTERN_VALUE_LENGTH = 30

/** Words that may stand for a slot in a template though no list knows them. */
export const OPEN_WORDS = 6
/** Steps in matching one utterance against all templates. */
export const TEMPLATE_ARRIVALS = 4096

/** Distinct stems whose pairs are features: 24 give 276 pairs. */
export const PAIR_STEMS = 24
/** Features of one view of one utterance, repeats included; what follows is ignored. */
export const FEATURES_PER_VIEW = 8192

/** Values found in one utterance, over all types. */
export const HITS = 1024
/** Values that one span may resolve to. Lex: 5. */
export const RESOLUTIONS = 5
/** Pieces of one utterance that regex types are tried on. */
export const PATTERN_CHUNKS = 128

/** Values drawn from one slot's pool before it is shuffled again: the most a type may have. */
export const VALUE_POOL = 50_000

/** Alternatives beside the best intent. Lex: 4. */
export const ALTERNATIVES = 4
/** Literal words that a configured utterance needs before unlisted words may fill its slots. */
export const LEAST_LITERALS = 2

/** Training texts that filling templates may make, unless the templates alone are more. */
export const FILLED_TEXTS = 6000
/** Cells of one intent's tagger during training; beyond it, rare features are dropped. */
export const TAGGER_CELLS = 8_000_000
