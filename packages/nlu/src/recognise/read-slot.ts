/** Reads the answer to the question for one slot (spec/lex-runtime.md §2.3, §4.3). */
import { type Hit, type Reading, read } from '../reading.ts'
import { patternValue } from '../slot-type.ts'
import { matchTemplates } from '../template/match-templates.ts'
import type { SlotQuestion, SlotValue } from '../types.ts'
import { type Engine, templateInput } from './engine.ts'
import { unlistedValue } from './fill-slots.ts'

export function readSlot(
  engine: Engine,
  { intent, slot, now }: SlotQuestion,
  utterance: string,
  mode: 'closed' | 'open',
): SlotValue | undefined {
  const number = engine.intentNumbers.get(intent)
  const asked = engine.outline.intents[number ?? -1]?.slots.find(
    candidate => engine.outline.slots[candidate]?.name === slot,
  )
  if (number === undefined || asked === undefined) return undefined
  const question: Question = { engine, intent: number, slot: asked }
  const reading = read(engine, utterance, now)
  return mode === 'closed' ? closedValue(question, reading) : freeValue(question, reading)
}

interface Question {
  readonly engine: Engine
  readonly intent: number
  readonly slot: number
}

function closedValue(question: Question, reading: Reading): SlotValue | undefined {
  const { engine, slot } = question
  const type = engine.outline.slots[slot]?.type ?? -1
  return (
    answered(question, reading, false) ??
    reading.hits.find(hit => hit.type === type && standsAlone(question, reading, hit))?.value ??
    wholePattern(question, reading)
  )
}

/** Nothing but filler around it. */
function standsAlone({ engine, intent }: Question, { words }: Reading, hit: Hit): boolean {
  const { wordIds } = words
  const { carriers } = engine
  return (
    carriers.carries(intent, wordIds, 0, hit.from) &&
    carriers.carries(intent, wordIds, hit.to, wordIds.length)
  )
}

/** A slot-level utterance with a value in its place: `{size} please`. */
function answered(question: Question, reading: Reading, open: boolean): SlotValue | undefined {
  const { engine, slot, intent } = question
  const matches = matchTemplates(engine.trie, templateInput(engine, reading), open)
    .filter(match => match.intent === intent && match.answers === slot)
    .sort((first, second) => second.literals - first.literals)
  for (const { fills } of matches) {
    const fill = fills.find(candidate => candidate.slot === slot)
    const value = fill && (reading.hits[fill.hit]?.value ?? spanValue(question, reading, fill))
    if (value) return value
  }
  return undefined
}

/** A regex value may be spelled with gaps, so the whole answer is tried too. */
function wholePattern(question: Question, reading: Reading): SlotValue | undefined {
  const { engine, slot } = question
  const pattern = engine.types[engine.outline.slots[slot]?.type ?? -1]?.pattern
  if (!pattern) return undefined
  const { wordIds } = reading.words
  for (const original of [
    textOf(reading, { from: 0, to: wordIds.length }),
    stripped(question, reading),
  ]) {
    const value = patternValue(pattern, original)
    if (value !== undefined) return { value, resolutions: [value], original }
  }
  return undefined
}

function freeValue(question: Question, reading: Reading): SlotValue | undefined {
  return (
    answered(question, reading, true) ??
    unlistedValue(question.engine, question.slot, stripped(question, reading))
  )
}

function stripped({ engine, intent }: Question, reading: Reading): string {
  return textOf(reading, engine.carriers.strip(intent, reading.words.wordIds))
}

const spanValue = (
  { engine, slot }: Question,
  reading: Reading,
  span: { readonly from: number; readonly to: number },
) => unlistedValue(engine, slot, textOf(reading, span))

function textOf({ text, words }: Reading, { from, to }: { from: number; to: number }): string {
  return text.slice(words.tokens[from]?.start ?? 0, words.tokens[to - 1]?.end ?? 0)
}
