/** From margins to confidence: one logistic function with global constants (spec/nlu.md §5.5). */

export interface Evidence {
  /** Margin of the intent. */
  readonly margin: number
  /** How far it is above the best other one; negative when it is not the best. */
  readonly lead: number
  /** Share of the utterance's words that training saw. */
  readonly knownWords: number
  readonly knownLetters: number
  readonly classes: number
}

/** Between 0 and 0.99: certainty is left to configured utterances. */
export function confidence(evidence: Evidence): number {
  const { margin, lead, knownWords, knownLetters, classes } = evidence
  const logit =
    WEIGHTS.bias +
    WEIGHTS.margin * margin +
    WEIGHTS.lead * lead +
    WEIGHTS.knownWords * knownWords +
    WEIGHTS.knownLetters * knownLetters +
    WEIGHTS.logClasses * Math.log(classes)
  return 0.99 / (1 + Math.exp(-logit))
}

const WEIGHTS = {
  bias: -5.5,
  margin: 2,
  lead: 1.5,
  knownWords: 6,
  knownLetters: 1,
  logClasses: 0,
}
