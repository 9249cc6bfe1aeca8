/** Builds the vocabulary and the weights of the intent classifier (spec/nlu.md §5.3, §5.4). */
import { labelCount, type Outline } from '../outline.ts'
import { buildDictionary } from '../table/table.ts'
import type { ClassifierExample } from '../train/classifier-examples.ts'
import type { Classifier } from './classifier.ts'
import { extractFeatures, newFeatureBuffer } from './features.ts'
import { trainSvm } from './svm.ts'
import { newVectoriser, type Vocabulary } from './vectoriser.ts'

const COST = 1
const EPOCHS = 12
const TOLERANCE = 0.1
/** From this many rows on, letter features that occur in one row alone are dropped. */
const MANY_ROWS = 1000

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
      ids: Int32Array.from(ids),
      values: Float32Array.from(values),
      labels: Int32Array.from([...examples.map(({ label }) => label), -1]),
      importance: Float32Array.from([...examples.map(({ importance }) => importance), 1]),
      classes,
      features,
    },
    { cost: COST, epochs: EPOCHS, tolerance: TOLERANCE },
  )
  return { vocabulary, classes, weights }
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
  const least = examples.length > MANY_ROWS ? 2 : 1
  const keptLetters = [...letters].filter(([, rows]) => rows >= least)
  const weight = ([, rows]: readonly [number, number]) =>
    Math.sqrt(Math.log((1 + examples.length) / (1 + rows)) + 1)
  return {
    words: buildDictionary([...words.keys()]),
    letters: buildDictionary(keptLetters.map(([feature]) => feature)),
    weights: Float32Array.from([...words, ...keptLetters], weight),
    wordFeatures: words.size,
  }
}

function countOnce(rows: Map<number, number>, features: Int32Array): void {
  for (const feature of new Set(features)) rows.set(feature, (rows.get(feature) ?? 0) + 1)
}
