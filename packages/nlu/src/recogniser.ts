/** A loaded model reads utterances: the door to everything this package understands. */
import { readYesNo } from './builtin/builtin.ts'
import { loadEngine } from './recognise/engine.ts'
import { findSlots } from './recognise/find-slots.ts'
import { readSlot } from './recognise/read-slot.ts'
import { recognise } from './recognise/recognise.ts'
import type { Model, Recogniser } from './types.ts'

/**
 * Loads a trained model.
 *
 * @example
 * loadRecogniser(model).readAnswer('yes please') // { answer: 'yes', rest: '' }
 */
export function loadRecogniser(model: Model): Recogniser {
  const engine = loadEngine(model)
  const { locale } = engine
  return {
    locale,
    recognise: (utterance, options) => recognise(engine, utterance, options),
    readSlot: (question, utterance, mode) => readSlot(engine, question, utterance, mode),
    findSlots: (intent, utterance, now, asked) =>
      findSlots(engine, { intent, utterance, now, asked }),
    readAnswer: utterance => readYesNo(locale, utterance),
  }
}
