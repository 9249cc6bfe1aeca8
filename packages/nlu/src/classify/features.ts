/** What the intent classifier sees of an utterance: hashed word and letter features (spec/nlu.md §5.3). */
import { FEATURES_PER_VIEW, PAIR_STEMS } from '../limits.ts'
import { combine, finish, SEED, step } from '../text/hash.ts'

/** An utterance as the classifier takes it: its words, or markers in place of slot values. */
export interface FeatureWords {
  /** Letters of each word; a marker has none. */
  readonly texts: readonly string[]
  readonly wordIds: ArrayLike<number>
  readonly stemIds: ArrayLike<number>
  /** Types of values seen in the text, each once. */
  readonly markers: readonly number[]
  /** Written without spaces: letters of the whole text carry the meaning. */
  readonly unspaced: boolean
}

/** Two growing lists of feature hashes, with repeats. */
export interface FeatureBuffer {
  readonly words: Int32Array
  readonly letters: Int32Array
  wordCount: number
  letterCount: number
}

export const newFeatureBuffer = (): FeatureBuffer => ({
  words: new Int32Array(FEATURES_PER_VIEW),
  letters: new Int32Array(FEATURES_PER_VIEW),
  wordCount: 0,
  letterCount: 0,
})

export function extractFeatures(words: FeatureWords, buffer: FeatureBuffer): void {
  buffer.wordCount = 0
  buffer.letterCount = 0
  wordFeatures(words, buffer)
  pairFeatures(words.stemIds, buffer)
  for (const marker of words.markers) addWord(buffer, combine(MARKER, marker + 1))
  if (words.unspaced) letterFeatures(words.texts.join(''), 1, 4, buffer)
  else for (const text of words.texts) if (text) letterFeatures(` ${text} `, 2, 4, buffer)
}

// Kinds of features are told apart by what they are combined with.
const WORD = 1
const STEM = 2
const BIGRAM = 3
const PAIR = 4
const MARKER = 5
const BEGIN = 6
const END = 7

function wordFeatures({ wordIds, stemIds }: FeatureWords, buffer: FeatureBuffer): void {
  let previous = BEGIN
  for (let at = 0; at < wordIds.length; at++) {
    const word = wordIds[at] ?? 0
    addWord(buffer, combine(WORD, word))
    addWord(buffer, combine(STEM, stemIds[at] ?? 0))
    addWord(buffer, combine(combine(BIGRAM, previous), word))
    previous = word
  }
  addWord(buffer, combine(combine(BIGRAM, previous), END))
}

/** Every two different stems, wherever they stand: word order is free in short requests. */
function pairFeatures(stemIds: ArrayLike<number>, buffer: FeatureBuffer): void {
  const stems = [...new Set(Array.from(stemIds))].slice(0, PAIR_STEMS).sort((a, b) => a - b)
  for (let first = 0; first < stems.length; first++) {
    const kind = combine(PAIR, stems[first] ?? 0)
    for (let second = first + 1; second < stems.length; second++)
      addWord(buffer, combine(kind, stems[second] ?? 0))
  }
}

function letterFeatures(text: string, shortest: number, longest: number, buffer: FeatureBuffer) {
  for (let from = 0; from < text.length; from++) {
    let hash = SEED
    const last = Math.min(from + longest, text.length)
    for (let to = from; to < last; to++) {
      hash = step(hash, text.charCodeAt(to))
      if (to - from + 1 >= shortest) addLetters(buffer, finish(hash))
    }
  }
}

function addWord(buffer: FeatureBuffer, feature: number): void {
  if (buffer.wordCount < FEATURES_PER_VIEW) buffer.words[buffer.wordCount++] = feature
}

function addLetters(buffer: FeatureBuffer, feature: number): void {
  if (buffer.letterCount < FEATURES_PER_VIEW) buffer.letters[buffer.letterCount++] = feature
}
