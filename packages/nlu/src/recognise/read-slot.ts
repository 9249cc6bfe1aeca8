/** Reads the answer to the question for one slot (spec/lex-runtime.md §2.3, §4.3). */
import type { Hit, Reading } from '../reading.ts'
import { customValue, patternValue } from '../slot-type.ts'
import type { SlotQuestion, SlotValue } from '../types.ts'
import { type Engine, slotName, slotNumber, templateInput } from './engine.ts'
import { filledByTagger, unlistedValue } from './fill-slots.ts'

export function readSlot(
  engine: Engine,
  { intent, slot, now, exactOnly }: SlotQuestion,
  utterance: string,
  mode: 'closed' | 'open',
): SlotValue | undefined {
  const number = engine.intentNumbers.get(intent)
  const asked = number === undefined ? undefined : slotNumber(engine, number, slot)
  if (number === undefined || asked === undefined) return undefined
  const question: Question = { engine, intent: number, slot: asked, asWritten: exactOnly === true }
  const reading = engine.read(utterance, now)
  if (mode === 'open') return exactOnly ? undefined : freeValue(question, reading)
  return closedValue(question, reading) ?? (exactOnly ? undefined : misspelt(question, reading))
}

interface Question {
  readonly engine: Engine
  readonly intent: number
  readonly slot: number
  /** Listed values count only as they are written. */
  readonly asWritten: boolean
}

function closedValue(question: Question, reading: Reading): SlotValue | undefined {
  const { engine, slot } = question
  const type = engine.outline.slots[slot]?.type ?? -1
  return (
    answered(question, reading, false) ??
    reading.hits.find(
      hit =>
        hit.type === type &&
        !(question.asWritten && hit.inflected) &&
        standsAlone(question, reading, hit),
    )?.value ??
    wholePattern(question, reading)
  )
}

/** A slip of the finger in a listed value is forgiven when nothing else is said. */
function misspelt(question: Question, reading: Reading): SlotValue | undefined {
  const { engine, slot } = question
  const type = engine.types[engine.outline.slots[slot]?.type ?? -1]
  const original = stripped(question, reading)
  const resolutions = type?.outline.sort === 'custom' ? type.nearest(original) : []
  return type && resolutions.length > 0 ? customValue(type, original, resolutions) : undefined
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
  const input = templateInput(engine, reading, question.asWritten)
  const found = open ? engine.templates.open(input, intent) : engine.templates.closed(input)
  if (found.length === 0) return undefined
  const matches = found
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
  const { engine, slot } = question
  return (
    answered(question, reading, true) ??
    tagged(question, reading) ??
    unlistedValue(engine, slot, stripped(question, reading))
  )
}

/** In a longer answer the model tells the value from what surrounds it. */
function tagged(question: Question, reading: Reading): SlotValue | undefined {
  const { engine, slot, intent } = question
  const { from, to } = engine.carriers.strip(intent, reading.words.wordIds)
  if (to - from <= SHORT_ANSWER) return undefined
  const name = slotName(engine, slot)
  const found = filledByTagger(engine, reading, intent, slot)
  return found?.find(match => match.slot === name)?.value
}

/** Words that are taken as a value as they stand. */
const SHORT_ANSWER = 4

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
