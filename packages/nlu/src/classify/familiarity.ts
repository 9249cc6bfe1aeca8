/** How familiar the texts of a bot are to each other: the measure of how strange a new one is. */
import { type Numbering, numberFor } from '../table/table.ts'
import type { ClassifierExample } from '../train/classifier-examples.ts'
import { stemFeature } from './features.ts'

/**
 * What a text of one template knows on average of all others (spec/nlu.md §5.5): a bot whose utterances are
 * full of values and turns of their own expects as much of what it will hear.
 */
export interface Familiarity {
  /** Share of the words' weight. */
  readonly words: number
  /** Share of the words, their neighbours and pairs. */
  readonly phrases: number
}

/** What bots of as many texts have on the whole: for models that were stored before it was measured. */
export function ordinaryFamiliarity(rows: number): Familiarity {
  const size = Math.log(Math.max(rows, 1))
  return {
    words: 1 / (1 + Math.exp(1.33 - 0.57 * size)),
    phrases: 1 / (1 + Math.exp(1.54 - 0.41 * size)),
  }
}

export interface SeenFeatures {
  readonly features: Numbering
  /** In how many rows each feature occurs. */
  readonly rows: Int32Array
  /** 1 for those that more than one template has. */
  readonly shared: Uint8Array
  /** The word features of each row, by number. */
  of(row: number): Int32Array
}

export function familiarityOf(
  examples: readonly ClassifierExample[],
  seen: SeenFeatures,
): Familiarity {
  if (examples.length === 0) return ordinaryFamiliarity(0)
  let words = 0
  let phrases = 0
  for (const [row, example] of examples.entries()) {
    words += sharedWords(example, seen, examples.length)
    phrases += sharedPhrases(seen, row)
  }
  return { words: words / examples.length, phrases: phrases / examples.length }
}

function sharedPhrases({ shared, of }: SeenFeatures, row: number): number {
  const features = of(row)
  let count = 0
  for (let at = 0; at < features.length; at++) count += shared[features[at]!]!
  return features.length > 0 ? count / features.length : 0
}

/** As the classifier weighs the words that it knows, values among them. */
function sharedWords(
  { words: { stemIds, values } }: ClassifierExample,
  { features, rows, shared }: SeenFeatures,
  all: number,
): number {
  let known = 0
  let total = 0
  for (let at = 0; at < stemIds.length; at++) {
    const number = numberFor(features, stemFeature(stemIds[at]!))
    const isKnown = shared[number] === 1
    const weight = Math.log((1 + all) / (1 + (isKnown ? rows[number]! : 0))) + 1
    total += weight
    if (isKnown || values.has(at)) known += weight
  }
  return total > 0 ? known / total : 0
}
