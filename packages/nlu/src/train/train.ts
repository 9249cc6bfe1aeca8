/** From a bot's definition to its model: pure, synchronous, reproducible bit for bit (spec/nlu.md §5). */
import { trainClassifier } from '../classify/train-classifier.ts'
import { buildGazetteer } from '../gazetteer/gazetteer.ts'
import { encodeModel } from '../model/format.ts'
import { packModel } from '../model/model.ts'
import { outlineOf } from '../outline.ts'
import { slotTypesOf } from '../slot-type.ts'
import { trainTagger } from '../tagger/train-tagger.ts'
import { buildTemplateTrie } from '../template/template-trie.ts'
import type { BotDefinition, Model } from '../types.ts'
import { classifierExamples } from './classifier-examples.ts'
import { trainingTexts } from './examples.ts'
import { intentWords } from './intent-words.ts'
import { templatesOf, trieTemplate } from './templates.ts'

/**
 * Trains the model of a bot.
 *
 * @example
 * const model = train({
 *   locale: 'en-US',
 *   intents: [{ name: 'Greet', sampleUtterances: ['hello', 'good morning'], slots: [] }],
 *   slotTypes: [],
 * })
 * loadRecogniser(model).recognise('Hello!', { now: 0 }).ranked[0]
 * // { intent: 'Greet', score: 1, exact: true, slots: [] }
 */
export function train(definition: BotDefinition): Model {
  const outline = outlineOf(definition)
  const types = slotTypesOf(outline)
  const listed = new Map(definition.slotTypes.map(type => [type.name, type]))
  const gazetteer = buildGazetteer(
    outline.types.flatMap((type, number) =>
      type.sort === 'custom' ? [{ type: number, values: listed.get(type.name)?.values ?? [] }] : [],
    ),
    definition.locale,
  )
  const templates = templatesOf(definition, outline)
  const context = { outline, types, gazetteer, templates, listed }
  const texts = trainingTexts(context)
  return encodeModel(
    packModel({
      outline,
      gazetteer,
      trie: buildTemplateTrie(templates.map(template => trieTemplate(template, outline.locale))),
      intentWords: intentWords(context),
      classifier: trainClassifier(classifierExamples(texts, outline), outline),
      tagger: trainTagger(texts, outline),
    }),
  )
}
