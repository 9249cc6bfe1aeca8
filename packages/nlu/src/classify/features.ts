/** What the intent classifier sees of an utterance: hashed word and letter features (spec/nlu.md §5.3). */
import { LIMITS } from '../limits.ts'
import { combine, finish, SEED, step } from '../text/hash.ts'

/** An utterance as the classifier takes it: its words and the kinds of values among them. */
export interface FeatureWords {
  readonly texts: readonly string[]
  readonly wordIds: ArrayLike<number>
  readonly stemIds: Int32Array
  /** Group of related words of each word; 0 for none. */
  readonly groups: ArrayLike<number>
  /** Types of the values in the text. */
  readonly markers: ReadonlySet<number>
  /** Words that are part of a value. */
  readonly values: ReadonlySet<number>
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
  words: new Int32Array(LIMITS.featuresPerView),
  letters: new Int32Array(LIMITS.featuresPerView),
  wordCount: 0,
  letterCount: 0,
})

export function extractFeatures(words: FeatureWords, buffer: FeatureBuffer): void {
  buffer.wordCount = 0
  buffer.letterCount = 0
  wordFeatures(words, buffer)
  pairFeatures(words, buffer)
  for (const marker of words.markers) addWord(buffer, notPair(combine(MARKER, marker + 1)))
  if (words.unspaced) letterFeatures(words.texts.join(''), 1, 4, buffer)
  else for (const text of words.texts) if (text) letterFeatures(` ${text} `, 2, 4, buffer)
}

/** The name of the feature that a stem is. */
export const stemFeature = (stem: number): number => notPair(combine(STEM, stem))

/** Pairs have even names, all other word features odd ones: most pairs occur once and can be dropped. */
export const isPair = (feature: number): boolean => (feature & 1) === 0

const asPair = (feature: number) => feature & ~1 || 2
const notPair = (feature: number) => feature | 1

// Kinds of features are told apart by what they are combined with.
const WORD = 1
const STEM = 2
const BIGRAM = 3
const PAIR = 4
const MARKER = 5
const BEGIN = 6
const END = 7
const GROUP = 8

function wordFeatures({ wordIds, stemIds }: FeatureWords, buffer: FeatureBuffer): void {
  let previous = BEGIN
  for (let at = 0; at < wordIds.length; at++) {
    const word = wordIds[at] ?? 0
    addWord(buffer, notPair(combine(WORD, word)))
    addWord(buffer, stemFeature(stemIds[at] ?? 0))
    addWord(buffer, notPair(combine(combine(BIGRAM, previous), word)))
    previous = word
  }
  addWord(buffer, notPair(combine(combine(BIGRAM, previous), END)))
}

/** Every two different stems, wherever they stand: word order is free in short requests. */
function pairFeatures({ stemIds, groups }: FeatureWords, buffer: FeatureBuffer): void {
  addPairs(distinct(stemIds), buffer, everyPair)
  const grouped = new Set<number>()
  const related = stemIds.slice()
  for (let at = 0; at < related.length; at++)
    if (groups[at]! > 0) grouped.add((related[at] = combine(GROUP, groups[at]!)))
  if (grouped.size === 0) return
  for (const group of grouped) addWord(buffer, notPair(group))
  addPairs(distinct(related), buffer, (first, second) => grouped.has(first) || grouped.has(second))
}

const everyPair = () => true

/** Each once, the first of them if they are many, in order. */
function distinct(ids: Int32Array): Int32Array {
  const sorted = new Int32Array(Math.min(ids.length, LIMITS.pairStems))
  let count = 0
  for (let of = 0; of < ids.length && count < LIMITS.pairStems; of++) {
    const id = ids[of]!
    let at = count
    while (at > 0 && sorted[at - 1]! > id) at--
    if (at > 0 && sorted[at - 1] === id) continue
    sorted.copyWithin(at + 1, at, count)
    sorted[at] = id
    count++
  }
  return sorted.subarray(0, count)
}

function addPairs(
  ids: Int32Array,
  buffer: FeatureBuffer,
  wanted: (first: number, second: number) => boolean,
): void {
  for (let first = 0; first < ids.length; first++) {
    const kind = combine(PAIR, ids[first]!)
    for (let second = first + 1; second < ids.length; second++)
      if (wanted(ids[first]!, ids[second]!)) addWord(buffer, asPair(combine(kind, ids[second]!)))
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
  if (buffer.wordCount < LIMITS.featuresPerView) buffer.words[buffer.wordCount++] = feature
}

function addLetters(buffer: FeatureBuffer, feature: number): void {
  if (buffer.letterCount < LIMITS.featuresPerView) buffer.letters[buffer.letterCount++] = feature
}
