/** Turns feature hashes into weighted sparse vectors over a trained dictionary (spec/nlu.md §5.3). */
import { LIMITS } from '../limits.ts'
import { type Dictionary, idOf } from '../table/table.ts'
import { extractFeatures, type FeatureWords, newFeatureBuffer } from './features.ts'

export interface Vocabulary {
  readonly words: Dictionary
  readonly letters: Dictionary
  /** Weight of each feature; ids of letters follow those of words. */
  readonly weights: Float32Array
  readonly wordFeatures: number
}

/** A vector in buffers that the next call overwrites: the first `count` entries count. */
export interface SparseVector {
  readonly ids: Int32Array
  readonly values: Float32Array
  count: number
  /** Share of the word features that training saw. */
  knownPhrases: number
}

export type Vectorise = (words: FeatureWords) => SparseVector

export function newVectoriser(vocabulary: Vocabulary): Vectorise {
  const buffer = newFeatureBuffer()
  const weigher = newWeigher(vocabulary.weights)
  const ids = new Int32Array(LIMITS.featuresPerView)
  return words => {
    extractFeatures(words, buffer)
    weigher.vector.count = 0
    const known = knownIds(vocabulary.words, buffer.words.subarray(0, buffer.wordCount), ids)
    weigher.add(ids.subarray(0, known), 0)
    weigher.vector.knownPhrases = buffer.wordCount > 0 ? known / buffer.wordCount : 0
    const letters = buffer.letters.subarray(0, buffer.letterCount)
    const { wordFeatures } = vocabulary
    weigher.add(ids.subarray(0, knownIds(vocabulary.letters, letters, ids)), wordFeatures)
    return weigher.vector
  }
}

/** The ids of the features that are known, repeats included; how many they are. */
function knownIds(dictionary: Dictionary, features: Int32Array, ids: Int32Array): number {
  let count = 0
  for (let at = 0; at < features.length; at++) {
    const id = idOf(dictionary, features[at]!)
    if (id >= 0) ids[count++] = id
  }
  return count
}

export interface Weigher {
  readonly vector: SparseVector
  /** Adds a view, given by the ids of its features less `offset`, repeats included. */
  add(ids: Int32Array, offset: number): void
}

/** Each view has length 1, so that long words do not outweigh the wording. */
export function newWeigher(weights: Float32Array): Weigher {
  const vector: SparseVector = {
    ids: new Int32Array(2 * LIMITS.featuresPerView),
    values: new Float32Array(2 * LIMITS.featuresPerView),
    count: 0,
    knownPhrases: 0,
  }
  // How often each feature occurs in this utterance; zero again afterwards.
  const counts = new Uint16Array(weights.length)
  return {
    vector,
    add(ids, offset) {
      const begin = vector.count
      for (let at = 0; at < ids.length; at++) {
        const id = ids[at]! + offset
        if (counts[id]!++ === 0) vector.ids[vector.count++] = id
      }
      let squares = 0
      for (let at = begin; at < vector.count; at++) {
        const id = vector.ids[at]!
        const value = (1 + LOGARITHMS[Math.min(counts[id]!, 255)]!) * weights[id]!
        counts[id] = 0
        vector.values[at] = value
        squares += value * value
      }
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
      for (let at = begin; at < vector.count; at++) vector.values[at]! *= scale
    },
  }
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => Math.log(Math.max(count, 1)))
