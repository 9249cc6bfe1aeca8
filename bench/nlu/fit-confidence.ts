/**
 * Fits the global constants of the confidence function (packages/nlu/src/classify/confidence.ts) on many
 * bots cut out of the development data: few and many intents, few and many utterances, with utterances of
 * the intents left out and of other sets as what is out of scope. Prints the constants.
 *
 *   node scripts/run.mjs bench/nlu/fit-confidence.ts DATA_FOLDER
 */
import { confidenceTerms, FEW_CLASSES } from '../../packages/nlu/src/classify/confidence.ts'
import { train } from '../../packages/nlu/src/index.ts'
import { read } from '../../packages/nlu/src/reading.ts'
import { type Engine, loadEngine } from '../../packages/nlu/src/recognise/engine.ts'
import { evidenceOf } from '../../packages/nlu/src/recognise/recognise.ts'
import { newRandom, type SeededRandom } from '../../packages/nlu/src/table/random.ts'
import { definitionOf, type Row, readRows } from './data.ts'

interface Observation {
  readonly terms: readonly number[]
  /** 1 when the best intent is right. */
  readonly right: number
  readonly weight: number
  readonly classes: number
}

interface Corpus {
  readonly train: readonly Row[]
  readonly dev: readonly Row[]
}

const INTENTS = [1, 2, 3, 5, 8, 12, 20, 40, 80, 150]
const UTTERANCES = [2, 4, 8, 15, 40, 100]
/** Terms of the confidence function, and those among them that hold for bots of any size. */
const TERMS = 12
const BASE_TERMS = 8
/** A wrong intent for a right subject counts less than an answer to what is out of scope. */
const WRONG_WEIGHT = 0.3
const IN_SCOPE = 120
const OUT_OF_SCOPE = 40

function main(folder: string): void {
  const random = newRandom(1)
  const corpora = corporaOf(folder, random)
  const strangers = readRows(`${folder}/clinc150`, 'oos_train.jsonl')
  const observations: Observation[] = []
  for (const corpus of corpora)
    for (const intents of INTENTS)
      for (const utterances of UTTERANCES) {
        const known = [...new Set(corpus.train.map(row => row.intent))].length
        if (intents > known * 0.8 || intents * utterances > 4000) continue
        const times = intents <= 5 ? 3 : 1
        for (let time = 0; time < times; time++)
          observations.push(...observe({ corpus, corpora, strangers, random }, intents, utterances))
      }
  // Bots of many intents come first; what is peculiar to those of few is fitted on top of it.
  const many = observations.filter(({ classes }) => classes >= FEW_CLASSES)
  const few = observations.filter(({ classes }) => classes < FEW_CLASSES)
  const base = logistic(many, new Array<number>(TERMS).fill(0), 0, BASE_TERMS)
  const weights = logistic(few, base, BASE_TERMS, TERMS)
  console.log(
    `${observations.length} observations, log loss ${loss(observations, weights).toFixed(4)}`,
  )
  console.log(`[${weights.map(weight => weight.toFixed(3)).join(', ')}]`)
}

function corporaOf(folder: string, random: SeededRandom): Corpus[] {
  const plain = (rows: Row[]) => rows.map(row => ({ ...row, slots: [] }))
  const corpus = (set: string, rows: (file: string) => Row[]) => ({
    train: rows(`${set}/train.jsonl`),
    dev: rows(`${set}/dev.jsonl`),
  })
  const slotted = (file: string) => readRows(folder, file)
  const sets = [
    ...['clinc150', 'banking77', 'hwu64'].map(set => corpus(set, file => plain(slotted(file)))),
    ...['snips', 'hwu64'].map(set => corpus(set, slotted)),
  ]
  const hint3 = ['curekart', 'powerplay11', 'sofmattress'].map(bot => {
    const rows = shuffled(readRows(`${folder}/hint3`, `train_${bot}.jsonl`), random)
    const cut = Math.floor(rows.length * 0.7)
    return { train: rows.slice(0, cut), dev: rows.slice(cut) }
  })
  return [...sets, ...hint3]
}

