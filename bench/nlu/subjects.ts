/** Who is measured: our recogniser, and node-nlp where it is installed. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  type BotDefinition,
  loadRecogniser,
  type Recogniser,
  train,
} from '../../packages/nlu/src/index.ts'
import { type Row, slotOf } from './data.ts'
import type { Outcome } from './measure.ts'

const NOW = Date.UTC(2026, 0, 7, 12)

export interface Trained {
  readonly trainMs: number
  /** CPU time of the process, which neighbours do not stretch as they do the clock. */
  readonly trainCpuMs: number
  readonly loadMs: number
  readonly modelMb: number
  readonly model: Uint8Array
  readonly recogniser: Recogniser
}

export function trainParley(definition: BotDefinition): Trained {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const model = train(definition)
  const trained = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  const recogniser = loadRecogniser(model)
  return {
    trainMs: trained - begin,
    trainCpuMs: (user + system) / 1000,
    loadMs: performance.now() - trained,
    modelMb: model.length / 1e6,
    model,
    recogniser,
  }
}

/** Intents and the slots of the best one. */
export function recogniseRows({ recogniser }: Trained, rows: readonly Row[]): Outcome[] {
  for (let call = 0; call < WARM_UP; call++) {
    const text = rows[call % Math.max(1, rows.length)]?.text ?? ''
    void recogniser.recognise(text, { now: NOW }).ranked[0]?.slots
  }
  return rows.map(row => {
    const begin = performance.now()
    const best = recogniser.recognise(row.text, { now: NOW }).ranked[0]
    const slots = best?.slots ?? []
    return {
      row,
      intent: best?.intent,
      score: best?.score ?? 0,
      slots: slots.map(({ slot, start, end }) => ({ name: slotOf(slot), start, end })),
      micros: (performance.now() - begin) * 1000,
    }
  })
}

/** Calls before any is timed: by then the engine has compiled what it will, also where texts are few. */
const WARM_UP = 2000

/** Turns in which a slot may have been asked for: the answer first, then whatever else is said. */
export function answerRows({ recogniser }: Trained, rows: readonly Row[]): Outcome[] {
  return rows.map(row => {
    const begin = performance.now()
    const asked = row.requestedSlots?.length === 1 ? row.requestedSlots[0] : undefined
    const slots = asked
      ? recogniser.findSlots(row.intent, row.text, NOW, `${row.intent}.${asked}`)
      : (recogniser.recognise(row.text, { now: NOW }).ranked[0]?.slots ?? [])
    return {
      row,
      intent: row.intent,
      score: 1,
      slots: slots.map(({ slot, start, end }) => ({ name: slotOf(slot), start, end })),
      micros: (performance.now() - begin) * 1000,
    }
  })
}

interface NodeNlp {
  addDocument(language: string, text: string, intent: string): void
  train(): Promise<void>
  process(language: string, text: string): Promise<{ intent: string; score: number }>
}

/** node-nlp is no dependency: `PARLEY_NODE_NLP` names a folder in which it has been installed. */
export function loadNodeNlp(): (() => NodeNlp) | undefined {
  const folder = process.env['PARLEY_NODE_NLP']
  if (!folder) return undefined
  const { NlpManager } = createRequire(join(folder, 'package.json'))('node-nlp')
  return () =>
    new NlpManager({ languages: ['en'], forceNER: false, nlu: { log: false }, autoSave: false })
}

export async function nodeNlpOutcomes(
  create: () => NodeNlp,
  samples: readonly Row[],
  rows: readonly Row[],
): Promise<{ trainMs: number; outcomes: Outcome[] }> {
  const manager = create()
  for (const { text, intent } of samples) manager.addDocument('en', text, intent)
  const begin = performance.now()
  await manager.train()
  const trainMs = performance.now() - begin
  const outcomes: Outcome[] = []
  for (const row of rows) {
    const start = performance.now()
    const { intent, score } = await manager.process('en', row.text)
    const micros = (performance.now() - start) * 1000
    outcomes.push({ row, intent, score: intent === 'None' ? 0 : score, slots: [], micros })
  }
  return { trainMs, outcomes }
}
