/** The values of an intent's slots in an utterance, whichever were asked for. */
import type { Reading } from '../reading.ts'
import type { SlotMatch } from '../types.ts'
import { type Engine, inTextOrder, slotNumber, templateInput } from './engine.ts'
import { filledByHits, filledByTagger, filledByTemplate } from './fill-slots.ts'

export interface SlotSearch {
  readonly intent: string
  readonly utterance: string
  readonly now: number
  /** The slot that was asked for: unlisted words may then be values too, where the context tells. */
  readonly asked?: string | undefined
}

export function findSlots(engine: Engine, search: SlotSearch): readonly SlotMatch[] {
  const intent = engine.intentNumbers.get(search.intent)
  if (intent === undefined) return []
  const reading = engine.read(search.utterance, search.now)
  const exact = engine.templates
    .closed(templateInput(engine, reading))
    .find(match => match.intent === intent && match.fills.length > 0)
  if (exact) return filledByTemplate(engine, reading, exact)
  if (search.asked === undefined) return filledByHits(engine, reading, intent)
  return filledAsAsked(engine, reading, intent, slotNumber(engine, intent, search.asked))
}

function filledAsAsked(
  engine: Engine,
  reading: Reading,
  intent: number,
  asked: number | undefined,
): SlotMatch[] {
  const tagged = filledByTagger(engine, reading, intent, asked)
  return tagged ? inTextOrder(tagged) : filledByHits(engine, reading, intent)
}
