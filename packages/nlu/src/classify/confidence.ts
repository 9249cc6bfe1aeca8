/** From margins to confidence: one logistic function with global constants (spec/nlu.md §5.5). */

export interface Evidence {
  /** Margin of the intent. */
  readonly margin: number
  /** Share of the words' weight that training saw. */
  readonly knownWords: number
  /** Share of the words, their neighbours and pairs that training saw. */
  readonly knownPhrases: number
  /** Words of the utterance. */
  readonly words: number
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
  const { margin, knownWords, knownPhrases, words, classes, rows } = evidence
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
    few,
    few * margin,
    few * knownPhrases,
    few * knownWords,
  ]
}

/** Below it, margins mean less and known words more. */
export const FEW_CLASSES = 8

/** Fitted by bench/nlu/fit-confidence.ts. */
const WEIGHTS: readonly number[] = [
  0.219, 4.078, 0.158, 1.218, 2.231, -0.086, 0.184, -0.629, -1.076, -0.286, 4.201, -2.166,
]
