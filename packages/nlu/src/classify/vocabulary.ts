/** What the texts of a bot are made of: its features, numbered and weighted (spec/nlu.md §5.3). */
import {
  buildDictionary,
  enlarged,
  type Numbering,
  newNumbering,
  numberFor,
} from '../table/table.ts'
import type { ClassifierExample } from '../train/classifier-examples.ts'
import { type Familiarity, familiarityOf } from './familiarity.ts'
import { extractFeatures, isPair, newFeatureBuffer } from './features.ts'
import type { Vocabulary } from './vectoriser.ts'

/** With more rows, letter features that occur in one row alone are dropped. */
const ROWS_WITH_ALL_LETTERS = 1000
/** With more rows, pairs of words that occur in one row alone are dropped. */
const ROWS_WITH_ALL_PAIRS = 2500

export interface LearnedVocabulary {
  readonly vocabulary: Vocabulary
  readonly familiarity: Familiarity
  /** Of each row, numbers of the features that were kept, words before letters, with repeats. */
  readonly rows: FeatureRows
}

/** Row r has words from `starts[2 * r]` and letters from `starts[2 * r + 1]`. */
export interface FeatureRows {
  readonly starts: Int32Array
  readonly ids: Int32Array
}

export function learnVocabulary(examples: readonly ClassifierExample[]): LearnedVocabulary {
  const words = newView()
  const letters = newView()
  const buffer = newFeatureBuffer()
  const starts = new Int32Array(examples.length * 2 + 1)
  let seen = new Int32Array(examples.length * 128 + 1)
  let count = 0
  for (const [row, example] of examples.entries()) {
    extractFeatures(example.words, buffer)
    const most = count + buffer.wordCount + buffer.letterCount
    const { template } = example
    while (seen.length < most) seen = enlarged(seen)
    for (let at = 0; at < buffer.wordCount; at++)
      seen[count++] = note(words, buffer.words[at]!, row, template)
    starts[row * 2 + 1] = count
    for (let at = 0; at < buffer.letterCount; at++)
      seen[count++] = note(letters, buffer.letters[at]!, row, template)
    starts[row * 2 + 2] = count
  }
  const all = examples.length
  const keptWords = kept(
    words,
    0,
    (feature, rows) => rows > 1 || all <= ROWS_WITH_ALL_PAIRS || !isPair(feature),
  )
  const keptLetters = kept(
    letters,
    keptWords.features.length,
    (_, rows) => rows > 1 || all <= ROWS_WITH_ALL_LETTERS,
  )
  const weights = Float32Array.from([...keptWords.rows, ...keptLetters.rows], rows =>
    Math.sqrt(Math.log((1 + all) / (1 + rows)) + 1),
  )
  return {
    vocabulary: {
      words: buildDictionary(keptWords.features),
      letters: buildDictionary(keptLetters.features),
      weights,
      wordFeatures: keptWords.features.length,
    },
    familiarity: familiarityOf(examples, {
      features: words.features,
      rows: words.rows,
      shared: words.shared,
      of: row => seen.subarray(starts[row * 2], starts[row * 2 + 1]),
    }),
    rows: renumbered({ starts, ids: seen.subarray(0, count) }, keptWords.ids, keptLetters.ids),
  }
}

/** One view of the texts: its features, in how many rows each occurs, and whether several templates have it. */
interface View {
  readonly features: Numbering
  rows: Int32Array
  /** The latest row and template of each feature; they count from 1. */
  latest: Int32Array
  template: Int32Array
  shared: Uint8Array
}

const newView = (): View => {
  const features = newNumbering()
  const room = features.keys.length
  return {
    features,
    rows: new Int32Array(room),
    latest: new Int32Array(room),
    template: new Int32Array(room),
    shared: new Uint8Array(room),
  }
}

/** The number of a feature that a row has. */
function note(view: View, feature: number, row: number, template: number): number {
  const number = numberFor(view.features, feature)
  if (number >= view.rows.length) {
    view.rows = enlarged(view.rows)
    view.latest = enlarged(view.latest)
    view.template = enlarged(view.template)
    view.shared = enlarged(view.shared)
  }
  if (view.latest[number] !== row + 1) {
    view.latest[number] = row + 1
    view.rows[number]!++
    if (view.template[number] === 0) view.template[number] = template
    else if (view.template[number] !== template) view.shared[number] = 1
  }
  return number
}

interface Kept {
  readonly features: Int32Array
  readonly rows: Int32Array
  /** By number: the feature's id, or -1. */
  readonly ids: Int32Array
}

function kept(
  { features: { keys, count }, rows }: View,
  firstId: number,
  isWanted: (feature: number, rows: number) => boolean,
): Kept {
  const ids = new Int32Array(count)
  let next = firstId
  for (let number = 0; number < count; number++)
    ids[number] = isWanted(keys[number]!, rows[number]!) ? next++ : -1
  const isKept = (_: number, number: number) => ids[number]! >= 0
  return {
    features: keys.slice(0, count).filter(isKept),
    rows: rows.slice(0, count).filter(isKept),
    ids,
  }
}

function renumbered({ starts, ids }: FeatureRows, words: Int32Array, letters: Int32Array) {
  const newStarts = new Int32Array(starts.length)
  const newIds = new Int32Array(ids.length)
  let count = 0
  for (let part = 0; part < starts.length - 1; part++) {
    const by = part % 2 === 0 ? words : letters
    for (let at = starts[part]!; at < starts[part + 1]!; at++) {
      const id = by[ids[at]!]!
      if (id >= 0) newIds[count++] = id
    }
    newStarts[part + 1] = count
  }
  return { starts: newStarts, ids: newIds.subarray(0, count) }
}
