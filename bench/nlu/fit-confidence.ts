/**
 * Fits the global constants of the confidence function (packages/nlu/src/classify/confidence.ts) on many
 * bots cut out of the training data: few and many intents, few and many utterances. Each is asked the texts
 * that it was not shown, those of intents left out and of other sets as what is out of scope. The development
 * data stay unseen. Prints the constants.
 *
 *   node scripts/run.mjs bench/nlu/fit-confidence.ts DATA_FOLDER
 */
import { confidenceTerms, FEW_CLASSES } from '../../packages/nlu/src/classify/confidence.ts'
import { train } from '../../packages/nlu/src/index.ts'
import { type Engine, loadEngine, templateInput } from '../../packages/nlu/src/recognise/engine.ts'
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
  readonly set: string
  readonly rows: readonly Row[]
}

/** All intents of a set come on top of these. */
const INTENTS = [1, 2, 3, 5, 7, 12, 20, 40, 80, 150]
const UTTERANCES = [2, 3, 5, 7, 10, 15, 40, 100]
const MOST_SAMPLES = 4000
/** Bots of more samples are drawn once, others twice. */
const MANY_SAMPLES = 2500
/** Terms of the confidence function, and those among them that hold for bots of any size. */
const TERMS = 17
const BASE_TERMS = 10
/** A wrong intent for a right subject counts less than an answer to what is out of scope. */
const WRONG_WEIGHT = 0.6
/** So weighed, one text in six is out of scope. */
const OUTSIDE_WEIGHT = 0.7
const IN_SCOPE = 160
const OUT_OF_SCOPE = 48
/** Share of a set that its bots are drawn from; they are asked the rest. */
const SHOWN = 0.7
/** Share of the bots with slots whose lists hold more values than their utterances do. */
const LISTED_WIDELY = 0.6

function main(folder: string): void {
  const random = newRandom(5)
  const corpora = corporaOf(folder)
  const strangers = readRows(`${folder}/clinc150`, 'oos_train.jsonl')
  const observations: Observation[] = []
  for (const corpus of corpora) {
    const known = new Set(corpus.rows.map(row => row.intent)).size
    for (const intents of new Set([...INTENTS, known]))
      for (const utterances of UTTERANCES) {
        if (intents > known || intents * utterances > MOST_SAMPLES) continue
        const times = intents * utterances < MANY_SAMPLES ? 2 : 1
        for (let time = 0; time < times; time++)
          observations.push(...observe({ corpus, corpora, strangers, random }, intents, utterances))
      }
    console.error(`${corpus.set}: ${observations.length} observations`)
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

/** HWU64 and SNIPS come twice: with their slots and as plain texts. */
function corporaOf(folder: string): Corpus[] {
  const rows = (set: string, file = 'train.jsonl') => readRows(`${folder}/${set}`, file)
  const plain = (of: readonly Row[]) => of.map(row => ({ ...row, slots: [] }))
  return [
    ...['clinc150', 'banking77', 'hwu64', 'snips'].map(set => ({ set, rows: plain(rows(set)) })),
    ...['snips', 'hwu64'].map(set => ({ set, rows: rows(set) })),
    ...['curekart', 'powerplay11', 'sofmattress'].map(bot => ({
      set: bot,
      rows: rows('hint3', `train_${bot}.jsonl`),
    })),
  ]
}

interface Sources {
  readonly corpus: Corpus
  readonly corpora: readonly Corpus[]
  readonly strangers: readonly Row[]
  readonly random: SeededRandom
}

function observe(sources: Sources, intents: number, utterances: number): Observation[] {
  const { corpus, corpora, strangers, random } = sources
  const names = shuffled([...new Set(corpus.rows.map(row => row.intent))], random)
  const chosen = new Set(names.slice(0, intents))
  const isChosen = (row: Row) => chosen.has(row.intent)
  const rows = shuffled(corpus.rows, random)
  const cut = Math.floor(rows.length * SHOWN)
  const pool = rows.slice(0, cut).filter(isChosen)
  const samples = [...Map.groupBy(pool, row => row.intent).values()].flatMap(own =>
    own.slice(0, utterances),
  )
  const seen = new Set(samples.map(row => row.text.toLowerCase()))
  const fresh = rows.slice(cut).filter(row => !seen.has(row.text.toLowerCase()))
  const others = corpora.filter(({ set }) => set !== corpus.set)
  const other = others[Math.floor(random() * others.length)]?.rows ?? []
  const inScope = fresh.filter(isChosen).slice(0, IN_SCOPE)
  const outside = [
    ...fresh.filter(row => !isChosen(row)).slice(0, OUT_OF_SCOPE / 4),
    ...shuffled(other, random).slice(0, OUT_OF_SCOPE / 4),
    ...shuffled(strangers, random).slice(0, OUT_OF_SCOPE / 2),
  ]
  const listed = random() < LISTED_WIDELY ? pool : samples
  const engine = loadEngine(train(definitionOf(samples, listed)))
  const weight = 1 / (inScope.length + outside.length)
  return [
    ...inScope.flatMap(row => observation(engine, row, true, weight)),
    ...outside.flatMap(row => observation(engine, row, false, weight)),
  ]
}

/** Configured utterances are certain, so they tell nothing of confidence. */
function observation(engine: Engine, row: Row, inScope: boolean, weight: number): Observation[] {
  const reading = engine.read(row.text, 0)
  const configured = engine.templates.closed(templateInput(engine, reading))
  if (configured.some(({ answers }) => answers < 0)) return []
  const { intents } = engine.outline
  const [top] = evidenceOf(engine, reading, intent => (intents[intent]?.label ?? -1) >= 0)
  if (!top) return []
  const right = inScope && intents[top.intent]?.name === row.intent ? 1 : 0
  const importance = inScope ? (right === 0 ? WRONG_WEIGHT : 1) : OUTSIDE_WEIGHT
  return [
    {
      terms: confidenceTerms(top.evidence),
      right,
      weight: weight * importance,
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
