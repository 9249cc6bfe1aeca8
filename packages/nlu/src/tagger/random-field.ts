/**
 * A linear-chain conditional random field over word tags (spec/nlu.md §5.7). Each text moves the weights by
 * the difference between its right tags and those that the weights expect, every weight at a pace of its
 * own (AdaGrad); the order is seeded, so equal texts give equal weights.
 */
import { newRandom, shuffle } from '../table/random.ts'
import { insideAfter, isAllowed, isInside, tagCount } from './decode.ts'
import type { TagFeatures } from './tag-features.ts'

/** A training text: the right tags, and one or more views of its words that take turns by epoch. */
export interface TaggedText {
  readonly views: readonly TagFeatures[]
  readonly tags: Uint8Array
}

export interface FieldWeights {
  /** `[feature][tag]`. */
  readonly emissions: Float32Array
  /** `[from][to]`. */
  readonly transitions: Float32Array
}

export interface FieldOptions {
  readonly slots: number
  readonly features: number
  readonly epochs: number
}

export function trainField(
  texts: readonly TaggedText[],
  { slots, features, epochs }: FieldOptions,
): FieldWeights {
  const tags = tagCount(slots)
  const longest = texts.reduce((most, text) => Math.max(most, text.tags.length), 1)
  const perWord = () => new Float64Array(longest * tags)
  const state: State = {
    tags,
    emissions: newWeights(features * tags),
    transitions: newWeights(tags * tags),
    odds: oddsOfNothing(tags),
    moved: new Set(),
    own: perWord(),
    ahead: perWord(),
    behind: perWord(),
    scales: new Float64Array(longest),
  }
  const order = Int32Array.from({ length: texts.length }, (_, text) => text)
  const random = newRandom(texts.length)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const at of order) {
      const { views, tags: right } = texts[at]!
      const view = views[epoch % views.length]!
      findChances(state, view, right)
      learn(state, view, right)
    }
  }
  return { emissions: state.emissions.values, transitions: state.transitions.values }
}

/** Before anything is learned every step that is allowed is alike. */
const oddsOfNothing = (tags: number) =>
  Float64Array.from({ length: tags * tags }, (_, at) =>
    isAllowed(Math.floor(at / tags), at % tags) ? 1 : 0,
  )

/** How far a weight moves when it is moved for the first time. */
const PACE = 0.1
/** Head start of a wrong tag: the right one must win clearly. 0 costs a point of slot F1; 2 to 6 are alike. */
const MARGIN = 4
/** Smaller differences move nothing. */
const LEAST_DIFFERENCE = 0.01
/** Chances that no sum would miss. */
const NEGLIGIBLE = 1e-6

interface State {
  readonly tags: number
  readonly emissions: Weights
  readonly transitions: Weights
  /** Exponential of each transition, 0 where it is forbidden. */
  readonly odds: Float64Array
  /** Transitions whose odds are out of date: they change between texts, never within one. */
  readonly moved: Set<number>
  /** By word and tag: what the word itself says, what the words up to it say, what those after it say. */
  readonly own: Float64Array
  readonly ahead: Float64Array
  readonly behind: Float64Array
  /** Of each word: what its `ahead` was divided by to sum to 1. */
  readonly scales: Float64Array
}

interface Weights {
  readonly values: Float32Array
  /** Sums of squared moves. */
  readonly squares: Float32Array
}

const newWeights = (length: number): Weights => ({
  values: new Float32Array(length),
  squares: new Float32Array(length),
})

function move({ values, squares }: Weights, at: number, by: number): void {
  squares[at]! += by * by
  values[at]! += (PACE * by) / Math.sqrt(squares[at]!)
}

/** Forward and backward sums, scaled word by word: `ahead × behind` is the chance of a tag. */
function findChances(state: State, view: TagFeatures, right: Uint8Array): void {
  const { transitions, odds, moved } = state
  for (const step of moved) odds[step] = Math.exp(transitions.values[step]!)
  moved.clear()
  for (let word = 0; word < right.length; word++) weigh(state, view, word, right[word]!)
  sumAhead(state, right.length)
  sumBehind(state, right.length)
}

