/** The values of an intent's slots in an utterance, whichever were asked for. */
import { read } from '../reading.ts'
import { matchTemplates } from '../template/match-templates.ts'
import type { SlotMatch } from '../types.ts'
import { type Engine, templateInput } from './engine.ts'
import { filledByHits, filledByTemplate } from './fill-slots.ts'

/** Listed, pattern and grammar values alone: no stray word becomes a value (spec/lex-runtime.md §2.3). */
export function findSlots(
  engine: Engine,
  intent: string,
  utterance: string,
  now: number,
): readonly SlotMatch[] {
  const number = engine.intentNumbers.get(intent)
  if (number === undefined) return []
  const reading = read(engine, utterance, now)
  const exact = matchTemplates(engine.trie, templateInput(engine, reading), false).find(
    match => match.intent === number && match.fills.length > 0,
  )
  return exact ? filledByTemplate(engine, reading, exact) : filledByHits(engine, reading, number)
}
