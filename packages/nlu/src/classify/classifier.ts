/** The trained intent classifier: one score a class (spec/nlu.md §5.4). */
import type { FeatureWords } from './features.ts'
import { newVectoriser, type SparseVector, type Vocabulary } from './vectoriser.ts'

export interface Classifier {
  readonly vocabulary: Vocabulary
  readonly classes: number
  /** `[feature][class]`, the biases last. */
  readonly weights: Float32Array
}

export interface Scores {
  /** Margin of each class; overwritten by the next call. */
  readonly margins: Float64Array
  readonly vector: SparseVector
}

export type Score = (words: FeatureWords) => Scores

export function newScorer({ vocabulary, classes, weights }: Classifier): Score {
  const vectorise = newVectoriser(vocabulary)
  const margins = new Float64Array(classes)
  const bias = vocabulary.weights.length * classes
  return words => {
    const vector = vectorise(words)
    for (let k = 0; k < classes; k++) margins[k] = weights[bias + k]!
    for (let at = 0; at < vector.count; at++) {
      const base = vector.ids[at]! * classes
      const value = vector.values[at]!
      for (let k = 0; k < classes; k++) margins[k]! += value * weights[base + k]!
    }
    return { margins, vector }
  }
}