function weigh(state: State, { starts, features }: TagFeatures, word: number, right: number): void {
  const { tags, own } = state
  const { values } = state.emissions
  const row = word * tags
  for (let tag = 0; tag < tags; tag++) own[row + tag] = tag === right ? 0 : MARGIN
  const end = starts[word + 1]!
  let of = starts[word]!
  // Four features at a time: sums are fetched and put back a quarter as often.
  for (; of + 4 <= end; of += 4) {
    const first = features[of]! * tags
    const second = features[of + 1]! * tags
    const third = features[of + 2]! * tags
    const fourth = features[of + 3]! * tags
    for (let tag = 0; tag < tags; tag++)
      own[row + tag]! +=
        values[first + tag]! + values[second + tag]! + values[third + tag]! + values[fourth + tag]!
  }
  for (; of < end; of++) {
    const base = features[of]! * tags
    for (let tag = 0; tag < tags; tag++) own[row + tag]! += values[base + tag]!
  }
  let most = own[row]!
  for (let tag = 1; tag < tags; tag++) most = Math.max(most, own[row + tag]!)
  for (let tag = 0; tag < tags; tag++) own[row + tag] = Math.exp(own[row + tag]! - most)
}

function sumAhead({ tags, odds, own, ahead, scales }: State, words: number): void {
  for (let tag = 0; tag < tags; tag++) ahead[tag] = isInside(tag) ? 0 : 1
  for (let word = 0; word < words; word++) {
    const row = word * tags
    if (word > 0) {
      ahead.fill(0, row, row + tags)
      for (let from = 0; from < tags; from++) {
        const chance = ahead[row - tags + from]!
        if (chance < NEGLIGIBLE) continue
        const steps = from * tags
        ahead[row]! += chance * odds[steps]!
        for (let to = 1; to < tags; to += 2) ahead[row + to]! += chance * odds[steps + to]!
        const inside = insideAfter(from)
        if (inside > 0) ahead[row + inside]! += chance * odds[steps + inside]!
      }
    }
    let sum = 0
    for (let tag = 0; tag < tags; tag++) sum += ahead[row + tag]! *= own[row + tag]!
    for (let tag = 0; tag < tags; tag++) ahead[row + tag]! /= sum
    scales[word] = sum
  }
}

function sumBehind({ tags, odds, own, ahead, behind, scales }: State, words: number): void {
  behind.fill(1, (words - 1) * tags, words * tags)
  behind.fill(0, 0, (words - 1) * tags)
  for (let word = words - 2; word >= 0; word--) {
    const row = word * tags
    const next = row + tags
    for (let to = 0; to < tags; to++) {
      if (ahead[next + to]! * behind[next + to]! < NEGLIGIBLE) continue
      const onward = (own[next + to]! * behind[next + to]!) / scales[word + 1]!
      const first = isInside(to) ? to - 1 : 0
      const last = isInside(to) ? to : tags - 1
      for (let from = first; from <= last; from++)
        behind[row + from]! += odds[from * tags + to]! * onward
    }
  }
}

function learn(state: State, view: TagFeatures, right: Uint8Array): void {
  let before = false
  for (let word = 0; word < right.length; word++) {
    const moved = learnWord(state, view, word, right[word]!)
    if (word > 0 && (moved || before)) learnStep(state, word, right)
    before = moved
  }
}

/** Whether the weights expected something else. */
function learnWord(
  { tags, emissions, ahead, behind }: State,
  { starts, features }: TagFeatures,
  word: number,
  right: number,
): boolean {
  let moved = false
  for (let tag = 0; tag < tags; tag++) {
    const at = word * tags + tag
    const difference = (tag === right ? 1 : 0) - ahead[at]! * behind[at]!
    if (Math.abs(difference) < LEAST_DIFFERENCE) continue
    moved = true
    for (let of = starts[word]!; of < starts[word + 1]!; of++)
      move(emissions, features[of]! * tags + tag, difference)
  }
  return moved
}

/** The step from the word before to this one. */
function learnStep(state: State, word: number, right: Uint8Array): void {
  const { tags, transitions, odds, moved, own, ahead, behind, scales } = state
  const row = word * tags
  for (let from = 0; from < tags; from++) {
    const isRight = from === right[word - 1]
    const before = row - tags + from
    if (!isRight && ahead[before]! * behind[before]! < LEAST_DIFFERENCE) continue
    for (let to = 0; to < tags; to++) {
      const onward = odds[from * tags + to]! * own[row + to]! * behind[row + to]!
      const chance = (ahead[before]! * onward) / scales[word]!
      const difference = (isRight && to === right[word] ? 1 : 0) - chance
      if (Math.abs(difference) < LEAST_DIFFERENCE) continue
      move(transitions, from * tags + to, difference)
      moved.add(from * tags + to)
    }
  }
}
