/** A loaded model reads utterances: the door to everything this package understands. */
import { readYesNo } from './builtin/builtin.ts'
import { newScorer } from './classify/classifier.ts'
import { decodeModel } from './model/format.ts'
import { type ModelHead, unpackModel } from './model/model.ts'
import { newCarriers } from './recognise/carriers.ts'
import type { Engine } from './recognise/engine.ts'
import { findSlots } from './recognise/find-slots.ts'
import { readSlot } from './recognise/read-slot.ts'
import { recognise } from './recognise/recognise.ts'
import { slotTypesOf } from './slot-type.ts'
import { newTagging } from './tagger/tagger.ts'
import type { Model, Recogniser } from './types.ts'

/**
 * Loads a trained model.
 *
 * @example
 * loadRecogniser(model).readAnswer('yes please') // { answer: 'yes', rest: '' }
 */
export function loadRecogniser(model: Model): Recogniser {
  const bot = unpackModel(decodeModel<ModelHead>(model))
  const { locale, intents } = bot.outline
  const engine: Engine = {
    ...bot,
    locale,
    types: slotTypesOf(bot.outline),
    score: newScorer(bot.classifier),
    tag: newTagging(bot.tagger),
    carriers: newCarriers(bot.outline, bot.intentWords),
    intentNumbers: new Map(intents.map(({ name }, number) => [name, number])),
  }
  return {
    locale,
    recognise: (utterance, options) => recognise(engine, utterance, options),
    readSlot: (question, utterance, mode) => readSlot(engine, question, utterance, mode),
    findSlots: (intent, utterance, now) => findSlots(engine, intent, utterance, now),
    readAnswer: utterance => readYesNo(locale, utterance),
  }
}
