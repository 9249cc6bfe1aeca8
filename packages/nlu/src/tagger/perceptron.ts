/** Averaged structured perceptron over word tags, with Viterbi decoding (spec/nlu.md §5.7). */
import { newRandom, shuffle } from '../table/random.ts'
import { type Decoder, newDecoder, tagCount } from './decode.ts'

/** A tagged training text: feature ids of each word (as in TagFeatures) and the right tags. */
export interface TaggedText {
  readonly starts: Int32Array
  readonly features: Int32Array
  readonly tags: Uint8Array
}

export interface PerceptronWeights {
  /** `[feature][tag]`. */
  readonly emissions: Float32Array
  /** `[from][to]`. */
  readonly transitions: Float32Array
}

export interface PerceptronOptions {
  readonly slots: number
  readonly features: number
  readonly epochs: number
}

export function trainPerceptron(
  texts: readonly TaggedText[],
  { slots, features, epochs }: PerceptronOptions,
): PerceptronWeights {
  const tags = tagCount(slots)
  const state: State = {
    tags,
    emissions: new Float32Array(features * tags),
    transitions: new Float32Array(tags * tags),
    // Σ step × change: what averaging over all steps takes off.
    emissionSums: new Float64Array(features * tags),
    transitionSums: new Float64Array(tags * tags),
    steps: 1,
    decoder: newDecoder(slots),
    scores: new Float32Array(0),
  }
  const order = Int32Array.from({ length: texts.length }, (_, text) => text)
  const random = newRandom(texts.length)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    let errors = 0
    for (const text of order) if (learn(state, texts[text]!)) errors++
    if (errors === 0) break
  }
  average(state.emissions, state.emissionSums, state.steps)
  average(state.transitions, state.transitionSums, state.steps)
  return { emissions: state.emissions, transitions: state.transitions }
}

/** Head start of a wrong tag; 20 to 160 are alike, 0 costs two points of slot F1. */
const MARGIN = 30

interface State {
  readonly tags: number
  readonly emissions: Float32Array
  readonly transitions: Float32Array
  readonly emissionSums: Float64Array
  readonly transitionSums: Float64Array
  steps: number
  readonly decoder: Decoder
  scores: Float32Array
}

/** Whether the text was tagged wrongly and the weights were moved. */
function learn(state: State, text: TaggedText): boolean {
  const found = state.decoder.decode(
    emissionScores(state, text),
    text.tags.length,
    state.transitions,
  )
  state.steps++
  let wrong = false
  for (let at = 0; at < text.tags.length; at++) {
    const right = text.tags[at]!
    const guess = found[at]!
    if (right !== guess) {
      wrong = true
      for (let of = text.starts[at]!; of < text.starts[at + 1]!; of++) {
        moveEmission(state, text.features[of]! * state.tags + right, 1)
        moveEmission(state, text.features[of]! * state.tags + guess, -1)
      }
    }
    if (at === 0) continue
    const before = text.tags[at - 1]!
    const guessBefore = found[at - 1]!
    if (right === guess && before === guessBefore) continue
    moveTransition(state, before * state.tags + right, 1)
    moveTransition(state, guessBefore * state.tags + guess, -1)
  }
  return wrong
}

function moveEmission({ emissions, emissionSums, steps }: State, at: number, by: number): void {
  emissions[at]! += by
  emissionSums[at]! += by * steps
}

function moveTransition({ transitions, transitionSums, steps }: State, at: number, by: number) {
  transitions[at]! += by
  transitionSums[at]! += by * steps
}

/** Scores with a head start for wrong tags: the right ones must win by a margin, which averages better. */
function emissionScores(state: State, { starts, features, tags }: TaggedText): Float32Array {
  const size = tags.length * state.tags
  if (state.scores.length < size) state.scores = new Float32Array(size * 2)
  const { scores, emissions } = state
  for (let at = 0; at < tags.length; at++) {
    const row = at * state.tags
    for (let tag = 0; tag < state.tags; tag++) scores[row + tag] = tag === tags[at] ? 0 : MARGIN
    for (let of = starts[at]!; of < starts[at + 1]!; of++) {
      const base = features[of]! * state.tags
      for (let tag = 0; tag < state.tags; tag++) scores[row + tag]! += emissions[base + tag]!
    }
  }
  return scores
}

function average(weights: Float32Array, sums: Float64Array, steps: number): void {
  for (let at = 0; at < weights.length; at++) weights[at]! -= sums[at]! / steps
}
