/** Builds the vocabulary and the weights of the intent classifier (spec/nlu.md §5.3, §5.4). */
import { labelCount, type Outline } from '../outline.ts'
import { buildDictionary } from '../table/table.ts'
import type { ClassifierExample } from '../train/classifier-examples.ts'
import type { Classifier } from './classifier.ts'
import { extractFeatures, isPair, newFeatureBuffer } from './features.ts'
import { trainSvm } from './svm.ts'
import { newVectoriser, type Vocabulary } from './vectoriser.ts'

const COST = 1
const EPOCHS = 10
const TOLERANCE = 0.1
/** With more rows, letter features that occur in one row alone are dropped. */
const ROWS_WITH_ALL_LETTERS = 1000
/** With more rows, pairs of words that occur in one row alone are dropped. */
const ROWS_WITH_ALL_PAIRS = 2500

export function trainClassifier(
  examples: readonly ClassifierExample[],
  outline: Outline,
): Classifier {
  const vocabulary = buildVocabulary(examples)
  const classes = labelCount(outline)
  const features = vocabulary.weights.length
  const vectorise = newVectoriser(vocabulary)
  const starts = new Int32Array(examples.length + 2)
  const ids: number[] = []
  const values: number[] = []
  for (const [row, example] of examples.entries()) {
    const vector = vectorise(example.words)
    for (let at = 0; at < vector.count; at++) {
      ids.push(vector.ids[at] ?? 0)
      values.push(vector.values[at] ?? 0)
    }
    starts[row + 1] = ids.length
  }
  // The last row is empty and belongs to no intent: text of which nothing is known scores below zero.
  starts[examples.length + 1] = ids.length
  const weights = trainSvm(
    {
      starts,
      ids: new Int32Array(ids),
      values: new Float32Array(values),
      labels: new Int32Array([...examples.map(({ label }) => label), -1]),
      importance: new Float32Array([...examples.map(({ importance }) => importance), 1]),
      classes,
      features,
    },
    { cost: COST, epochs: EPOCHS, tolerance: TOLERANCE },
  )
  return { vocabulary, classes, rows: examples.length, ...compressed(weights, classes, features) }
}

/** Below it, a weight is left out: nine in ten are. */
const LEAST_WEIGHT = 0.002
const LARGEST_BYTE = 127

/** Weights as bytes, scaled feature by feature, without those that hardly count. */
function compressed(
  weights: Float32Array,
  classes: number,
  features: number,
): Pick<Classifier, 'biases' | 'starts' | 'labels' | 'weights' | 'scales'> {
  const starts = new Int32Array(features + 1)
  const scales = new Float32Array(features)
  const labels = new Uint16Array(weights.length)
  const bytes = new Int8Array(weights.length)
  let count = 0
  for (let feature = 0; feature < features; feature++) {
    const row = weights.subarray(feature * classes, (feature + 1) * classes)
    let largest = 0
    for (let k = 0; k < classes; k++) largest = Math.max(largest, Math.abs(row[k]!))
    const scale = largest / LARGEST_BYTE
    scales[feature] = scale
    for (let k = 0; k < classes; k++) {
      if (Math.abs(row[k]!) < LEAST_WEIGHT) continue
      const byte = Math.round(row[k]! / scale)
      if (byte === 0) continue
      labels[count] = k
      bytes[count++] = byte
    }
    starts[feature + 1] = count
  }
  return {
    biases: weights.slice(features * classes),
    starts,
    labels: labels.slice(0, count),
    weights: bytes.slice(0, count),
    scales,
  }
}

function buildVocabulary(examples: readonly ClassifierExample[]): Vocabulary {
  const buffer = newFeatureBuffer()
  const words = new Map<number, number>()
  const letters = new Map<number, number>()
  for (const example of examples) {
    extractFeatures(example.words, buffer)
    countOnce(words, buffer.words.subarray(0, buffer.wordCount))
    countOnce(letters, buffer.letters.subarray(0, buffer.letterCount))
  }
  const keptWords = [...words].filter(
    ([feature, rows]) => rows > 1 || examples.length <= ROWS_WITH_ALL_PAIRS || !isPair(feature),
  )
  const keptLetters = [...letters].filter(
    ([, rows]) => rows > 1 || examples.length <= ROWS_WITH_ALL_LETTERS,
  )
  const weight = ([, rows]: readonly [number, number]) =>
    Math.sqrt(Math.log((1 + examples.length) / (1 + rows)) + 1)
  return {
    words: buildDictionary(keptWords.map(([feature]) => feature)),
    letters: buildDictionary(keptLetters.map(([feature]) => feature)),
    weights: Float32Array.from([...keptWords, ...keptLetters], weight),
    wordFeatures: keptWords.length,
  }
}

function countOnce(rows: Map<number, number>, features: Int32Array): void {
  for (const feature of new Set(features)) rows.set(feature, (rows.get(feature) ?? 0) + 1)
}
