/** Builds the vocabulary and the weights of the intent classifier (spec/nlu.md §5.3, §5.4). */
import { labelCount, type Outline } from '../outline.ts'
import type { ClassifierExample } from '../train/classifier-examples.ts'
import type { Classifier } from './classifier.ts'
import { trainSvm } from './svm.ts'
import { newWeigher, type Vocabulary } from './vectoriser.ts'
import { type FeatureRows, learnVocabulary } from './vocabulary.ts'

const COST = 1
const EPOCHS = 10
const TOLERANCE = 0.1
export function trainClassifier(
  examples: readonly ClassifierExample[],
  outline: Outline,
): Classifier {
  const { vocabulary, familiarity, rows } = learnVocabulary(examples)
  const classes = labelCount(outline)
  const features = vocabulary.weights.length
  const weights = trainSvm(
    {
      ...vectors(vocabulary, rows),
      labels: new Int32Array([...examples.map(({ label }) => label), -1]),
      importance: new Float32Array([...examples.map(({ importance }) => importance), 1]),
      classes,
      features,
    },
    { cost: COST, epochs: EPOCHS, tolerance: TOLERANCE },
  )
  const compact = compressed(weights, classes, features)
  return { vocabulary, familiarity, classes, rows: examples.length, ...compact }
}

/** The last row is empty and belongs to no intent: text of which nothing is known scores below zero. */
function vectors({ weights }: Vocabulary, { starts: parts, ids: seen }: FeatureRows) {
  const { vector, add } = newWeigher(weights)
  const count = (parts.length - 1) / 2
  const starts = new Int32Array(count + 2)
  const ids = new Int32Array(seen.length)
  const values = new Float32Array(seen.length)
  let end = 0
  for (let row = 0; row < count; row++) {
    vector.count = 0
    add(seen.subarray(parts[row * 2], parts[row * 2 + 1]), 0)
    add(seen.subarray(parts[row * 2 + 1], parts[row * 2 + 2]), 0)
    ids.set(vector.ids.subarray(0, vector.count), end)
    values.set(vector.values.subarray(0, vector.count), end)
    end += vector.count
    starts[row + 1] = end
  }
  starts[count + 1] = end
  return { starts, ids, values }
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
