/** From margins to confidence: one logistic function with global constants (spec/nlu.md §5.5). */
import type { Familiarity } from './familiarity.ts'

export interface Evidence {
  /** Margin of the intent. */
  readonly margin: number
  /** Share of the words' weight that training saw. */
  readonly knownWords: number
  /** Share of the words, their neighbours and pairs that training saw. */
  readonly knownPhrases: number
  /** Words of the utterance. */
  readonly words: number
  /** Share of them that are part of a value. */
  readonly values: number
  /** What the bot's own texts know of each other. */
  readonly familiarity: Familiarity
  readonly classes: number
  /** Training rows. */
  readonly rows: number
}

/** Between 0 and 0.99: certainty is left to configured utterances. */
export function confidence(evidence: Evidence): number {
  const terms = confidenceTerms(evidence)
  let logit = 0
  for (let at = 0; at < terms.length; at++) logit += terms[at]! * WEIGHTS[at]!
  return 0.99 / (1 + Math.exp(strangeness(evidence) - logit))
}

/**
 * The real service is strict with a bot of a handful of utterances: words it never saw make it miss
 * (spec/lex-runtime.md §4.10). Data of larger bots cannot tell how strict, so this is set by hand.
 */
function strangeness({ knownWords, rows }: Evidence): number {
  const tiny = Math.max(0, Math.log(TINY_ROWS / rows))
  return STRICTNESS * tiny * Math.max(0, WELL_KNOWN - knownWords)
}

const TINY_ROWS = 24
const WELL_KNOWN = 0.8
const STRICTNESS = 4

/** What the weights are fitted for, in their order; the last ones are 0 beyond a few intents. */
export function confidenceTerms(evidence: Evidence): number[] {
  const { margin, knownWords, knownPhrases, words, values, classes, rows, familiarity } = evidence
  const many = Math.log(classes)
  const few = Math.max(0, Math.log(FEW_CLASSES) - many)
  return [
    1,
    margin,
    margin * many,
    knownPhrases,
    knownWords,
    Math.log(words),
    many,
    Math.log(rows / classes),
    familiarity.phrases,
    familiarity.words,
    few,
    few * margin,
    few * knownPhrases,
    few * knownWords,
    few * familiarity.phrases,
    few * familiarity.words,
    few * values,
  ]
}

/** Below it, margins mean less and known words more. */
export const FEW_CLASSES = 16

/** Fitted by bench/nlu/fit-confidence.ts. */
const WEIGHTS: readonly number[] = [
  0.673, 3.469, 0.352, 0.712, 1.816, 0.073, 0.346, -0.264, -1.541, -0.657, -0.424, 0.082, 3.52,
  -0.734, -2.647, 0.956, 3.453,
]
