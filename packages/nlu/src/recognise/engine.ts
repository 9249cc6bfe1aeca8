/** A loaded bot with everything that reading needs at hand. */
import { newScorer, type Score } from '../classify/classifier.ts'
import { decodeModel } from '../model/format.ts'
import { type ModelHead, type TrainedBot, unpackModel } from '../model/model.ts'
import { type Reading, type ReadingContext, read } from '../reading.ts'
import { type SlotType, slotTypesOf } from '../slot-type.ts'
import { newTagging, type Tag } from '../tagger/tagger.ts'
import {
  newTemplateMatcher,
  type TemplateInput,
  type TemplateMatcher,
} from '../template/match-templates.ts'
import type { Locale, Model, SlotMatch } from '../types.ts'
import { type Carriers, newCarriers } from './carriers.ts'

export interface Engine extends TrainedBot {
  readonly locale: Locale
  readonly types: readonly SlotType[]
  /** A turn reads one text several times: the latest reading is kept. */
  read(text: string, now: number): Reading
  readonly score: Score
  readonly tag: Tag
  readonly templates: TemplateMatcher
  readonly carriers: Carriers
  readonly intentNumbers: ReadonlyMap<string, number>
}

export function loadEngine(model: Model): Engine {
  const bot = unpackModel(decodeModel<ModelHead>(model))
  const { locale, intents } = bot.outline
  const types = slotTypesOf(bot.outline)
  return {
    ...bot,
    locale,
    types,
    read: newReader({ locale, types, gazetteer: bot.gazetteer }),
    score: newScorer(bot.classifier),
    tag: newTagging(bot.tagger),
    templates: newTemplateMatcher(bot.trie),
    carriers: newCarriers(bot.outline, bot.intentWords),
    intentNumbers: new Map(intents.map(({ name }, number) => [name, number])),
  }
}

function newReader(context: ReadingContext): Engine['read'] {
  let latest: { readonly reading: Reading; readonly now: number } | undefined
  return (text, now) => {
    if (latest?.now !== now || latest.reading.text !== text)
      latest = { reading: read(context, text, now), now }
    return latest.reading
  }
}

/** `asWritten`: values that merely share a stem with listed ones do not count. */
export function templateInput(
  { outline }: Engine,
  { words, hits, hitsAt }: Reading,
  asWritten = false,
): TemplateInput {
  return {
    words: words.wordIds,
    hitsAt: from => hitsAt[from] ?? [],
    hitEnd: hit => hits[hit]?.to ?? 0,
    fits: (hit, slot) =>
      hits[hit]?.type === outline.slots[slot]?.type && !(asWritten && hits[hit]?.inflected),
  }
}

/** An intent's slot of that name. */
export const slotNumber = ({ outline }: Engine, intent: number, name: string): number | undefined =>
  outline.intents[intent]?.slots.find(slot => outline.slots[slot]?.name === name)

export const slotName = ({ outline }: Engine, slot: number): string =>
  outline.slots[slot]?.name ?? ''

export const inTextOrder = (matches: readonly SlotMatch[]): SlotMatch[] =>
  [...matches].sort((first, second) => first.start - second.start)
