/** Turns feature hashes into weighted sparse vectors over a trained dictionary (spec/nlu.md §5.3). */
import { type Dictionary, idOf } from '../table/table.ts'
import {
  extractFeatures,
  type FeatureBuffer,
  type FeatureWords,
  newFeatureBuffer,
} from './features.ts'

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
  const capacity = buffer.words.length + buffer.letters.length
  const vector: SparseVector = {
    ids: new Int32Array(capacity),
    values: new Float32Array(capacity),
    count: 0,
    knownPhrases: 0,
  }
  // How often each feature occurs in this utterance; zero again afterwards.
  const counts = new Uint16Array(vocabulary.weights.length)
  return words => {
    extractFeatures(words, buffer)
    vector.count = 0
    vector.knownPhrases = addView(vocabulary, vector, counts, wordView(buffer))
    addView(vocabulary, vector, counts, letterView(buffer, vocabulary))
    return vector
  }
}

interface View {
  readonly features: Int32Array
  readonly count: number
  readonly letters: boolean
  readonly offset: number
}

const wordView = ({ words, wordCount }: FeatureBuffer): View => ({
  features: words,
  count: wordCount,
  letters: false,
  offset: 0,
})

const letterView = (buffer: FeatureBuffer, { wordFeatures }: Vocabulary): View => ({
  features: buffer.letters,
  count: buffer.letterCount,
  letters: true,
  offset: wordFeatures,
})

/** Each view has length 1, so that long words do not outweigh the wording. */
function addView(
  vocabulary: Vocabulary,
  vector: SparseVector,
  counts: Uint16Array,
  view: View,
): number {
  const dictionary = view.letters ? vocabulary.letters : vocabulary.words
  const begin = vector.count
  let known = 0
  for (let at = 0; at < view.count; at++) {
    const found = idOf(dictionary, view.features[at] ?? 0)
    if (found < 0) continue
    known++
    const id = found + view.offset
    if (counts[id]!++ === 0) vector.ids[vector.count++] = id
  }
  let squares = 0
  for (let at = begin; at < vector.count; at++) {
    const id = vector.ids[at] ?? 0
    const value = (1 + LOGARITHMS[Math.min(counts[id] ?? 1, 255)]!) * (vocabulary.weights[id] ?? 0)
    counts[id] = 0
    vector.values[at] = value
    squares += value * value
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
  for (let at = begin; at < vector.count; at++) vector.values[at]! *= scale
  return view.count > 0 ? known / view.count : 0
}

const LOGARITHMS = Float64Array.from({ length: 256 }, (_, count) => Math.log(Math.max(count, 1)))
