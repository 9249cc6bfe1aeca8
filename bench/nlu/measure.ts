/** Figures of understanding: accuracy, rejection, calibration, slots, time. */
import type { Row } from './data.ts'

/** What a recogniser made of one row. */
export interface Outcome {
  readonly row: Row
  readonly intent: string | undefined
  readonly score: number
  readonly slots: readonly Span[]
  readonly micros: number
}

export interface Span {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The threshold at which rejection is reported. */
const THRESHOLD = 0.3
const BINS = 10

/** `outside` are rows that belong to no intent. */
export function intentFigures(inside: readonly Outcome[], outside: readonly Outcome[]) {
  const right = inside.filter(({ row, intent }) => row.intent === intent)
  const figures: Record<string, number> = {
    intentAccuracy: percent(right.length, inside.length),
    inScopeAccuracyAt03: percent(right.filter(isPicked).length, inside.length),
    ece: calibrationError([...inside, ...outside]),
  }
  if (outside.length === 0) return figures
  return {
    ...figures,
    oosRecallAt03: percent(outside.filter(outcome => !isPicked(outcome)).length, outside.length),
    oosAuroc: 100 * auroc(inside.map(scoreOf), outside.map(scoreOf)),
  }
}

export function slotFigures(outcomes: readonly Outcome[]) {
  let found = 0
  let wrong = 0
  let missed = 0
  let frames = 0
  for (const { row, intent, slots } of outcomes) {
    const expected = new Set(row.slots.map(span => spanKey(span, row.text)))
    const guessed = new Set(slots.map(span => spanKey(span, row.text)))
    const both = expected.intersection(guessed).size
    found += both
    wrong += guessed.size - both
    missed += expected.size - both
    if (row.intent === intent && both === expected.size && both === guessed.size) frames++
  }
  return {
    slotF1: percent(2 * found, 2 * found + wrong + missed),
    frameAccuracy: percent(frames, outcomes.length),
  }
}

export function timeFigures(outcomes: readonly Outcome[]) {
  const micros = outcomes.map(outcome => outcome.micros).sort((a, b) => a - b)
  const quantile = (share: number) => micros[Math.floor(micros.length * share)] ?? Number.NaN
  return { p50Us: quantile(0.5), p99Us: quantile(0.99) }
}

const percent = (part: number, whole: number) => (100 * part) / whole

const isPicked = ({ score }: Outcome) => score >= THRESHOLD
const scoreOf = ({ score }: Outcome) => score

/** Exact spans; a full stop that ends a sentence is no part of a value, whatever the annotation says. */
function spanKey({ name, start, end }: Span, text: string): string {
  let [from, to] = [start, end]
  while (from < to && EDGE.test(text[from] ?? '')) from++
  while (to > from && EDGE.test(text[to - 1] ?? '')) to--
  return `${name} ${from} ${to}`
}

const EDGE = /[\s.,;:!?]/

/** The chance that a row in scope scores above one out of scope. */
export function auroc(inside: readonly number[], outside: readonly number[]): number {
  let wins = 0
  for (const one of inside)
    for (const other of outside) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (inside.length * outside.length)
}

/** Expected calibration error over ten equal bins; what is out of scope is never right. */
function calibrationError(outcomes: readonly Outcome[]): number {
  const gaps = new Array<number>(BINS).fill(0)
  for (const { row, intent, score } of outcomes) {
    const bin = Math.min(BINS - 1, Math.floor(score * BINS))
    gaps[bin]! += score - (row.intent === intent ? 1 : 0)
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / outcomes.length
}
