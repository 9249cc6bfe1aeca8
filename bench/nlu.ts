/**
 * `npm run bench:nlu`: understanding measured on the data sets (spec/nlu.md §7, design §8).
 *
 *   --data FOLDER   the data sets (default: PARLEY_NLU_DATA, or data/nlu); a `test.jsonl` beside a `dev.jsonl` is preferred
 *   --only PREFIX   cases whose names begin so
 *   --json          one figure a line
 *
 * With PARLEY_NODE_NLP naming a folder that holds node-nlp, its figures stand beside ours.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadRecogniser } from '../packages/nlu/src/index.ts'
import { reporter } from './harness/report.ts'
import { definitionOf, evaluationFile, type Row, readRows } from './nlu/data.ts'
import { largestBot } from './nlu/largest.ts'
import { intentFigures, type Outcome, slotFigures, timeFigures } from './nlu/measure.ts'
import { rewritten, typos, upperCase, withoutPunctuation } from './nlu/rewrite.ts'
import {
  answerRows,
  loadNodeNlp,
  nodeNlpOutcomes,
  recogniseRows,
  type Trained,
  trainParley,
} from './nlu/subjects.ts'

const report = reporter('nlu')
const data = option('--data') ?? process.env['PARLEY_NLU_DATA'] ?? 'data/nlu'
const only = option('--only') ?? ''
const nodeNlp = loadNodeNlp()

const INTENT_SETS = ['hwu64', 'banking77', 'clinc150']

async function main(): Promise<void> {
  for (const set of INTENT_SETS) {
    await intents(`${set}-5`, set, 'train_5.jsonl')
    await intents(`${set}-10`, set, 'train_10.jsonl')
    await intents(`${set}-full`, set, 'train.jsonl')
  }
  await slots('snips-10', 'train_10.jsonl')
  await slots('snips-70', 'train_70.jsonl')
  await slots('snips-full', 'train.jsonl')
  await intents('snips-full-texts', 'snips', 'train.jsonl')
  elicited()
  for (const bot of ['curekart', 'powerplay11', 'sofmattress'])
    await folds(`hint3-${bot}`, 'hint3', bot)
  for (const bot of ['askubuntu', 'chatbot', 'webapplications'])
    await folds(`braun-${bot}`, 'braun2017', bot)
  robustness('hwu64-10', 'hwu64', 'train_10.jsonl')
  robustness('clinc150-full', 'clinc150', 'train.jsonl')
  sizes()
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

const plain = (rows: readonly Row[]) => rows.map(row => ({ ...row, slots: [] }))

const rowsOf = (set: string, file: string) => readRows(join(data, set), file)

function evaluationRows(set: string): Row[] {
  return rowsOf(set, evaluationFile(join(data, set), 'dev.jsonl'))
}

function outsideRows(set: string): Row[] {
  const file = evaluationFile(join(data, set), 'oos_dev.jsonl')
  return existsSync(join(data, set, file)) ? rowsOf(set, file) : []
}

/** Texts and intents alone. */
async function intents(name: string, set: string, file: string): Promise<void> {
  if (!name.startsWith(only)) return
  const samples = plain(rowsOf(set, file))
  const inside = plain(evaluationRows(set))
  const outside = outsideRows(set)
  const trained = trainParley(definitionOf(samples))
  const outcomes = recogniseRows(trained, inside)
  report(name, 'parley', {
    ...intentFigures(outcomes, recogniseRows(trained, outside)),
    ...costs(trained, outcomes),
  })
  await beside(name, samples, { inside, outside })
}

async function beside(
  name: string,
  samples: readonly Row[],
  { inside, outside }: { inside: readonly Row[]; outside: readonly Row[] },
): Promise<void> {
  if (!nodeNlp) return
  const { trainMs, outcomes } = await nodeNlpOutcomes(nodeNlp, samples, [...inside, ...outside])
  const own = outcomes.slice(0, inside.length)
  report(name, 'node-nlp', {
    ...intentFigures(own, outcomes.slice(inside.length)),
    trainMs,
    ...timeFigures(own),
  })
}

/** SNIPS: utterances as templates, their types listing the values of the whole training pool. */
async function slots(name: string, file: string): Promise<void> {
  if (!name.startsWith(only)) return
  const samples = rowsOf('snips', file)
  const inside = evaluationRows('snips')
  const trained = trainParley(definitionOf(samples, rowsOf('snips', 'train.jsonl')))
  const outcomes = recogniseRows(trained, inside)
  report(name, 'parley', {
    ...intentFigures(outcomes, []),
    ...slotFigures(outcomes),
    ...costs(trained, outcomes),
  })
  await beside(name, samples, { inside, outside: [] })
}