interface Sources {
  readonly corpus: Corpus
  readonly corpora: readonly Corpus[]
  readonly strangers: readonly Row[]
  readonly random: SeededRandom
}

function observe(sources: Sources, intents: number, utterances: number): Observation[] {
  const { corpus, corpora, strangers, random } = sources
  const names = shuffled([...new Set(corpus.train.map(row => row.intent))], random)
  const chosen = new Set(names.slice(0, intents))
  const byIntent = Map.groupBy(
    shuffled(corpus.train, random).filter(row => chosen.has(row.intent)),
    row => row.intent,
  )
  const samples = [...byIntent.values()].flatMap(rows => rows.slice(0, utterances))
  const seen = new Set(samples.map(row => row.text.toLowerCase()))
  const dev = shuffled(corpus.dev, random).filter(row => !seen.has(row.text.toLowerCase()))
  const inScope = dev.filter(row => chosen.has(row.intent)).slice(0, IN_SCOPE)
  const leftOut = dev.filter(row => !chosen.has(row.intent))
  const other =
    shuffled(
      corpora.filter(one => one !== corpus),
      random,
    )[0]?.dev ?? []
  const outside = [
    ...leftOut.slice(0, OUT_OF_SCOPE / 4),
    ...shuffled(other, random).slice(0, OUT_OF_SCOPE / 4),
    ...shuffled(strangers, random).slice(0, OUT_OF_SCOPE / 2),
  ]
  const engine = loadEngine(train(definitionOf(samples)))
  const weight = 1 / (inScope.length + outside.length)
  return [
    ...inScope.flatMap(row => observation(engine, row, true, weight)),
    ...outside.flatMap(row => observation(engine, row, false, weight)),
  ]
}

function observation(engine: Engine, row: Row, inScope: boolean, weight: number): Observation[] {
  const reading = read(engine, row.text, 0)
  const [top] = evidenceOf(
    engine,
    reading,
    intent => (engine.outline.intents[intent]?.label ?? -1) >= 0,
  )
  if (!top) return []
  const right = inScope && engine.outline.intents[top.intent]?.name === row.intent ? 1 : 0
  return [
    {
      terms: confidenceTerms(top.evidence),
      right,
      weight: inScope && right === 0 ? weight * WRONG_WEIGHT : weight,
      classes: top.evidence.classes,
    },
  ]
}

/** Newton's method with a touch of ridge, for the terms from `from` to `to`; the others stay. */
function logistic(
  observations: readonly Observation[],
  start: readonly number[],
  from: number,
  to: number,
): number[] {
  const weights = [...start]
  const size = to - from
  for (let round = 0; round < 25; round++) {
    const gradient = Array.from({ length: size }, (_, at) => -RIDGE * weights[from + at]!)
    const hessian = gradient.map((_, at) => gradient.map((__, of) => (at === of ? RIDGE : 0)))
    for (const { terms, right, weight } of observations) {
      const p = probability(terms, weights)
      for (let at = 0; at < size; at++) {
        gradient[at]! += weight * (right - p) * terms[from + at]!
        for (let of = 0; of < size; of++)
          hessian[at]![of]! += weight * p * (1 - p) * terms[from + at]! * terms[from + of]!
      }
    }
    for (const [at, move] of solve(hessian, gradient).entries()) weights[from + at]! += move
  }
  return weights
}

const RIDGE = 0.01

const probability = (terms: readonly number[], weights: readonly number[]) =>
  1 / (1 + Math.exp(-terms.reduce((sum, term, at) => sum + term * weights[at]!, 0)))

function loss(observations: readonly Observation[], weights: readonly number[]): number {
  let sum = 0
  let total = 0
  for (const { terms, right, weight } of observations) {
    const p = probability(terms, weights)
    sum -= weight * Math.log(Math.max(right ? p : 1 - p, 1e-9))
    total += weight
  }
  return sum / total
}

/** Gaussian elimination with pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    const held = rows[column]!
    rows[column] = rows[pivot]!
    rows[pivot] = held
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / rows[column]![column]!
      for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!)
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map(item => [random(), item] as const)
    .sort(([first], [second]) => first - second)
    .map(([, item]) => item)
}

main(process.argv[2] ?? 'data/nlu')
