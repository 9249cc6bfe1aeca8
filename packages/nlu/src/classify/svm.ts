/**
 * One-against-rest support vector machines with squared hinge loss, all classes in one pass, by dual
 * coordinate descent (spec/nlu.md §5.4). Weights lie feature by feature, so that one walk over a row's
 * features serves all classes. Seeded order: equal rows give equal weights.
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
  const state: SvmState = {
    rows,
    weights: new Float32Array((features + 1) * classes),
    alphas: new Float32Array(count * classes),
    norms: rowNorms(rows),
    scores: new Float32Array(classes),
    moved: new Int32Array(classes),
    moves: new Float32Array(classes),
    cost: options.cost,
  }
  const order = Int32Array.from({ length: count }, (_, row) => row)
  const random = newRandom(count)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    let largest = 0
    for (const row of order) largest = Math.max(largest, descend(state, row))
    if (largest < options.tolerance) break
  }
  return state.weights
}

interface SvmState {
  readonly rows: SvmRows
  readonly weights: Float32Array
  readonly alphas: Float32Array
  readonly norms: Float32Array
  readonly scores: Float32Array
  readonly moved: Int32Array
  readonly moves: Float32Array
  readonly cost: number
}

function rowNorms({ starts, values, labels }: SvmRows): Float32Array {
  return Float32Array.from(labels, (_, row) => {
    let norm = 1
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++)
      norm += values[at]! * values[at]!
    return norm
  })
}

/** One row against all classes; the largest violation that was seen. */
function descend(state: SvmState, row: number): number {
  const { rows, alphas, moved, moves, scores } = state
  const { classes } = rows
  scoreRow(state, row)
  const label = rows.labels[row]
  const diagonal = 0.5 / (state.cost * (rows.importance[row] ?? 1))
  const scale = 1 / ((state.norms[row] ?? 1) + diagonal)
  let count = 0
  let largest = 0
  for (let k = 0; k < classes; k++) {
    const sign = k === label ? 1 : -1
    const alpha = alphas[row * classes + k]!
    const gradient = sign * scores[k]! - 1 + alpha * diagonal
    if (alpha === 0 && gradient >= 0) continue
    const size = Math.abs(gradient)
    if (size > largest) largest = size
    if (size < LEAST_MOVE) continue
    const next = Math.max(alpha - gradient * scale, 0)
    alphas[row * classes + k] = next
    moves[count] = (next - alpha) * sign
    moved[count++] = k
  }
  if (count > 0) moveWeights(state, row, count)
  return largest
}

const LEAST_MOVE = 1e-3

function scoreRow({ rows, weights, scores }: SvmState, row: number): void {
  const { classes, starts, ids, values } = rows
  const bias = rows.features * classes
  for (let k = 0; k < classes; k++) scores[k] = weights[bias + k]!
  const end = starts[row + 1]!
  for (let at = starts[row]!; at < end; at++) {
    const base = ids[at]! * classes
    const value = values[at]!
    for (let k = 0; k < classes; k++) scores[k]! += value * weights[base + k]!
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