/** RESTAURANTS-8K: one intent; many rows answer a question for a slot. */
function elicited(): void {
  if (!'restaurant8k'.startsWith(only)) return
  const trained = trainParley(definitionOf(rowsOf('restaurant8k', 'train.jsonl')))
  const outcomes = answerRows(trained, evaluationRows('restaurant8k'))
  report('restaurant8k', 'parley', { ...slotFigures(outcomes), ...costs(trained, outcomes) })
  const asked = outcomes.filter(({ row }) => row.requestedSlots?.length)
  report('restaurant8k-asked', 'parley', slotFigures(asked))
}

const FOLDS = 5

/** Sets without a dev split: the test file where there is one, else cross-validation. */
async function folds(name: string, set: string, bot: string): Promise<void> {
  if (!name.startsWith(only)) return
  const samples = plain(rowsOf(set, `train_${bot}.jsonl`))
  const test = `test_${bot}.jsonl`
  if (existsSync(join(data, set, test))) {
    const rows = rowsOf(set, test)
    const inside = rows.filter(row => !OUTSIDE.has(row.intent))
    const outside = rows.filter(row => OUTSIDE.has(row.intent))
    const trained = trainParley(definitionOf(samples))
    const outcomes = recogniseRows(trained, inside)
    report(name, 'parley', {
      ...intentFigures(outcomes, recogniseRows(trained, outside)),
      ...costs(trained, outcomes),
    })
    return beside(name, samples, { inside, outside })
  }
  const outcomes: Outcome[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const trained = trainParley(definitionOf(samples.filter((_, at) => at % FOLDS !== fold)))
    outcomes.push(
      ...recogniseRows(
        trained,
        samples.filter((_, at) => at % FOLDS === fold),
      ),
    )
  }
  report(name, 'parley', { ...intentFigures(outcomes, []), ...timeFigures(outcomes) })
}

const OUTSIDE = new Set(['NO_NODES_DETECTED', 'oos'])

/** The same rows with slips of the finger, without punctuation, in capitals. */
function robustness(name: string, set: string, file: string): void {
  if (!name.startsWith(only)) return
  const trained = trainParley(definitionOf(plain(rowsOf(set, file))))
  const rows = evaluationRows(set)
  for (const [rewriting, rewrite] of [
    ['typos', typos(1)],
    ['unpunctuated', withoutPunctuation],
    ['capitals', upperCase],
  ] as const) {
    const { intentAccuracy } = intentFigures(recogniseRows(trained, rewritten(rows, rewrite)), [])
    report(`${name}-${rewriting}`, 'parley', { intentAccuracy: intentAccuracy ?? Number.NaN })
  }
}

/** Training, loading and recognising in a bot of ordinary size and in the largest. */
function sizes(): void {
  if (!'size'.startsWith(only.slice(0, 4))) return
  const rows = rowsOf('hwu64', 'train.jsonl')
  const byIntent = [...Map.groupBy(rows, row => row.intent).values()]
  const small = byIntent.filter(own => own.length >= 30).slice(0, 10)
  const samples = small.flatMap(own => own.slice(0, 30))
  const smallTexts = small.flatMap(own => own.slice(30, 60))
  for (const [name, definition, texts] of [
    ['size-10x30', definitionOf(samples), smallTexts],
    ['size-largest', largestBot(data), rows.slice(0, 2000)],
  ] as const) {
    const trained = trainParley(definition)
    const outcomes = recogniseRows(trained, texts)
    report(name, 'parley', {
      ...costs(trained, outcomes),
      loadMs: trained.loadMs,
      modelMb: trained.modelMb,
      heapMb: heapMbOf(trained.model),
    })
  }
}

/** What a loaded recogniser holds beside the model's own bytes, by loading it several times over. */
function heapMbOf(model: Uint8Array): number {
  const before = process.memoryUsage().heapUsed
  const held = Array.from({ length: 8 }, () => loadRecogniser(model))
  return (process.memoryUsage().heapUsed - before) / held.length / 1e6
}

function costs({ trainMs, trainCpuMs }: Trained, outcomes: readonly Outcome[]) {
  return { trainMs, trainCpuMs, ...timeFigures(outcomes) }
}

await main()
