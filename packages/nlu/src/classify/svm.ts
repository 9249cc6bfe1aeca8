/**
 * One-against-rest support vector machines with squared hinge loss, all classes in one pass, by dual
 * coordinate descent (spec/nlu.md §5.4). Weights lie feature by feature, so that one walk over a row's
 * features serves all classes. Few classes ever come near a row: passes over all of them are rare, those
 * between visit the near ones alone. The order is seeded: equal rows give equal weights.
 */
import { newRandom, shuffle } from '../table/random.ts'

export interface SvmRows {
  /** Row r has features `ids[starts[r]]` … `ids[starts[r + 1] - 1]`. */
  readonly starts: Int32Array
  readonly ids: Int32Array
  readonly values: Float32Array
  readonly labels: Int32Array
  /** How much a row counts; 1 is a sample utterance as written. */
  readonly importance: Float32Array
  readonly classes: number
  readonly features: number
}

export interface SvmOptions {
  /** Cost of an error. */
  readonly cost: number
  readonly epochs: number
  /** Training ends when no dual variable wants to move further than this. */
  readonly tolerance: number
}

/** `[feature][class]`, with the bias of each class as the last feature. */
export function trainSvm(rows: SvmRows, options: SvmOptions): Float32Array {
  const { classes, features } = rows
  const count = rows.labels.length
  const every = Uint16Array.from({ length: classes }, (_, k) => k)
  const state: SvmState = {
    rows,
    weights: new Float32Array((features + 1) * classes),
    alphas: new Float32Array(count * classes),
    norms: rowNorms(rows),
    near: Array.from({ length: count }, () => every),
    scores: new Float64Array(classes),
    moved: new Int32Array(classes),
    moves: new Float32Array(classes),
    scratch: new Uint16Array(classes),
    cost: options.cost,
  }
  // Biases begin at -1: a class that shares nothing with a row is right about it from the start.
  state.weights.fill(-1, features * classes)
  const order = Int32Array.from({ length: count }, (_, row) => row)
  const rests = new Uint8Array(count)
  const random = newRandom(count)
  for (let epoch = 0, full = true; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    let largest = 0
    for (const row of order) {
      if (full) state.near[row] = every
      else if (rests[row]! > 0) {
        rests[row] = 0
        continue
      }
      const violation = descend(state, row, full && classes > FEW_CLASSES)
      largest = Math.max(largest, violation)
      // What hardly wants to move is left alone for an epoch.
      rests[row] = violation < options.tolerance ? 1 : 0
    }
    const calm = largest < options.tolerance
    if (calm && full) break
    full = calm || classes <= FEW_CLASSES || FULL_EPOCHS.has(epoch + 1)
  }
  return state.weights
}

/** With so few classes, a walk over all costs no more than choosing among them. */
const FEW_CLASSES = 24
/** Epochs that visit all classes and choose the near ones anew. */
const FULL_EPOCHS: ReadonlySet<number> = new Set([0, 4])
/** A class whose margin is further below -1 than this is left out until the next full epoch. */
const NEAR = 0.02

interface SvmState {
  readonly rows: SvmRows
  readonly weights: Float32Array
  readonly alphas: Float32Array
  readonly norms: Float32Array
  /** Classes that a row's next visit looks at. */
  readonly near: Uint16Array[]
  /** Of the classes looked at, in their order. */
  readonly scores: Float64Array
  readonly moved: Int32Array
  readonly moves: Float32Array
  readonly scratch: Uint16Array
  readonly cost: number
}

function rowNorms({ starts, values, labels }: SvmRows): Float32Array {
  return Float32Array.from(labels, (_, row) => {
    let norm = 1
    for (let at = starts[row]!; at < starts[row + 1]!; at++) norm += values[at]! * values[at]!
    return norm
  })
}

/** One row against its near classes; the largest violation that was seen. */
function descend(state: SvmState, row: number, choose: boolean): number {
  const { rows, alphas, moved, moves, scores, scratch } = state
  const { classes } = rows
  const near = state.near[row]!
  if (near.length === classes) scoreAll(state, row)
  else scoreNear(state, row, near)
  const label = rows.labels[row]
  const diagonal = 0.5 / (state.cost * (rows.importance[row] ?? 1))
  const scale = 1 / ((state.norms[row] ?? 1) + diagonal)
  let count = 0
  let chosen = 0
  let largest = 0
  for (let place = 0; place < near.length; place++) {
    const k = near[place]!
    const sign = k === label ? 1 : -1
    const alpha = alphas[row * classes + k]!
    const gradient = sign * scores[place]! - 1 + alpha * diagonal
    if (alpha === 0 && gradient >= 0) {
      if (gradient < NEAR) scratch[chosen++] = k
      continue
    }
    scratch[chosen++] = k
    const size = Math.abs(gradient)
    if (size > largest) largest = size
    if (size < LEAST_MOVE) continue
    const next = Math.max(alpha - gradient * scale, 0)
    alphas[row * classes + k] = next
    moves[count] = (next - alpha) * sign
    moved[count++] = k
  }
  if (choose) state.near[row] = scratch.slice(0, chosen)
  if (count > 0) moveWeights(state, row, count)
  return largest
}

const LEAST_MOVE = 0.01

function scoreAll({ rows, weights, scores }: SvmState, row: number): void {
  const { classes, starts, ids, values } = rows
  const bias = rows.features * classes
  for (let k = 0; k < classes; k++) scores[k] = weights[bias + k]!
  const end = starts[row + 1]!
  let at = starts[row]!
  // Four features at a time: scores are fetched and put back a quarter as often.
  for (; at + 4 <= end; at += 4) {
    const first = ids[at]! * classes
    const second = ids[at + 1]! * classes
    const third = ids[at + 2]! * classes
    const fourth = ids[at + 3]! * classes
    const a = values[at]!
    const b = values[at + 1]!
    const c = values[at + 2]!
    const d = values[at + 3]!
    for (let k = 0; k < classes; k++)
      scores[k]! +=
        a * weights[first + k]! +
        b * weights[second + k]! +
        c * weights[third + k]! +
        d * weights[fourth + k]!
  }
  for (; at < end; at++) {
    const base = ids[at]! * classes
    const value = values[at]!
    for (let k = 0; k < classes; k++) scores[k]! += value * weights[base + k]!
  }
}

function scoreNear({ rows, weights, scores }: SvmState, row: number, near: Uint16Array): void {
  const { classes, starts, ids, values } = rows
  const bias = rows.features * classes
  for (let place = 0; place < near.length; place++) scores[place] = weights[bias + near[place]!]!
  const end = starts[row + 1]!
  for (let at = starts[row]!; at < end; at++) {
    const base = ids[at]! * classes
    const value = values[at]!
    for (let place = 0; place < near.length; place++)
      scores[place]! += value * weights[base + near[place]!]!
  }
}

function moveWeights({ rows, weights, moved, moves }: SvmState, row: number, count: number): void {
  const { classes, starts, ids, values } = rows
  const end = starts[row + 1]!
  for (let at = starts[row]!; at < end; at++) {
    const base = ids[at]! * classes
    const value = values[at]!
    for (let move = 0; move < count; move++) weights[base + moved[move]!]! += value * moves[move]!
  }
  const bias = rows.features * classes
  for (let move = 0; move < count; move++) weights[bias + moved[move]!]! += moves[move]!
}
