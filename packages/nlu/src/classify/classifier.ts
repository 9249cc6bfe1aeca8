/** The trained intent classifier: one margin a class, and how much of the text it knows (spec/nlu.md §5.4). */
import { idOf } from '../table/table.ts'
import type { Familiarity } from './familiarity.ts'
import { type FeatureWords, stemFeature } from './features.ts'
import { newVectoriser, type SparseVector, type Vocabulary } from './vectoriser.ts'

export interface Classifier {
  readonly vocabulary: Vocabulary
  readonly familiarity: Familiarity
  readonly classes: number
  /** Training rows. */
  readonly rows: number
  readonly biases: Float32Array
  /** Feature f weighs in classes `labels[starts[f]]` … with `weights[…] * scales[f]`; elsewhere nothing. */
  readonly starts: Int32Array
  readonly labels: Uint16Array
  readonly weights: Int8Array
  readonly scales: Float32Array
}

export interface Scores {
  /** Margin of each class; overwritten by the next call. */
  readonly margins: Float64Array
  /** Share of the words' weight that training saw. */
  readonly knownWords: number
  /** Share of the words, their neighbours and pairs that training saw. */
  readonly knownPhrases: number
}

export type Score = (words: FeatureWords) => Scores

export function newScorer(classifier: Classifier): Score {
  const { vocabulary, classes } = classifier
  const vectorise = newVectoriser(vocabulary)
  const margins = new Float64Array(classes)
  return words => {
    const vector = vectorise(words)
    addMargins(classifier, vector, margins)
    return {
      margins,
      knownWords: knownWords(classifier, words),
      knownPhrases: vector.knownPhrases,
    }
  }
}

function addMargins(
  { biases, starts, labels, weights, scales }: Classifier,
  { ids, values, count }: SparseVector,
  margins: Float64Array,
): void {
  margins.set(biases)
  for (let at = 0; at < count; at++) {
    const feature = ids[at]!
    const value = values[at]! * scales[feature]!
    const end = starts[feature + 1]!
    for (let of = starts[feature]!; of < end; of++) margins[labels[of]!]! += value * weights[of]!
  }
}

/** A stem weighs what its rarity says; one never seen is the rarest. Values are known. */
function knownWords({ vocabulary, rows }: Classifier, { stemIds, values }: FeatureWords): number {
  const unseen = Math.log(1 + rows) + 1
  let known = 0
  let total = 0
  for (let at = 0; at < stemIds.length; at++) {
    const id = idOf(vocabulary.words, stemFeature(stemIds[at]!))
    // The stored weight is the root of the stem's inverse document frequency.
    const weight = id < 0 ? unseen : vocabulary.weights[id]! ** 2
    total += weight
    if (id >= 0 || values.has(at)) known += weight
  }
  return total > 0 ? known / total : 0
}
